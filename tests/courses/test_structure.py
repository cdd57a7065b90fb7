"""The order of a course, its copies, and the objects in it that have changed."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.jobs import STALE_AFTER
from courses.models import CourseCondition, CoursePage, CourseTask, LessonPage, ModulePage, ObjectDecision
from courses.services.editions import compile_edition
from courses.structure import copying
from courses.structure.arranging import arrange, order_of
from courses.structure.copying import duplicate, start_copy
from courses.structure.objects import decide, updates_of
from people.models import Notification, User
from people.roles import Role
from people.services import assign_role, sync_roles
from tests.factories.courses import CourseTree, course_tree
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


@pytest.fixture
def chief() -> User:
    return UserFactory.create(is_superuser=True)


@pytest.fixture
def outsider(chief: User) -> User:
    sync_roles()
    person = UserFactory.create()
    assign_role(person, Role.TUTOR, by=chief)
    return person


def titles(course: CoursePage) -> list[tuple[str, list[str]]]:
    return [(module.title, [lesson.title for lesson in lessons]) for module, lessons in order_of(course)]


def keys(tree: CourseTree) -> tuple[list[Any], list[Any]]:
    return [m["ru"].translation_key for m in tree.modules], [each["ru"].translation_key for each in tree.lessons]


class TestOrder:
    def test_is_changed_in_all_languages(self, chief: User) -> None:
        tree = course_tree(2, 2)
        (one, two), (a, b, c, d) = keys(tree)
        arrange(tree.courses["en"], [(two, [d, a]), (one, [c, b])], chief)

        assert titles(tree.course) == [("Модуль 2", ["Урок 4", "Урок 1"]), ("Модуль 1", ["Урок 3", "Урок 2"])]
        assert titles(tree.courses["en"]) == [
            ("Module 2", ["Lesson 4", "Lesson 1"]),
            ("Module 1", ["Lesson 3", "Lesson 2"]),
        ]

    def test_what_a_language_does_not_have_is_passed_over(self, chief: User) -> None:
        tree = course_tree(1, 3)
        tree.lessons[1]["en"].delete()
        (one,), (a, b, c) = keys(tree)
        arrange(tree.course, [(one, [c, b, a])], chief)

        assert titles(tree.courses["en"]) == [("Module 1", ["Lesson 3", "Lesson 1"])]

    def test_an_order_of_other_lessons_is_refused(self, chief: User) -> None:
        tree = course_tree(1, 2)
        (one,), (a, _b) = keys(tree)
        with pytest.raises(ValidationError):
            arrange(tree.course, [(one, [a])], chief)

    def test_is_for_who_may_edit(self, outsider: User) -> None:
        tree = course_tree(1, 1)
        (one,), (a,) = keys(tree)
        with pytest.raises(PermissionDenied):
            arrange(tree.course, [(one, [a])], outsider)

    def test_by_numbers_on_the_page(self, chief: User, as_user: Login) -> None:
        tree = course_tree(2, 1)
        client, url = as_user(chief), f"/admin/courses/{tree.course.pk}/structure/"
        assert "Place of the lesson “Урок 1”" in client.get(url).content.decode()
        (one, two), (a, b) = keys(tree)
        data = {
            f"module-{one}": 1,
            f"module-{two}": 2,
            f"lesson-{a}": 2,
            f"lesson-{b}": 1,
            f"in-{a}": two,
            f"in-{b}": two,
        }
        client.post(url, data)

        assert titles(tree.course) == [("Модуль 1", []), ("Модуль 2", ["Урок 2", "Урок 1"])]
        assert "cannot be read" in client.post(url, {f"module-{one}": "x"}, follow=True).content.decode()


class TestCopy:
    def test_has_a_new_identity_that_its_languages_share(self, chief: User) -> None:
        tree = course_tree(1, 2, objects=1)
        lesson = tree.lessons[0]["ru"]
        tree.course.conditions = [
            CourseCondition(target=tree.lessons[1]["ru"].translation_key, kind="done", needed=lesson.translation_key,
                            needed_block=lesson.body.raw_data[1]["id"])
        ]  # fmt: skip
        tree.course.save_revision().publish()
        copy = duplicate(tree.course, "Второй поток", chief)
        english = CoursePage.objects.get(translation_key=copy.translation_key, locale__language_code="en")
        ru, en = (LessonPage.objects.descendant_of(course).order_by("path")[0] for course in (copy, english))
        (condition,) = copy.conditions.all()

        assert (copy.title, copy.live, copy.owner) == ("Второй поток", False, chief)
        assert ru.translation_key == en.translation_key != lesson.translation_key
        assert [b["id"] for b in ru.body.raw_data][1] == [b["id"] for b in en.body.raw_data][1]
        assert not {b["id"] for b in ru.body.raw_data} & {b["id"] for b in lesson.body.raw_data}
        assert ru.body.raw_data[1]["value"]["object"] == lesson.body.raw_data[1]["value"]["object"]
        assert (condition.needed, str(condition.needed_block)) == (ru.translation_key, ru.body.raw_data[1]["id"])
        assert tree.course.conditions.count() == 1, "the original keeps its own"

    def test_is_of_what_was_last_saved(self, chief: User) -> None:
        tree = course_tree(1, 1)
        page = LessonPage.objects.get(pk=tree.lessons[0]["ru"].pk)
        page.body = json.dumps([{"type": "paragraph", "id": "1", "value": "<p>Ещё не издано</p>"}])
        page.save_revision()
        copy = duplicate(tree.course, "", chief)

        assert copy.title == "Курс (copy)"
        assert "Ещё не издано" in str(LessonPage.objects.descendant_of(copy).get().body)

    @pytest.mark.usefixtures("in_english")
    def test_one_whose_worker_died_is_begun_anew(
        self, chief: User, as_user: Login, django_capture_on_commit_callbacks: Any
    ) -> None:
        tree = course_tree(1, 1)
        task = CourseTask.objects.create(course=tree.course, kind="copy", title="Копия", created_by=chief, total=2)
        CourseTask.objects.begin(task.pk)
        address = reverse("courses_admin:copy", args=[tree.course.pk])
        with django_capture_on_commit_callbacks(execute=True):
            as_user(chief).post(address, {"again": task.pk})
        assert CourseTask.objects.get().state == CourseTask.State.RUNNING, "somebody is at work"

        CourseTask.objects.update(seen_at=timezone.now() - STALE_AFTER * 2)
        assert "Nobody works on this copy any more" in as_user(chief).get(address).content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            as_user(chief).post(address, {"again": task.pk})
        assert CourseTask.objects.get().state == CourseTask.State.SUCCEEDED
        assert CoursePage.objects.filter(title="Копия").count() == 1

    def test_of_two_workers_one_leaves_a_copy(self, chief: User, monkeypatch: pytest.MonkeyPatch) -> None:
        tree = course_tree(1, 1)
        task = CourseTask.objects.create(course=tree.course, kind="copy", title="Копия", created_by=chief, total=2)
        real = copying.duplicate

        def taken_over(*args: Any) -> CoursePage:
            CourseTask.objects.update(attempt=None)
            return real(*args)

        monkeypatch.setattr(copying, "duplicate", taken_over)
        copying.perform(task.pk)
        assert not CoursePage.objects.filter(title="Копия").exists()

    def test_a_large_one_is_made_in_the_background(
        self, chief: User, as_user: Login, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
    ) -> None:
        monkeypatch.setattr(copying, "AT_ONCE", 3)
        tree = course_tree(1, 2)
        with django_capture_on_commit_callbacks(execute=True):
            task = start_copy(tree.course, "Копия", chief)
            assert task.state == CourseTask.State.QUEUED
        task.refresh_from_db()

        assert (task.state, task.percent) == (CourseTask.State.SUCCEEDED, 100)
        assert ModulePage.objects.descendant_of(task.result).count() == 1
        page = as_user(chief).get(f"/admin/courses/{tree.course.pk}/copy/").content.decode()
        assert f"/admin/pages/{task.result_id}/edit/" in page

    def test_by_the_button(self, chief: User, as_user: Login) -> None:
        tree = course_tree(1, 1)
        answer = as_user(chief).post(f"/admin/courses/{tree.course.pk}/copy/", {"title": "Новый"})

        assert CoursePage.objects.get(title="Новый").pk == int(answer["Location"].split("/")[3])

    def test_is_for_who_may_add_courses(self, outsider: User) -> None:
        with pytest.raises(PermissionDenied):
            start_copy(course_tree(1, 1).course, "x", outsider)


class TestObjects:
    def rewritten(self, tree: CourseTree, text: str = "Новый текст") -> None:
        page = tree.objects[0]["ru"]
        page.body = json.dumps([{"type": "paragraph", "id": "1", "value": f"<p>{text}</p>"}])
        page.save()

    def test_a_new_text_waits_until_it_is_taken(self, chief: User) -> None:
        tree = course_tree(1, 1, objects=1)
        first = compile_edition(tree.course)
        self.rewritten(tree)
        assert compile_edition(tree.course) == first

        (update,) = updates_of(tree.course)
        change = next(each for each in update.changes if each.name == "body")
        assert ("Новый текст" in change.now, change.language, update.taken) == (True, "ru", None)
        decide(tree.course, update.key, update.version, taken=True, by=chief)
        assert compile_edition(tree.course).number == 2
        assert updates_of(tree.course) == []

    def test_a_version_after_the_one_taken_waits_again(self, chief: User) -> None:
        tree = course_tree(1, 1, objects=1)
        compile_edition(tree.course)
        self.rewritten(tree)
        (update,) = updates_of(tree.course)
        decide(tree.course, update.key, update.version, taken=True, by=chief)
        second = compile_edition(tree.course)
        self.rewritten(tree, "Ещё новее")

        assert compile_edition(tree.course) == second

    def test_the_old_one_can_be_kept_on_purpose(self, chief: User, as_user: Login) -> None:
        tree = course_tree(1, 1, objects=1)
        compile_edition(tree.course)
        self.rewritten(tree)
        client, url = as_user(chief), f"/admin/courses/{tree.course.pk}/objects/"
        (update,) = updates_of(tree.course)
        assert "Новый текст" in client.get(url).content.decode()
        client.post(url, {"object": update.key, "version": update.version, "decision": "keep"})

        assert ObjectDecision.objects.get().decided_by == chief
        assert "keeps the version it has" in client.get(url).content.decode()

    def test_corrections_around_the_text_come_by_themselves(self) -> None:
        tree = course_tree(1, 1, objects=1)
        compile_edition(tree.course)
        page = tree.objects[0]["ru"]
        page.licence = "CC0-1.0"
        page.save()

        assert compile_edition(tree.course).number == 2

    def test_a_translation_comes_by_itself(self) -> None:
        tree = course_tree(1, 1, objects=1)
        tree.objects[0]["en"].unpublish()
        compile_edition(tree.course)
        self.rewritten(tree)
        tree.objects[0]["en"].get_latest_revision_as_object().save_revision().publish()
        (digests,) = compile_edition(tree.course).outline.objects.values()

        assert set(digests) == {"ru", "en"}

    def test_is_for_who_may_edit(self, outsider: User) -> None:
        tree = course_tree(1, 1, objects=1)
        with pytest.raises(PermissionDenied):
            decide(tree.course, tree.objects[0]["ru"].translation_key, "x", taken=True, by=outsider)


class TestNews:
    def publish(self, tree: CourseTree, **fields: Any) -> None:
        page = tree.objects[0]["ru"]
        for name, value in fields.items():
            setattr(page, name, value)
        page.save_revision().publish()

    def test_authors_are_told_of_a_new_text(self, chief: User) -> None:
        tree = course_tree(1, 1, objects=1)
        compile_edition(tree.course, by=chief)
        self.publish(tree, body=json.dumps([{"type": "paragraph", "id": "1", "value": "<p>Новый</p>"}]))
        told = Notification.objects.get()

        assert (told.recipient, told.kind) == (chief, "courses.object_updated")
        assert told.url == f"/admin/courses/{tree.course.pk}/objects/"

    def test_nobody_is_told_of_corrections_or_of_objects_nobody_uses(self, chief: User) -> None:
        tree = course_tree(1, 1, objects=1)
        self.publish(tree, body=json.dumps([]))
        compile_edition(tree.course, by=chief)
        self.publish(tree, licence="CC0-1.0")

        assert not Notification.objects.exists()
