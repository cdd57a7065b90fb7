"""Learning objects that are published along with a course, and what a learner is told of those that are not."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from courses.checking.checks import problems_of
from courses.learning.content import lesson_content
from courses.models import CoursePage, LessonPage, ModulePage
from courses.services.editions import compile_edition
from courses.services.publishing import NotReadyError, drafts_of, publish_checked, publish_course
from library.models import CollectionPage, LearningObjectPage, LibraryIndexPage
from people.models import User
from people.roles import Role
from people.services import assign_role, sync_roles
from tests.factories.courses import CourseTree, course_tree, learning_objects
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


@pytest.fixture
def chief() -> User:
    return UserFactory.create(is_superuser=True)


def with_role(role: Role, by: User) -> User:
    sync_roles()
    person = UserFactory.create()
    assign_role(person, role, by=by)
    return User.objects.get(pk=person.pk)


def shelved(title: str, *, shelf: CollectionPage | None = None) -> LearningObjectPage:
    """A draft of an object in a collection that is a draft as well."""
    if shelf is None:
        shelf = CollectionPage(title=f"Shelf of {title}", slug=f"shelf-{uuid4().hex[:8]}", live=False)
        LibraryIndexPage.objects.get(locale__language_code="ru").add_child(instance=shelf)
    page = LearningObjectPage(
        title=title,
        slug=uuid4().hex[:8],
        summary=title,
        licence="CC-BY-4.0",
        live=False,
        body=[{"type": "paragraph", "value": f"<p>{title} text</p>", "id": str(uuid4())}],
    )
    shelf = CollectionPage.objects.get(pk=shelf.pk)
    shelf.add_child(instance=page)
    page.save_revision()
    return page


def show(tree: CourseTree, number: int, page: LearningObjectPage) -> None:
    lesson = LessonPage.objects.get(pk=tree.lessons[number]["ru"].pk)
    block = {"type": "library_object", "value": {"object": page.pk, "completion": {"criterion": "view"}}}
    lesson.body = json.dumps([{**block, "id": str(uuid4())}])
    lesson.save()


@pytest.fixture
def tree() -> CourseTree:
    """A draft of a course; two of its lessons show drafts of the library."""
    learning_objects(1)
    made = course_tree(1, 3, languages=("ru",), live=False)
    first = shelved("Memo")
    show(made, 0, first)
    show(made, 1, shelved("Plan", shelf=first.get_parent().specific))
    return made


def course_of(tree: CourseTree) -> CoursePage:
    return CoursePage.objects.get(pk=tree.course.pk)


def errors(tree: CourseTree, by: User) -> list[str]:
    return [f"{each.message} {each.advice}" for each in problems_of(course_of(tree), by) if each.is_error]


class TestPublishing:
    def test_objects_and_their_collection_are_published_first(self, tree: CourseTree, chief: User) -> None:
        edition = publish_course(course_of(tree), chief)

        assert not LearningObjectPage.objects.filter(live=False).exists()
        assert not CollectionPage.objects.filter(live=False).exists()
        assert len(edition.outline.objects) == 2
        (part,) = lesson_content(edition.outline, edition.outline.lessons[0], "ru").parts
        assert "Memo text" in part.html

    def test_they_are_listed_before(self, tree: CourseTree, chief: User, as_user: Login) -> None:
        assert [page.title for page in drafts_of(course_of(tree), chief).materials] == ["Shelf of Memo", "Memo", "Plan"]
        page = as_user(chief).get(f"/admin/courses/{tree.course.pk}/publish/").content.decode()
        for title in ("Shelf of Memo", "Memo", "Plan"):
            assert f">{title}</a>" in page
        assert errors(tree, chief) == []

    def test_what_nobody_shows_stays_a_draft(self, tree: CourseTree, chief: User) -> None:
        other = shelved("Other")
        publish_course(course_of(tree), chief)

        assert not LearningObjectPage.objects.get(pk=other.pk).live

    def test_live_objects_with_newer_drafts_are_left_alone(self, chief: User) -> None:
        tree = course_tree(1, 1, languages=("ru",), objects=1)
        page = tree.objects[0]["ru"]
        page.summary = "Newer"
        page.save_revision()
        publish_course(course_of(tree), chief)

        assert LearningObjectPage.objects.get(pk=page.pk).summary != "Newer"

    @pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR])
    def test_who_publishes_pages_publishes_objects(self, role: Role, tree: CourseTree, chief: User) -> None:
        person = with_role(role, chief)

        assert errors(tree, person) == []
        assert len(publish_course(course_of(tree), person).outline.objects) == 2

    @pytest.mark.parametrize("role", [Role.AUTHOR, Role.METHODOLOGIST])
    def test_others_are_told_which_and_who(self, role: Role, tree: CourseTree, chief: User) -> None:
        found = errors(tree, with_role(role, chief))

        assert len(found) == 2
        assert "Memo" in found[0]
        assert str(Role.EDITOR.label) in found[0]
        assert str(Role.ADMINISTRATOR.label) in found[0]
        assert str(Role.AUTHOR.label) not in found[0]

    def test_a_locked_object_stands_in_the_way(self, tree: CourseTree, chief: User) -> None:
        LearningObjectPage.objects.filter(title="Plan").update(locked=True)

        assert [page.title for page in drafts_of(course_of(tree), chief).materials] == ["Shelf of Memo", "Memo"]
        assert len(errors(tree, chief)) == 1
        with pytest.raises(NotReadyError):
            publish_checked(course_of(tree), chief, accept_warnings=True)
        assert not Page.objects.filter(title="Memo", live=True).exists()

    def test_costs_the_same_for_two_objects_and_ten(self, tree: CourseTree, chief: User) -> None:
        counts = []
        shelf = CollectionPage.objects.get(title="Shelf of Memo")
        for number in (0, 8):
            big = course_tree(1, number + 2, languages=("ru",), live=False)
            for at in range(number + 2):
                show(big, at, shelved(f"{number} {at}", shelf=shelf))
            course = course_of(big)
            drafts_of(course, chief)
            with CaptureQueriesContext(connection) as queries:
                assert len(drafts_of(course, chief).materials) == number + 3
            counts.append(len(queries))

        assert counts[0] == counts[1]


class TestPlayer:
    def parts(self, tree: CourseTree) -> Any:
        outline = compile_edition(course_of(tree)).outline
        return lesson_content(outline, outline.lessons[0], "ru").parts

    def test_what_was_never_published_is_awaited_and_not_withdrawn(self, tree: CourseTree) -> None:
        Page.objects.descendant_of(tree.course, inclusive=True).update(live=True)
        (part,) = self.parts(tree)

        assert (part.html, part.awaited) == ("", True)

    def test_what_was_published_once_is_withdrawn(self, tree: CourseTree) -> None:
        Page.objects.descendant_of(tree.course, inclusive=True).update(live=True)
        memo = LearningObjectPage.objects.get(title="Memo")
        memo.get_latest_revision().publish()
        LearningObjectPage.objects.get(pk=memo.pk).unpublish()
        (part,) = self.parts(tree)

        assert (part.html, part.awaited) == ("", False)

    def test_the_preview_says_so(self, tree: CourseTree, chief: User, as_user: Login) -> None:
        Page.objects.descendant_of(tree.course, inclusive=True).update(live=True)
        outline = compile_edition(course_of(tree)).outline
        from tests.factories.courses import EnrolmentFactory, RunFactory

        edition = compile_edition(course_of(tree))
        enrolment = EnrolmentFactory.create(run=RunFactory.create(edition=edition, slug="autumn"))
        page = as_user(enrolment.learner).get(f"/en/learn/autumn/{outline.lessons[0].key}/").content.decode()

        assert "This material is not published yet" in page
        assert "withdrawn" not in page


class TestModulesWithoutLessons:
    def test_are_left_out_of_the_edition_and_warned_of(self, chief: User) -> None:
        tree = course_tree(2, 1, languages=("ru",))
        course = course_of(tree)
        course.add_child(instance=ModulePage(title="Пустой", slug="empty", locale=course.locale))

        titles = [module.titles["ru"] for module in compile_edition(course_of(tree)).outline.modules]
        assert titles == ["Модуль 1", "Модуль 2"]
        assert "Пустой" in [problem.title for problem in problems_of(course_of(tree)) if not problem.is_error]
