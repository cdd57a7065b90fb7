"""Pages and subjects: covers, searching, copies in other languages."""

from typing import Any

import pytest
from django.utils import translation
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale
from wagtail.search.backends import get_search_backend

from cms.models import AcademyImage
from library.models import CollectionPage, LearningObjectPage, LibraryIndexPage, Subject
from people.localised import LocalisedText
from tests.factories.library import CollectionPageFactory, LearningObjectPageFactory, SubjectFactory
from tests.library.conftest import Libraries

pytestmark = pytest.mark.django_db


def image(title: str) -> AcademyImage:
    made: AcademyImage = AcademyImage.objects.create(title=title, file=get_test_image_file(filename=f"{title}.png"))
    return made


def make(library: LibraryIndexPage, **values: Any) -> LearningObjectPage:
    page: LearningObjectPage = LearningObjectPageFactory(parent=library, locale=library.locale, **values)
    return page


class TestThumbnail:
    def test_the_cover_wins_then_the_first_image_then_nothing(self, library: LibraryIndexPage) -> None:
        cover, first, second = image("cover"), image("first"), image("second")
        body = [("paragraph", "<p>x</p>"), ("image", {"image": first}), ("image", {"image": second})]
        assert make(library, body=body, cover=cover).thumbnail == cover
        assert make(library, body=body).thumbnail == first
        assert make(library).thumbnail is None

    def test_it_follows_the_content(self, library: LibraryIndexPage) -> None:
        page = make(library, body=[("image", {"image": image("old")})])
        page.body = [("image", {"image": image("new")})]
        page.save()
        assert page.thumbnail is not None
        assert page.thumbnail.title == "new"
        page.body = []
        page.save()
        assert page.thumbnail is None

    def test_an_image_inside_a_gallery_counts(self, library: LibraryIndexPage) -> None:
        shown = image("inside")
        assert make(library, body=[("gallery", {"images": [{"image": shown}]})]).thumbnail == shown

    def test_other_sites_see_it_unless_told_otherwise(self, library: LibraryIndexPage) -> None:
        cover, social = image("cover"), image("social")
        assert make(library, cover=cover).sharing_image == cover
        assert make(library, cover=cover, social_image=social).sharing_image == social


class TestLanguages:
    def test_a_copy_for_translation_keeps_the_description(self, libraries: Libraries) -> None:
        page = make(libraries.ru, subjects=[SubjectFactory()], tags=["crane"], licence="CC0-1.0")
        copy = page.copy_for_translation(Locale.objects.get(language_code="en"))
        assert copy.translation_key == page.translation_key
        assert list(copy.subjects.all()) == list(page.subjects.all())
        assert list(copy.tags.names()) == ["crane"]
        assert copy.licence == "CC0-1.0"

    def test_aliases_are_not_versions(self, libraries: Libraries) -> None:
        page = make(libraries.ru)
        page.copy_for_translation(Locale.objects.get(language_code="en"), alias=True)
        assert list(LearningObjectPage.objects.versions_of(page)) == [page]

    def test_a_subject_speaks_the_readers_language(self) -> None:
        subject = SubjectFactory(labels=LocalisedText(ru="Алгебра", en="Algebra"))
        with translation.override("en"):
            assert str(subject) == "Algebra"
        with translation.override("uz"):
            assert str(subject) == "Алгебра"
        assert str(SubjectFactory(code="bare", labels=LocalisedText())) == "bare"

    def test_a_subject_is_set_in_by_its_depth(self) -> None:
        top = SubjectFactory(labels=LocalisedText(en="Top"))
        below = SubjectFactory(parent=top, labels=LocalisedText(en="Below"))
        assert (top.indented, below.indented) == ("Top", "\u2003Below")


class TestReads:
    def test_a_branch_counts_each_object_once_and_only_its_own(self, library: LibraryIndexPage) -> None:
        science, arts = SubjectFactory(), SubjectFactory()
        physics = SubjectFactory(parent=science)
        optics = SubjectFactory(parent=physics)
        make(library, subjects=[science, physics, optics])
        make(library, subjects=[optics, arts])
        counts = LearningObjectPage.objects.count_by_branch()
        assert counts == {science.path: 2, arts.path: 1}
        assert LearningObjectPage.objects.about(science).count() == 2
        assert LearningObjectPage.objects.about(arts).count() == 1

    def test_subjects_are_counted_in_one_query(self, library: LibraryIndexPage, count_queries: Any) -> None:
        for _ in range(5):
            make(library, subjects=[SubjectFactory()])
        make(library, subjects=[Subject.objects.first()], live=False)
        counted = Subject.objects.with_counts()
        assert {subject.object_count for subject in counted} == {1}
        assert count_queries(lambda: list(Subject.objects.with_counts())) == 1

    def test_collections_are_counted_by_their_own_objects(self, library: LibraryIndexPage) -> None:
        full = CollectionPageFactory(parent=library, locale=library.locale)
        CollectionPageFactory(parent=library, locale=library.locale)
        for _ in range(2):
            make(full)
        make(library)
        assert LearningObjectPage.objects.count_by_parent(library.depth + 1) == {full.path: 2}

    @pytest.mark.parametrize(
        ("reader", "expected"), [("ru", "ru"), ("en", "en"), ("kk", "ru"), ("zh-hans", "en"), ("be", "ru")]
    )
    def test_the_version_for_a_reader(self, libraries: Libraries, reader: str, expected: str) -> None:
        page = make(libraries.en)
        make(libraries.ru, translation_key=page.translation_key)
        version = LearningObjectPage.objects.for_reader(page, reader)
        assert version is not None
        assert version.locale.language_code == expected

    def test_nothing_live_is_no_version(self, libraries: Libraries) -> None:
        assert LearningObjectPage.objects.for_reader(make(libraries.en, live=False), "en") is None


class TestAdminSearch:
    @pytest.mark.parametrize("words", ["exit", "tick", "nurl", "ques"])
    def test_title_summary_and_authors_are_found_by_their_beginnings(
        self, library: LibraryIndexPage, words: str
    ) -> None:
        page = make(
            library, title="Exit tickets", summary="Three questions", authors="Nurlanova", tags=["peer marking"]
        )
        found = get_search_backend().autocomplete(words, LearningObjectPage.objects.all())
        assert list(found) == [page]

    def test_the_content_is_found_by_whole_words(self, library: LibraryIndexPage) -> None:
        page = make(library, body=[("paragraph", "<p>Photosynthesis at noon</p>")])
        assert list(get_search_backend().search("photosynthesis", LearningObjectPage.objects.all())) == [page]


class TestTree:
    def test_where_pages_may_stand(self) -> None:
        assert LearningObjectPage.allowed_subpage_models() == []
        assert set(LearningObjectPage.allowed_parent_page_models()) == {LibraryIndexPage, CollectionPage}
        assert CollectionPage.allowed_parent_page_models() == [LibraryIndexPage]

    def test_cards_of_other_pages_take_their_words(self, library: LibraryIndexPage) -> None:
        page = make(library, summary="What it is", resource_type="video")
        with translation.override("en"):
            assert (page.teaser, page.kind_label) == ("What it is", "Video")
        assert library.teaser == library.introduction
