"""The library in the admin: the list of objects, the editor, the tree of subjects."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.test.utils.form_data import nested_form_data, streamfield

from library.forms import LearningObjectForm, SubjectForm
from library.models import CollectionPage, LearningObjectPage, LibraryIndexPage, Subject
from library.viewsets import SubjectViewSet
from people.localised import LocalisedText
from people.models import User
from people.roles import Role
from tests.factories.library import CollectionPageFactory, LearningObjectPageFactory, SubjectFactory
from tests.factories.people import UserFactory
from tests.library.conftest import Libraries

pytestmark = pytest.mark.django_db

PersonWith = Callable[..., User]
CountQueries = Callable[[Callable[[], Any]], int]


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(UserFactory.create(is_superuser=True, language="en"))
    return client


def page_of(client: Client, url: str, **query: str) -> str:
    response = client.get(url, query)
    assert response.status_code == 200
    return str(response.content.decode())


def make(parent: LibraryIndexPage | CollectionPage, title: str, **values: Any) -> LearningObjectPage:
    page: LearningObjectPage = LearningObjectPageFactory(parent=parent, locale=parent.locale, title=title, **values)
    return page


class TestList:
    url = "/admin/learning_objects/"

    def test_objects_of_all_languages_with_what_they_are(self, admin: Client, libraries: Libraries) -> None:
        make(libraries.en, "Exit tickets", resource_type="checklist", licence="CC0-1.0")
        make(libraries.ru, "Опрос", resource_type="worksheet")
        html = page_of(admin, self.url)
        for words in ("Exit tickets", "Опрос", "Checklist", "CC0", "Worksheet"):
            assert words in html

    @pytest.mark.parametrize(
        "query",
        [
            {"resource_type": "video"},
            {"licence": "CC0-1.0"},
            {"level": "primary"},
            {"audience": "head"},
            {"subject": "top"},
            {"q": "film"},
            {"locale": "en"},
        ],
    )
    def test_filters(self, admin: Client, libraries: Libraries, query: dict[str, str]) -> None:
        top = SubjectFactory()
        wanted = make(
            libraries.en,
            "Film",
            resource_type="video",
            licence="CC0-1.0",
            level="primary",
            audience="head",
            subjects=[SubjectFactory(parent=top)],
        )
        make(libraries.ru, "Другое", subjects=[SubjectFactory()])
        query = {name: str(top.pk) if value == "top" else value for name, value in query.items()}
        html = page_of(admin, f"{self.url}results/", **query)
        assert reverse("wagtailadmin_pages:edit", args=[wanted.pk]) in html
        assert "Другое" not in html

    @pytest.mark.parametrize("order", ["title", "-title", "resource_type", "licence"])
    def test_sorting(self, admin: Client, library: LibraryIndexPage, order: str) -> None:
        make(library, "Alpha", resource_type="article", licence="CC-BY-4.0")
        make(library, "Beta", resource_type="video", licence="LicenseRef-unknown")
        html = page_of(admin, f"{self.url}results/", ordering=order)
        found = re.findall(r'pages/\d+/edit/"[^>]*>\s*(?:<[^>]*>\s*)*(Alpha|Beta)', html)
        assert found == (["Beta", "Alpha"] if order == "-title" else ["Alpha", "Beta"])

    def test_queries_do_not_grow(self, admin: Client, library: LibraryIndexPage, count_queries: CountQueries) -> None:
        make(library, "First")
        page_of(admin, self.url)
        few = count_queries(lambda: page_of(admin, self.url))
        for number in range(15):
            make(library, f"More {number}")
        assert count_queries(lambda: page_of(admin, self.url)) == few

    def test_an_author_sees_the_drafts_that_are_theirs(
        self, client: Client, library: LibraryIndexPage, person_with: PersonWith
    ) -> None:
        author, other = person_with(Role.AUTHOR), person_with(Role.AUTHOR)
        make(library, "My draft", owner=author, live=False)
        make(library, "Their draft", owner=other, live=False)
        client.force_login(author)
        for url in (self.url, reverse("wagtailadmin_explore", args=[library.pk])):
            html = page_of(client, url)
            assert "My draft" in html
            assert "Their draft" not in html

    def test_an_author_edits_what_is_theirs_alone(
        self, client: Client, library: LibraryIndexPage, person_with: PersonWith
    ) -> None:
        author = person_with(Role.AUTHOR)
        mine = make(library, "Mine", owner=author, live=False)
        theirs = make(library, "Theirs", owner=person_with(Role.EDITOR))
        client.force_login(author)
        assert client.get(reverse("wagtailadmin_pages:edit", args=[mine.pk])).status_code == 200
        assert client.get(reverse("wagtailadmin_pages:edit", args=[theirs.pk])).status_code in {302, 403}
        assert client.get(reverse("library_used_in", args=[theirs.pk])).status_code in {302, 403}

    def test_exploring_a_collection_shows_the_same_columns(self, admin: Client, library: LibraryIndexPage) -> None:
        collection = CollectionPageFactory(parent=library, locale=library.locale)
        make(collection, "Inside", resource_type="glossary")
        html = page_of(admin, reverse("wagtailadmin_explore", args=[collection.pk]))
        assert "Inside" in html
        assert "Glossary" in html


class TestEditor:
    def data(self, **changes: Any) -> dict[str, Any]:
        return nested_form_data(
            {
                "title": "Exit tickets",
                "slug": "exit-tickets",
                "summary": "",
                "body": streamfield([("paragraph", '{"blocks": [], "entityMap": {}}')]),
                "resource_type": "article",
                "level": "primary",
                "audience": "teacher",
                "licence": "CC-BY-4.0",
                "authors": "",
                "duration_minutes": "",
                "source_url": "",
                "tags": "",
                "cover": "",
                "social_image": "",
                "seo_title": "",
                "search_description": "",
                "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
                **changes,
            }
        )

    def test_groups_and_help(self, admin: Client, library: LibraryIndexPage) -> None:
        html = page_of(admin, reverse("wagtailadmin_pages:add", args=["library", "learningobjectpage", library.pk]))
        for words in ("Content", "Description", "Promote", "Rights", "What it is about", "rights holder can give"):
            assert words in html

    def test_subjects_are_a_tree_and_tags_are_normalised(self, admin: Client, library: LibraryIndexPage) -> None:
        top = SubjectFactory(labels=LocalisedText(en="Science"))
        below = SubjectFactory(parent=top, labels=LocalisedText(en="Physics"))
        url = reverse("wagtailadmin_pages:add", args=["library", "learningobjectpage", library.pk])
        assert "\u2003Physics" in page_of(admin, url)
        data = self.data(tags='"Peer  Marking", STEM, stem')
        data["subjects"] = [str(below.pk)]
        response = admin.post(url, data)
        assert response.status_code == 302
        draft = LearningObjectPage.objects.get(slug="exit-tickets").get_latest_revision_as_object()
        assert sorted(draft.tags.names()) == ["peer marking", "stem"]
        assert list(draft.subjects.all()) == [below]

    def test_a_wrong_value_is_said_and_nothing_is_kept(self, admin: Client, library: LibraryIndexPage) -> None:
        url = reverse("wagtailadmin_pages:add", args=["library", "learningobjectpage", library.pk])
        admin.post(url, self.data(licence="none", source_url="javascript:alert(1)", **{"action-publish": "1"}))
        assert not LearningObjectPage.objects.exists()

    def test_the_form_knows_only_subjects_that_exist(self) -> None:
        form_class = LearningObjectPage.get_edit_handler().get_form_class()
        assert issubclass(form_class, LearningObjectForm)
        form = form_class({**self.data(), "subjects": ["4242"]}, instance=LearningObjectPage())
        assert "subjects" in form.errors


class TestSubjects:
    def form(self, subject: Subject | None = None, **changes: Any) -> SubjectForm:
        form_class: Any = SubjectViewSet().get_form_class()
        data = {"code": "algebra", "labels_ru": "Алгебра", "labels_en": "Algebra", "parent": "", **changes}
        form = form_class(data, instance=subject or Subject(), for_user=UserFactory.create(is_superuser=True))
        assert isinstance(form, SubjectForm)
        return form

    def test_the_list_is_the_tree_with_numbers_of_objects(
        self, admin: Client, library: LibraryIndexPage, count_queries: CountQueries
    ) -> None:
        top = SubjectFactory(code="science", labels=LocalisedText(en="Science"))
        make(library, "A", subjects=[SubjectFactory(parent=top, labels=LocalisedText(en="Physics"))])
        url = reverse("library_subjects:index")
        html = page_of(admin, url)
        assert html.index("Science") < html.index("\u2003Physics")
        few = count_queries(lambda: page_of(admin, url))
        for _ in range(20):
            make(library, "B", subjects=[SubjectFactory(parent=Subject.objects.get(pk=top.pk))])
        assert count_queries(lambda: page_of(admin, url)) == few

    @pytest.mark.parametrize(("words", "found"), [("Физ", True), ("phys", True), ("optics", False), ("物理", True)])
    def test_searching_names_in_every_language(self, admin: Client, words: str, found: bool) -> None:
        SubjectFactory(code="phys-1", labels={"ru": "Физика", "en": "Physics", "zh-hans": "物理"})
        html = page_of(admin, reverse("library_subjects:index_results"), q=words)
        assert ("phys-1" in html) == found

    def test_a_subject_is_made_through_the_admin(self, admin: Client) -> None:
        top = SubjectFactory(code="mathematics")
        data = {"code": "algebra", "parent": str(top.pk)}
        data |= {f"labels_{code}": f"name {code}" for code, _name in settings.LANGUAGES}
        assert admin.post(reverse("library_subjects:add"), data).status_code == 302
        made = Subject.objects.get(code="algebra")
        assert made.is_child_of(Subject.objects.get(pk=top.pk))
        assert len(made.labels) == 7

    def test_the_form_offers_all_seven_languages(self, admin: Client) -> None:
        html = page_of(admin, reverse("library_subjects:add"))
        assert all(f'name="labels_{code}"' in html for code, _name in settings.LANGUAGES)

    def test_a_name_and_a_code_are_needed_and_the_code_is_unique(self) -> None:
        assert set(self.form(code="", labels_ru="", labels_en="").errors) == {"code", "labels"}
        SubjectFactory(code="algebra")
        assert "code" in self.form().errors

    def test_a_circle_is_refused_with_words(self, admin: Client) -> None:
        top = SubjectFactory(code="science")
        below = SubjectFactory(parent=top)
        with translation.override("en"):
            form = self.form(Subject.objects.get(pk=top.pk), parent=str(below.pk))
            assert "cannot stand under itself" in str(form.errors["parent"])
        assert "parent" in self.form(Subject.objects.get(pk=top.pk), parent=str(top.pk)).errors

    def test_the_form_starts_where_the_subject_stands(self) -> None:
        top = SubjectFactory()
        below = SubjectFactory(parent=top)
        assert self.form(below).fields["parent"].initial == top

    def test_moving_through_the_admin(self, admin: Client) -> None:
        first, second = SubjectFactory(code="first"), SubjectFactory(code="second")
        data = {"code": "second", "labels_en": "Second", "parent": str(first.pk)}
        assert admin.post(reverse("library_subjects:edit", args=[second.pk]), data).status_code == 302
        assert Subject.objects.get(code="second").is_child_of(Subject.objects.get(pk=first.pk))

    def test_deleting(self, admin: Client) -> None:
        top = SubjectFactory()
        SubjectFactory(parent=top)
        response = admin.post(reverse("library_subjects:delete", args=[top.pk]))
        assert Subject.objects.count() == 2
        assert any("stand" in str(message) for message in get_messages(response.wsgi_request))
        last = Subject.objects.last()
        assert last is not None
        admin.post(reverse("library_subjects:delete", args=[last.pk]))
        assert Subject.objects.count() == 1

    @pytest.mark.parametrize(("role", "allowed"), [(Role.EDITOR, True), (Role.AUTHOR, False), (Role.REGISTRAR, False)])
    def test_who_may(
        self, client: Client, libraries: Libraries, person_with: PersonWith, role: Role, allowed: bool
    ) -> None:
        subject = SubjectFactory()
        client.force_login(person_with(role))
        codes = {
            client.get(reverse(f"library_subjects:{name}", args=arguments)).status_code
            for name, arguments in (("index", []), ("add", []), ("edit", [subject.pk]), ("delete", [subject.pk]))
        }
        assert (codes == {200}) == allowed
        if not allowed:
            assert 200 not in codes
