"""The library's public pages: what each shows, to whom, and in how many queries."""

import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction
from wagtail.signal_handlers import disable_reference_index_auto_update

from cms.models import AcademyImage
from library.models import CollectionPage, LearningObjectPage, LibraryIndexPage
from people.localised import LocalisedText
from tests.factories.library import CollectionPageFactory, LearningObjectPageFactory, SubjectFactory
from tests.library.conftest import Libraries

pytestmark = pytest.mark.django_db


Make = Callable[..., LearningObjectPage]
CountQueries = Callable[[Callable[[], Any]], int]


@pytest.fixture
def collection(library: LibraryIndexPage) -> CollectionPage:
    return CollectionPageFactory(parent=library, locale=library.locale, title="Formative assessment")


@pytest.fixture
def make(library: LibraryIndexPage) -> Callable[..., LearningObjectPage]:
    def made(**values: Any) -> LearningObjectPage:
        return LearningObjectPageFactory(**{"parent": library, "locale": library.locale, **values})

    return made


def read(client: Client, page: Any, query: str = "") -> str:
    response = client.get(f"{page.url}{query}")
    assert response.status_code == 200
    return str(response.content.decode())


class TestFront:
    def test_an_empty_library_says_what_to_do(self, client: Client, library: LibraryIndexPage) -> None:
        html = read(client, library)
        assert "Nothing is published here yet" in html
        assert "/en/catalogue/" in html

    def test_collections_newest_subjects_and_types_are_listed_with_numbers(
        self, client: Client, library: LibraryIndexPage, collection: CollectionPage, make: Make
    ) -> None:
        science = SubjectFactory(code="science", labels=LocalisedText(en="Science", ru="Науки"))
        physics = SubjectFactory(parent=science, code="physics", labels=LocalisedText(en="Physics"))
        make(parent=collection, title="Exit tickets", subjects=[physics, science], resource_type="checklist")
        make(parent=collection, title="Peer marking", subjects=[physics], resource_type="video")
        html = read(client, library)
        assert "Formative assessment" in html
        assert "2 materials" in html
        assert "Exit tickets" in html
        assert 'href="/en/catalogue/?subject=science"' in html
        assert "Physics" not in html, "only the tops of the tree are listed"
        assert 'href="/en/catalogue/?type=object.checklist"' in html
        counts = re.findall(r"</span>\s*(\d+)</span>", html)
        assert counts == ["2", "1", "1"], "Science once for each object, then one of each type"

    def test_it_speaks_the_language_of_its_pages(self, client: Client, libraries: Libraries) -> None:
        LearningObjectPageFactory(parent=libraries.ru, locale=libraries.ru.locale, title="Обратная связь")
        LearningObjectPageFactory(parent=libraries.en, locale=libraries.en.locale, title="Feedback")
        russian = read(client, libraries.ru)
        assert "Обратная связь" in russian
        assert "Feedback" not in russian


MOST_QUERIES = 24
"""Of any page of the library, with the frame of the site around it."""


def fill(parent: Any, size: int, subjects: list[Any]) -> None:
    """Objects stored fast, as many as asked for, each with a cover image."""
    from wagtail.images.tests.utils import get_test_image_file

    image = AcademyImage.objects.create(title="Cover", file=get_test_image_file(size=(64, 32)))
    for number in range(size):
        with disable_reference_index_auto_update():
            page = LearningObjectPageFactory(
                parent=parent, locale=parent.locale, title=f"Object {number:03}", cover=image if number % 2 else None
            )
        page.subjects.through.objects.create(learningobjectpage=page, subject=subjects[number % len(subjects)])


class TestCollection:
    def test_objects_come_in_the_order_of_the_tree_or_as_asked(
        self, client: Client, collection: CollectionPage, make: Make
    ) -> None:
        for title in ("Cranes", "Algebra", "Birds"):
            make(parent=collection, title=title)

        def titles(query: str) -> list[str]:
            return re.findall(r"card__title\"><a [^>]*>([^<]*)<", read(client, collection, query))

        assert titles("") == ["Cranes", "Algebra", "Birds"]
        assert titles("?sort=title") == ["Algebra", "Birds", "Cranes"]
        assert titles("?sort=;drop") == ["Cranes", "Algebra", "Birds"]

    def test_long_collections_have_pages(self, client: Client, collection: CollectionPage, make: Make) -> None:
        for number in range(30):
            make(parent=collection, title=f"Object {number:02}")
        first, last = read(client, collection), read(client, collection, "?page=2")
        assert "Object 23" in first
        assert "Object 24" not in first
        assert "Object 29" in last
        assert "1–24" in first
        assert "Object 29" in read(client, collection, "?page=900"), "too far is the last page, not an error"
        assert "Object 00" in read(client, collection, "?page=x")

    def test_an_empty_one_says_so(self, client: Client, collection: CollectionPage) -> None:
        assert "Nothing is published in this collection yet" in read(client, collection)


