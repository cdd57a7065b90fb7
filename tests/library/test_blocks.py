"""Packages, and objects inside lessons: stored shape, references, languages, readers."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import RequestFactory
from django.utils import translation
from wagtail.blocks import StreamBlock
from wagtail.models import PageViewRestriction, ReferenceIndex
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor

from cms.models import AcademyDocument
from courses.models import LessonPage
from library.blocks import OBJECT_BLOCKS, LearningObjectChooserBlock, LibraryObjectBlock, PackageBlock
from library.models import LearningObjectPage
from people.models import User
from tests.factories.courses import course_tree
from tests.factories.library import LearningObjectPageFactory
from tests.factories.people import UserFactory
from tests.library.conftest import Libraries

pytestmark = pytest.mark.django_db

STREAM = StreamBlock([("library_object", LibraryObjectBlock())])


def make(libraries: Libraries, language: str = "en", **values: Any) -> LearningObjectPage:
    parent = getattr(libraries, language)
    page: LearningObjectPage = LearningObjectPageFactory(parent=parent, locale=parent.locale, **values)
    return page


def stream_of(*pages: LearningObjectPage) -> Any:
    return STREAM.to_python(
        [{"type": "library_object", "value": {"object": page.pk}, "id": str(page.pk)} for page in pages]
    )


def render(*pages: LearningObjectPage, reader: str = "en", user: User | None = None) -> str:
    request = RequestFactory().get("/")
    request.user = user or AnonymousUser()
    request.session = {}  # type: ignore[assignment]
    with translation.override(reader):
        blocks = stream_of(*pages)
        return "".join(str(block.render(context={"request": request})) for block in blocks)


class TestShape:
    def test_the_stored_value_is_the_page_id(self, libraries: Libraries) -> None:
        page = make(libraries)
        stored = STREAM.get_prep_value(stream_of(page))
        assert stored[0]["value"] == {"object": page.pk}

    def test_a_lesson_refers_to_its_object_in_the_reference_index(self) -> None:
        tree = course_tree(modules=1, lessons=1, objects=1, languages=["ru"])
        lesson, page = tree.lessons[0]["ru"], tree.objects[0]["ru"]
        ReferenceIndex.create_or_update_for_object(lesson)
        references = ReferenceIndex.get_references_to(page)
        assert [reference.object_id for reference in references] == [str(lesson.pk)]
        assert references[0].model_path == "body.library_object.object"

    def test_a_translator_may_choose_another_object_for_a_language(self) -> None:
        """Translation knows the chooser for a page chooser; else it would not offer to change it."""
        tree = course_tree(modules=1, lessons=1, objects=1, languages=["ru"])
        lesson, page = tree.lessons[0]["ru"], tree.objects[0]["ru"]
        extractor = StreamFieldSegmentExtractor(LessonPage._meta.get_field("body"), include_overridables=True)
        segments = extractor.handle_stream_block(lesson.body)
        assert page.pk in [getattr(segment, "data", None) for segment in segments]

    def test_migrations_can_name_the_chooser(self) -> None:
        path, _args, kwargs = LearningObjectChooserBlock(label="x").deconstruct()
        assert path == "library.blocks.LearningObjectChooserBlock"
        assert kwargs == {"label": "x"}

    def test_the_editor_shows_the_chosen_object(self, libraries: Libraries) -> None:
        page = make(libraries, title="Exit tickets")
        block = LearningObjectChooserBlock()
        state = block.get_form_state(page)
        assert state["id"] == page.pk
        assert state["title"].startswith("Exit tickets")
        assert block.get_form_state(None) is None


class TestReaders:
    def test_a_reader_gets_their_language(self, libraries: Libraries) -> None:
        english = make(libraries, "en", title="Feedback")
        make(libraries, "ru", title="Обратная связь", translation_key=english.translation_key)
        html = render(english, reader="ru")
        assert "Обратная связь" in html
        assert "Feedback" not in html
        assert "lang=" not in html

    def test_without_a_translation_the_original_is_shown_marked_and_with_a_note(self, libraries: Libraries) -> None:
        html = render(make(libraries, "ru", title="Обратная связь"), reader="en")
        assert 'lang="ru"' in html
        assert "Not translated yet" in html

    def test_a_reader_of_kazakh_gets_russian_before_english(self, libraries: Libraries) -> None:
        english = make(libraries, "en", title="Feedback")
        make(libraries, "ru", title="Обратная связь", translation_key=english.translation_key)
        html = render(english, reader="kk")
        assert "Обратная связь" in html
        assert 'lang="ru"' in html

    def test_an_unpublished_translation_is_not_shown(self, libraries: Libraries) -> None:
        english = make(libraries, "en", title="Feedback")
        make(libraries, "ru", title="Черновик", translation_key=english.translation_key, live=False)
        assert "Feedback" in render(english, reader="ru")

    def test_a_withdrawn_object_leaves_a_note(self, libraries: Libraries) -> None:
        page = make(libraries, title="Gone", live=False)
        html = render(page)
        assert "Gone" not in html
        assert "was withdrawn" in html

    def test_an_editor_sees_a_draft_in_the_preview(self, libraries: Libraries) -> None:
        page = make(libraries, title="Draft", live=False)
        assert "Draft" in render(page, user=UserFactory.create(is_superuser=True))
        assert "Draft" not in render(page, user=UserFactory.create())

    def test_a_private_object_is_shown_to_those_who_may_read_it(self, libraries: Libraries) -> None:
        page = make(libraries, title="For members")
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
        assert "For members" not in render(page)
        assert "For members" in render(page, user=UserFactory.create())

    def test_a_deleted_object_leaves_a_note(self, libraries: Libraries) -> None:
        page = make(libraries)
        block = stream_of(page)
        page.delete()
        fresh = STREAM.to_python(STREAM.get_prep_value(block))
        with translation.override("en"):
            assert "was withdrawn" in "".join(str(each.render()) for each in fresh)

    def test_queries_do_not_grow_with_the_objects_in_a_text(self, libraries: Libraries, count_queries: Any) -> None:
        pages = [make(libraries) for _ in range(12)]
        few = count_queries(lambda: render(*pages[:2]))
        assert count_queries(lambda: render(*pages)) == few

    def test_the_gallery_of_blocks_shows_a_public_object(self, libraries: Libraries) -> None:
        block = LibraryObjectBlock()
        assert block.get_preview_value()["object"] is None
        make(libraries, live=False)
        page = make(libraries)
        assert block.get_preview_value()["object"] == page


class TestPackage:
    def document(self, name: str) -> AcademyDocument:
        return AcademyDocument.objects.create(title="Safety course", file=ContentFile(b"PK\x03\x04", name=name))

    def value(self, name: str, **values: Any) -> Any:
        return PackageBlock().normalize({"file": self.document(name), "package_type": "scorm_2004", **values})

    def test_it_is_a_download_that_says_its_type_and_that_it_is_not_played(self) -> None:
        block = PackageBlock()
        with translation.override("en"):
            html = block.render(self.value("course.zip"))
        assert "Safety course" in html
        assert "SCORM 2004 package, ZIP" in html
        assert "download" in html
        assert "not played here" in html
        assert "<iframe" not in html

    def test_its_own_title_wins(self) -> None:
        assert "My &lt;b&gt;title" in PackageBlock().render(self.value("course.zip", title="My <b>title"))

    @pytest.mark.parametrize("name", ["course.zip", "course.H5P", "course.imscc"])
    def test_packages_are_accepted(self, name: str) -> None:
        assert PackageBlock().clean(self.value(name))

    @pytest.mark.parametrize("name", ["course.pdf", "zip", "course.zip.txt"])
    def test_other_files_are_refused(self, name: str) -> None:
        with pytest.raises(ValidationError):
            PackageBlock().clean(self.value(name))

    def test_a_file_that_is_gone_shows_nothing(self) -> None:
        assert PackageBlock().render(PackageBlock().normalize({"file": None})).strip() == ""

    def test_objects_may_hold_one(self) -> None:
        assert "package" in dict(OBJECT_BLOCKS)

    def test_every_block_explains_itself_and_has_a_preview(self) -> None:
        self.document("sample.zip")
        for block in (PackageBlock(), LibraryObjectBlock()):
            assert block.get_description()
            assert str(block.render(block.get_preview_value()))
