"""Where objects are used: over languages and courses, for who may know, and said before they go."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page, ReferenceIndex

from library.models import CollectionPage, LearningObjectPage
from library.usage import objects_beneath, usage_of
from people.models import User
from tests.factories.courses import CourseTree, course_tree
from tests.factories.library import CollectionPageFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

CountQueries = Callable[[Callable[[], Any]], int]


def index(tree: CourseTree) -> CourseTree:
    """The tests' trees are made without the reference index; here it is needed."""
    for lesson in tree.lessons:
        for page in lesson.values():
            ReferenceIndex.create_or_update_for_object(page)
    return tree


@pytest.fixture
def tree() -> CourseTree:
    return index(course_tree(modules=1, lessons=2, objects=1, title="Formative assessment"))


@pytest.fixture
def editor() -> User:
    return UserFactory.create(is_superuser=True)


@pytest.fixture
def admin(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


class TestUsage:
    def test_both_languages_of_a_lesson_are_one_use_of_one_course(self, tree: CourseTree, editor: User) -> None:
        with translation.override("en"):
            usage = usage_of([tree.objects[0]["ru"]], editor)
        assert [entry.title for entry in usage.entries] == ["Formative assessment"]
        uses = usage.entries[0].uses
        assert [use.title for use in uses] == ["Lesson 1", "Lesson 2"]
        assert {version.language for version in uses[0].versions} == {"ru", "en"}
        assert usage.count == 2

    def test_any_language_of_the_object_gives_the_same_answer(self, tree: CourseTree, editor: User) -> None:
        versions = tree.objects[0]
        assert usage_of([versions["ru"]], editor) == usage_of([versions["en"]], editor)

    def test_titles_follow_who_looks(self, tree: CourseTree, editor: User) -> None:
        with translation.override("kk"):
            assert usage_of([tree.objects[0]["en"]], editor).entries[0].uses[0].title == "Урок 1"

    def test_courses_are_kept_apart(self, tree: CourseTree, editor: User) -> None:
        index(course_tree(modules=1, lessons=1, objects=tree.objects, title="Observation"))
        usage = usage_of([tree.objects[0]["en"]], editor)
        assert {entry.title for entry in usage.entries} == {"Formative assessment", "Observation"}

    def test_the_unused_and_nothing_at_all_are_empty(self, editor: User) -> None:
        unused = course_tree(modules=1, lessons=0, objects=1).objects[0]["ru"]
        assert not usage_of([unused], editor)
        assert not usage_of([], editor)

    def test_drafts_of_others_are_counted_but_not_named(self, tree: CourseTree) -> None:
        index(course_tree(modules=1, lessons=1, objects=tree.objects, title="Secret", live=False))
        usage = usage_of([tree.objects[0]["en"]], UserFactory.create())
        assert [entry.title for entry in usage.entries] == ["Formative assessment"]
        assert usage.hidden == 2
        assert not usage.entries[0].uses[0].versions[0].edit_url

    def test_queries_do_not_grow(self, tree: CourseTree, editor: User, count_queries: CountQueries) -> None:
        page = tree.objects[0]["en"]
        few = count_queries(lambda: usage_of([page], editor))
        for _ in range(3):
            index(course_tree(modules=2, lessons=3, objects=tree.objects))
        assert count_queries(lambda: usage_of([page], editor)) == few
        assert few <= 6

    def test_what_goes_with_a_collection(self, tree: CourseTree) -> None:
        page = tree.objects[0]["en"]
        collection = CollectionPageFactory(parent=page.get_parent(), locale=page.locale)
        page.move(collection, pos="last-child")
        moved = LearningObjectPage.objects.get(pk=page.pk)
        assert objects_beneath([Page.objects.get(pk=collection.pk)]) == [moved]
        assert objects_beneath([moved, collection]) == [moved]
        assert objects_beneath([]) == []


class TestAdmin:
    def test_the_editor_shows_the_uses(self, admin: Client, tree: CourseTree) -> None:
        html = admin.get(reverse("wagtailadmin_pages:edit", args=[tree.objects[0]["en"].pk])).content.decode()
        assert "Formative assessment" in html
        assert reverse("library_used_in", args=[tree.objects[0]["en"].pk]) in html
        lesson = tree.lessons[0]["ru"]
        assert reverse("wagtailadmin_pages:edit", args=[lesson.pk]) in html

    def test_the_page_of_uses(self, admin: Client, tree: CourseTree) -> None:
        response = admin.get(reverse("library_used_in", args=[tree.objects[0]["en"].pk]))
        assert response.status_code == 200
        assert tree.lessons[1]["en"].title in response.content.decode()

    def test_a_new_object_has_no_such_panel(self, admin: Client, tree: CourseTree) -> None:
        parent = tree.objects[0]["en"].get_parent()
        url = reverse("wagtailadmin_pages:add", args=["library", "learningobjectpage", parent.pk])
        html = admin.get(url).content.decode()
        assert "Not used anywhere yet" not in html

    def test_who_may_not_edit_the_object_may_not_see_its_uses(self, client: Client, tree: CourseTree) -> None:
        address = reverse("library_used_in", args=[tree.objects[0]["en"].pk])
        assert client.get(address).status_code == 302
        client.force_login(UserFactory.create())
        assert client.get(address).status_code in {302, 403}

    @pytest.mark.parametrize("action", ["unpublish", "delete"])
    def test_confirmations_say_where_it_will_be_missing(self, admin: Client, tree: CourseTree, action: str) -> None:
        url = reverse(f"wagtailadmin_pages:{action}", args=[tree.objects[0]["en"].pk])
        html = admin.get(url).content.decode()
        assert "library-warning" in html
        assert "Formative assessment" in html
        assert "Used on 2 pages" in html

    @pytest.mark.parametrize("action", ["unpublish", "delete"])
    def test_no_warning_for_what_nobody_uses(self, admin: Client, action: str) -> None:
        unused = course_tree(modules=1, lessons=0, objects=1).objects[0]["en"]
        url = reverse(f"wagtailadmin_pages:{action}", args=[unused.pk])
        assert "library-warning" not in admin.get(url).content.decode()

    def test_confirming_does_it(self, admin: Client, tree: CourseTree) -> None:
        page = tree.objects[0]["en"]
        admin.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
        assert not LearningObjectPage.objects.get(pk=page.pk).live
        admin.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
        assert not LearningObjectPage.objects.filter(pk=page.pk).exists()

    def test_deleting_a_collection_names_the_uses_of_what_is_in_it(self, admin: Client, tree: CourseTree) -> None:
        page = tree.objects[0]["en"]
        collection = CollectionPageFactory(parent=page.get_parent(), locale=page.locale)
        page.move(collection, pos="last-child")
        html = admin.get(reverse("wagtailadmin_pages:delete", args=[collection.pk])).content.decode()
        assert "Formative assessment" in html
        assert CollectionPage.objects.filter(pk=collection.pk).exists()

    @pytest.mark.parametrize("action", ["unpublish", "delete"])
    def test_bulk_actions_ask_once_more(self, admin: Client, tree: CourseTree, action: str) -> None:
        page = tree.objects[0]["en"]
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action]) + f"?id={page.pk}&next=/admin/pages/"
        html = admin.post(url).content.decode()
        assert "Formative assessment" in html
        assert 'name="uses_seen"' in html
        assert LearningObjectPage.objects.get(pk=page.pk).live, "nothing happened yet"
        admin.post(url, {"uses_seen": "1"})
        assert not LearningObjectPage.objects.live().filter(pk=page.pk).exists()

    def test_bulk_actions_on_what_nobody_uses_do_not_ask(self, admin: Client) -> None:
        unused = course_tree(modules=1, lessons=0, objects=1).objects[0]["en"]
        url = (
            reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"]) + f"?id={unused.pk}&next=/admin/"
        )
        assert admin.post(url).status_code == 302
        assert not LearningObjectPage.objects.get(pk=unused.pk).live