def test_queries_of_lists_do_not_grow(
    client: Client, library: LibraryIndexPage, collection: CollectionPage, count_queries: CountQueries, settings: Any
) -> None:
    """Front page and collection at 10 and at 300 objects, one and nine collections, three and thirty subjects."""

    settings.WAGTAILSEARCH_BACKENDS = {"default": {**settings.WAGTAILSEARCH_BACKENDS["default"], "AUTO_UPDATE": False}}

    def counts() -> list[int]:
        for page in (library, collection):
            read(client, page)
        return [count_queries(partial(read, client, page)) for page in (library, collection)]

    fill(collection, 10, [SubjectFactory() for _ in range(3)])
    few = counts()
    fill(collection, 290, [SubjectFactory() for _ in range(27)])
    for _ in range(8):
        CollectionPageFactory(parent=library, locale=library.locale)
    assert counts() == few
    assert max(few) <= MOST_QUERIES


class TestObject:
    def test_the_description_is_readable(self, client: Client, make: Make) -> None:
        subject = SubjectFactory(code="algebra", labels=LocalisedText(en="Algebra"))
        page = make(
            title="Feedback in a minute",
            summary="Three ways to answer.",
            duration_minutes=90,
            level="primary",
            audience="head",
            authors="Nurlanova, A.; Petrov, I.",
            licence="CC-BY-SA-4.0",
            source_url="https://example.org/source",
            subjects=[subject],
            tags=["peer marking"],
            body=[("paragraph", "<p>Ask one question.</p>")],
        )
        html = read(client, page)
        for words in (
            "Feedback in a minute",
            "Three ways to answer.",
            "1 h 30 min",
            "Primary school",
            "School heads",
            "Nurlanova, A.; Petrov, I.",
            "share what you make under the same licence",
            "Ask one question.",
        ):
            assert words in html
        assert 'href="https://creativecommons.org/licenses/by-sa/4.0/"' in html
        assert 'href="https://example.org/source"' in html
        assert 'href="/en/catalogue/?subject=algebra"' in html
        assert 'href="/en/catalogue/?tag=peer-marking"' in html

    def test_other_languages_are_linked_but_not_their_drafts(self, client: Client, libraries: Libraries) -> None:
        english = LearningObjectPageFactory(parent=libraries.en, locale=libraries.en.locale, title="Feedback")
        russian = LearningObjectPageFactory(
            parent=libraries.ru, locale=libraries.ru.locale, translation_key=english.translation_key, live=False
        )
        assert "Also in" not in read(client, english)
        russian.live = True
        russian.save()
        html = read(client, english)
        assert f'href="{russian.url}" hreflang="ru"' in html

    def test_related_objects_share_a_subject_and_the_language(
        self, client: Client, libraries: Libraries, make: Make
    ) -> None:
        subject, other = SubjectFactory(), SubjectFactory()
        page = make(title="This one", subjects=[subject])
        make(title="A cousin", subjects=[subject, other])
        make(title="A stranger", subjects=[other])
        make(title="A draft", subjects=[subject], live=False)
        LearningObjectPageFactory(
            parent=libraries.ru, locale=libraries.ru.locale, title="Другой язык", subjects=[subject]
        )
        html = read(client, page)
        related = html[html.index("object__related") :]
        assert "A cousin" in related
        for title in ("A stranger", "A draft", "Другой язык", "This one"):
            assert f">{title}<" not in related

    def test_a_description_alone_is_said_to_be_one(self, client: Client, make: Make) -> None:
        assert "has a description only" in read(client, make(body=[]))

    def test_json_ld_is_valid_and_cannot_leave_its_element(self, client: Client, make: Make) -> None:
        evil = '</script><script>alert("x")</script> & \u2028'
        page = make(title=evil[:200], summary=evil, authors=evil, tags=[evil])
        html = read(client, page)
        found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
        assert len(found) == 1
        data = json.loads(found[0])
        assert data["name"] == evil
        assert data["description"] == evil
        assert data["@type"] == "LearningResource"
        assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
        assert data["inLanguage"] == "en"
        assert data["url"] == "http://testserver" + page.url
        assert 'alert("x")</script>' not in html

    def test_dublin_core_repeats_what_has_several_values(self, client: Client, make: Make) -> None:
        html = read(client, make(authors="A. One; B. Two", title='Say "yes"'))
        assert '<meta name="DC.creator" content="A. One">' in html
        assert '<meta name="DC.creator" content="B. Two">' in html
        assert '<meta name="DC.title" content="Say &quot;yes&quot;">' in html

    def test_an_image_in_the_content_becomes_the_cover_in_lists(
        self, client: Client, library: LibraryIndexPage, make: Make
    ) -> None:
        from wagtail.images.tests.utils import get_test_image_file

        image = AcademyImage.objects.create(title="Crane", file=get_test_image_file(filename="crane.png"))
        page = make(title="With an image", body=[("image", {"image": image, "alt": "A crane"})])
        assert page.thumbnail == image
        assert "/media/images/crane" in read(client, library)
        image.delete()
        assert 'class="cover' in read(client, library)

    def test_queries_do_not_grow(self, client: Client, make: Make, count_queries: CountQueries) -> None:
        def queries_with(size: int) -> int:
            subjects = [SubjectFactory() for _ in range(size)]
            page = make(subjects=subjects, tags=[f"tag {size} {number}" for number in range(size)])
            for subject in subjects:
                make(subjects=[subject])
            read(client, page)
            return count_queries(lambda: read(client, page))

        few = queries_with(1)
        assert queries_with(30) == few <= MOST_QUERIES


