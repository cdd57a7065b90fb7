"""The chooser of learning objects in a lesson's editor: search, filters, pages, preview, and what it keeps."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from courses.activities import activity_kinds
from library.choosers import learning_object_chooser
from library.models import LearningObjectPage, LibraryIndexPage
from people.localised import LocalisedText
from people.models import User
from people.roles import Role
from tests.factories.library import LearningObjectPageFactory, SubjectFactory
from tests.factories.people import UserFactory
from tests.library.conftest import Libraries

pytestmark = pytest.mark.django_db

PersonWith = Callable[..., User]


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(UserFactory.create(is_superuser=True, language="en"))
    return client


def make(parent: LibraryIndexPage, title: str, **values: Any) -> LearningObjectPage:
    page: LearningObjectPage = LearningObjectPageFactory(parent=parent, locale=parent.locale, title=title, **values)
    return page


def window(client: Client, **query: Any) -> str:
    response = client.get(reverse("learning_object_chooser:choose"), query)
    assert response.status_code == 200
    return str(json.loads(response.content)["html"])


def results(client: Client, **query: Any) -> str:
    response = client.get(reverse("learning_object_chooser:choose_results"), query)
    assert response.status_code == 200
    return str(response.content.decode())


def titles(html: str) -> list[str]:
    found = re.findall(r"data-chooser-modal-choice[^>]*>(.*?)</a>", html, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", each).strip() for each in found]


class TestSearchAndFilters:
    def test_words_find_titles_summaries_and_authors_from_their_beginnings(
        self, admin: Client, library: LibraryIndexPage
    ) -> None:
        make(library, "Exit tickets", summary="Three questions", authors="Nurlanova")
        make(library, "Peer marking", summary="Marks by pupils", authors="Petrov")
        assert titles(results(admin, q="tick")) == ["Exit tickets"]
        assert titles(results(admin, q="marks")) == ["Peer marking"]
        assert titles(results(admin, q="nurl")) == ["Exit tickets"]

    def test_each_filter_narrows(self, admin: Client, libraries: Libraries) -> None:
        science = SubjectFactory(code="science", labels=LocalisedText(en="Science"))
        physics = SubjectFactory(parent=science, code="physics", labels=LocalisedText(en="Physics"))
        make(libraries.en, "A", resource_type="video", licence="CC0-1.0", subjects=[physics])
        make(libraries.en, "B", resource_type="audio", licence="CC-BY-4.0")
        make(libraries.ru, "В", resource_type="video", licence="CC-BY-4.0")
        assert sorted(titles(results(admin))) == ["A", "B", "В"]
        assert sorted(titles(results(admin, resource_type="video"))) == ["A", "В"]
        assert titles(results(admin, licence="CC0-1.0")) == ["A"]
        assert titles(results(admin, locale="ru")) == ["В"]
        assert titles(results(admin, subject="science")) == ["A"], "a subject includes what stands beneath it"
        assert titles(results(admin, resource_type="video", locale="en", q="A")) == ["A"]
        assert titles(results(admin, resource_type="video", locale="en", subject="physics", q="zzz")) == []

    def test_words_and_a_subject_together(self, admin: Client, library: LibraryIndexPage) -> None:
        subject = SubjectFactory(code="history")
        make(library, "Maps of Asia", subjects=[subject])
        make(library, "Maps of Europe")
        assert titles(results(admin, q="maps", subject="history")) == ["Maps of Asia"]

    def test_the_window_starts_in_the_language_of_the_edited_page(self, admin: Client, libraries: Libraries) -> None:
        make(libraries.en, "English")
        make(libraries.ru, "Русский")
        html = window(admin, locale="ru")
        assert titles(html) == ["Русский"]
        assert re.search(r'<option value="ru" selected', html), "and says so in its form, where it can be changed"
        for name in ("q", "resource_type", "licence", "subject", "locale"):
            assert f'name="{name}"' in html

    def test_made_up_filters_do_no_harm(self, admin: Client, library: LibraryIndexPage) -> None:
        make(library, "A")
        for query in ({"locale": "tlh"}, {"resource_type": "' OR 1=1"}, {"subject": "x"}, {"chosen": "1; drop"}):
            assert titles(results(admin, **query)) == ["A"]

    def test_nothing_found_says_what_to_try(self, admin: Client, library: LibraryIndexPage) -> None:
        assert "Take off a filter" in results(admin, q="nothing")


class TestPages:
    def test_results_have_pages_that_keep_words_filters_and_the_chosen_one(
        self, admin: Client, library: LibraryIndexPage
    ) -> None:
        pages = [make(library, f"Object {number:02}", resource_type="video") for number in range(30)]
        html = results(admin, resource_type="video", locale="en", chosen=str(pages[0].pk))
        assert len(titles(html)) == 12
        links = [
            parse_qs(urlsplit(url.replace("&amp;", "&")).query) for url in re.findall(r'href="([^"]*p=2[^"]*)"', html)
        ]
        assert links
        assert links[0]["resource_type"] == ["video"]
        assert links[0]["locale"] == ["en"]
        assert links[0]["chosen"] == [str(pages[0].pk)]
        assert len(titles(results(admin, p=3))) == 6
        too_far = admin.get(reverse("learning_object_chooser:choose_results"), {"p": 99}, follow=True)
        assert too_far.status_code == 404

    def test_queries_do_not_grow(
        self, admin: Client, library: LibraryIndexPage, count_queries: Callable[[Callable[[], Any]], int]
    ) -> None:
        subjects = [SubjectFactory() for _ in range(3)]
        make(library, "First", subjects=subjects[:1])
        results(admin)
        few = count_queries(lambda: results(admin)), count_queries(lambda: results(admin, q="first"))
        for number in range(14):
            make(library, f"First {number}", subjects=subjects)
        assert (count_queries(lambda: results(admin)), count_queries(lambda: results(admin, q="first"))) == few


class TestPreview:
    def test_a_row_shows_what_an_object_is(self, admin: Client, library: LibraryIndexPage) -> None:
        from wagtail.images.tests.utils import get_test_image_file

        from cms.models import AcademyImage

        image = AcademyImage.objects.create(title="Cover", file=get_test_image_file(filename="cover.png"))
        subject = SubjectFactory(labels=LocalisedText(en="Biology", ru="Биология"))
        make(library, "Leaves", summary="How a leaf works.", cover=image, subjects=[subject], licence="CC-BY-ND-4.0")
        html = results(admin)
        for words in ("Leaves", "How a leaf works.", "Biology", "CC BY-ND", "Article", "<img"):
            assert words in html

    def test_markup_is_text(self, admin: Client, library: LibraryIndexPage) -> None:
        make(library, "<script>alert(1)</script>", summary="<img src=x onerror=alert(2)>", slug="evil")
        html = results(admin)
        assert "<script>alert(1)" not in html
        assert "<img src=x" not in html


class TestKeptSelection:
    def test_the_widget_tells_the_window_what_is_chosen(self) -> None:
        options = learning_object_chooser.widget_class().base_js_init_options
        assert options["linkedFields"] == {"chosen": {"match": "^.+(?=-chooser$)"}}
        assert re.match(options["linkedFields"]["chosen"]["match"], "body-0-value-object-chooser")

    def test_the_chosen_object_stays_in_sight_whatever_is_searched(
        self, admin: Client, library: LibraryIndexPage
    ) -> None:
        chosen = make(library, "Chosen before")
        make(library, "Another")
        html = results(admin, chosen=str(chosen.pk), q="another")
        assert titles(html) == ["Another"]
        assert "Chosen before" in html
        marked = results(admin, chosen=str(chosen.pk))
        assert marked.count("chosen now") == 1

    def test_the_window_keeps_it_in_the_address_of_its_results(self, admin: Client, library: LibraryIndexPage) -> None:
        chosen = make(library, "Chosen before")
        assert f"results/?chosen={chosen.pk}" in window(admin, chosen=str(chosen.pk))

    def test_a_chosen_object_that_is_gone_is_no_error(self, admin: Client, library: LibraryIndexPage) -> None:
        assert "Chosen now" not in results(admin, chosen="424242")


class TestChoosing:
    def test_the_answer_is_the_page(self, admin: Client, library: LibraryIndexPage) -> None:
        page = make(library, "Exit tickets")
        answer = json.loads(admin.get(reverse("learning_object_chooser:chosen", args=[page.pk])).content)
        assert answer["step"] == "chosen"
        assert answer["result"]["id"] == str(page.pk)
        assert answer["result"]["title"] == "Exit tickets"
        assert answer["result"]["edit_url"] == reverse("wagtailadmin_pages:edit", args=[page.pk])

    def test_several_at_once(self, admin: Client, library: LibraryIndexPage) -> None:
        pages = [make(library, title) for title in ("A", "B")]
        url = reverse("learning_object_chooser:chosen_multiple")
        answer = json.loads(admin.get(url, {"id": [*(str(page.pk) for page in pages), "x"], "multiple": "1"}).content)
        assert {each["title"] for each in answer["result"]} == {"A", "B"}

    def test_lessons_use_it(self) -> None:
        block = activity_kinds()["library_object"].stream_block.child_blocks["object"]
        assert isinstance(block.widget, learning_object_chooser.widget_class)
        assert block.widget.get_chooser_modal_url() == reverse("learning_object_chooser:choose")


class TestWhoSeesWhat:
    def test_an_author_chooses_from_what_is_published_and_their_own_drafts(
        self, client: Client, library: LibraryIndexPage, person_with: PersonWith
    ) -> None:
        author, other = person_with(Role.AUTHOR), person_with(Role.AUTHOR)
        make(library, "Published", owner=other)
        make(library, "My draft", owner=author, live=False)
        foreign = make(library, "Their draft", owner=other, live=False)
        client.force_login(author)
        assert sorted(titles(results(client))) == ["My draft", "Published"]
        answer = client.get(reverse("learning_object_chooser:chosen", args=[foreign.pk]), follow=True)
        assert answer.status_code == 404
        several = client.get(reverse("learning_object_chooser:chosen_multiple"), {"id": [foreign.pk]})
        assert json.loads(several.content)["result"] == []
        assert "Their draft" not in results(client, chosen=str(foreign.pk))

    def test_an_editor_sees_every_draft(
        self, client: Client, library: LibraryIndexPage, person_with: PersonWith
    ) -> None:
        make(library, "Their draft", owner=person_with(Role.AUTHOR), live=False)
        client.force_login(person_with(Role.EDITOR))
        html = results(client)
        assert titles(html) == ["Their draft"]
        assert ">draft<" in html

    def test_learners_and_strangers_do_not_get_in(self, client: Client, library: LibraryIndexPage) -> None:
        make(library, "Published")
        url = reverse("learning_object_chooser:choose")
        assert client.get(url).status_code == 302
        client.force_login(UserFactory.create())
        assert client.get(url).status_code in {302, 403}