class TestWhoMayRead:
    def test_nobody_reads_a_draft(self, client: Client, library: LibraryIndexPage, make: Make) -> None:
        page = make(title="Unfinished", live=False)
        assert client.get(page.url).status_code == 404
        assert "Unfinished" not in read(client, library)

    def test_private_objects_are_in_no_list_and_ask_to_log_in(
        self, client: Client, library: LibraryIndexPage, collection: CollectionPage, make: Make
    ) -> None:
        page = make(
            parent=collection, title="For members", subjects=[SubjectFactory(labels=LocalisedText(en="Hidden"))]
        )
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
        assert client.get(page.url).status_code == 302
        for shown in (library, collection):
            assert "For members" not in read(client, shown)
        assert "Hidden" not in read(client, library)

    def test_a_password_is_asked_at_the_permalink_too(self, client: Client, make: Make) -> None:
        page = make(title="With a password", slug="secret-address")
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.PASSWORD, password="crane")
        answer = client.get(f"/en/object/{page.pk}/")
        assert answer.status_code == 200
        assert b"secret-address" not in answer.content
        assert b"password" in answer.content

    def test_a_private_collection_hides_all_in_it(
        self, client: Client, library: LibraryIndexPage, collection: CollectionPage, make: Make
    ) -> None:
        page = make(parent=collection, title="Inside", slug="inside")
        PageViewRestriction.objects.create(page=collection, restriction_type=PageViewRestriction.LOGIN)
        html = read(client, library)
        assert "Inside" not in html
        assert "Formative assessment" not in html
        answer = client.get(f"/en/object/{page.pk}/")
        assert "/login/" in answer.headers["Location"]
        assert "inside" not in answer.headers["Location"], "not even its address is told"


class TestPermalink:
    def test_it_leads_to_the_page_in_the_readers_language(self, client: Client, libraries: Libraries) -> None:
        english = LearningObjectPageFactory(parent=libraries.en, locale=libraries.en.locale)
        russian = LearningObjectPageFactory(
            parent=libraries.ru, locale=libraries.ru.locale, translation_key=english.translation_key
        )
        assert client.get(f"/ru/object/{english.pk}/").headers["Location"] == russian.url
        assert client.get(f"/en/object/{russian.pk}/").headers["Location"] == english.url
        assert client.get(f"/kk/object/{english.pk}/").headers["Location"] == russian.url, "Kazakh readers know Russian"

    def test_it_outlives_a_move_and_a_new_address(self, client: Client, collection: CollectionPage, make: Make) -> None:
        page = make(slug="old")
        page.move(collection, pos="last-child")
        page.refresh_from_db()
        page.slug = "new"
        page.save()
        assert client.get(f"/en/object/{page.pk}/").headers["Location"].endswith("/new/")

    def test_a_withdrawn_one_falls_back_to_another_language(self, client: Client, libraries: Libraries) -> None:
        english = LearningObjectPageFactory(parent=libraries.en, locale=libraries.en.locale, live=False)
        russian = LearningObjectPageFactory(
            parent=libraries.ru, locale=libraries.ru.locale, translation_key=english.translation_key
        )
        assert client.get(f"/en/object/{english.pk}/").headers["Location"] == russian.url

    def test_nothing_live_is_not_found(self, client: Client, make: Make) -> None:
        page = make(live=False)
        assert client.get(f"/en/object/{page.pk}/").status_code == 404
        assert client.get("/en/object/987654/").status_code == 404
