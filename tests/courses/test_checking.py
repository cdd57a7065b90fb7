"""What the checks find before a course is published, and what of it stands in the way."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.checking.checks import problems_of
from courses.models import CourseCondition, CourseEdition, CoursePage, LessonPage, ProgrammeCourse, ProgrammePage
from courses.services.publishing import NotReadyError, publish_checked
from people.models import User
from people.roles import Role
from people.services import assign_role, sync_roles
from tests.factories.cms import ImageFactory
from tests.factories.courses import CourseTree, EditionFactory, course_tree
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


@pytest.fixture
def chief() -> User:
    return UserFactory.create(is_superuser=True)


def found(tree: CourseTree) -> list[tuple[str, str, bool]]:
    course = CoursePage.objects.get(pk=tree.course.pk)
    return [(problem.title, problem.message, problem.is_error) for problem in problems_of(course)]


def write(tree: CourseTree, number: int, *body: dict[str, Any], **fields: Any) -> LessonPage:
    page = LessonPage.objects.get(pk=tree.lessons[number]["ru"].pk)
    page.body = json.dumps([{"id": str(uuid4()), **block} for block in body])
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision()
    return page


def one(tree: CourseTree) -> tuple[str, str, bool]:
    (problem,) = found(tree)
    return problem


class TestChecks:
    def test_nothing_is_wrong_with_a_whole_course(self) -> None:
        tree = course_tree(2, 2, objects=1)
        for page in tree.objects[0].values():
            page.licence = "CC-BY-4.0"
            page.save()

        assert found(tree) == []

    def test_looks_at_what_was_last_saved_and_not_at_what_is_published(self) -> None:
        tree = course_tree(1, 2)
        write(tree, 0)

        assert one(tree) == ("Урок 1", "The lesson is empty.", True)

    def test_a_course_without_modules_and_modules_without_lessons(self) -> None:
        assert ("Курс", "The course has no modules.", True) in found(course_tree(0, 0))
        assert one(course_tree(1, 0)) == ("Модуль 1", "The module has no lessons.", False)

    def test_links_to_what_is_gone_or_not_published(self) -> None:
        tree, other = course_tree(1, 2), course_tree(1, 1, title="Скрыт", live=False)
        link = f'<p><a linktype="page" id="{other.course.pk}">а</a></p>'
        write(tree, 0, {"type": "paragraph", "value": link})
        write(tree, 1, {"type": "file", "value": {"file": 999_999, "title": "", "preview": False}})

        assert found(tree) == [
            ("Урок 2", "Something the page refers to has been deleted.", True),
            ("Урок 1", "The page “Скрыт” it links to is not published.", False),
        ]

    @pytest.mark.parametrize(
        ("licence", "error"),
        [("LicenseRef-all-rights-reserved", True), ("LicenseRef-unknown", False), ("CC-BY-ND-4.0", None)],
    )
    def test_licences_of_learning_objects(self, licence: str, error: bool | None) -> None:
        tree = course_tree(1, 1, objects=1)
        tree.objects[0]["ru"].licence = licence
        tree.objects[0]["ru"].save()

        assert [severe for _title, message, severe in found(tree) if "Object" in message or "Объект" in message] == (
            [] if error is None else [error]
        )

    def test_objects_that_are_not_published(self) -> None:
        tree = course_tree(1, 1, objects=1)
        for page in tree.objects[0].values():
            page.licence = "CC-BY-4.0"
            page.save()
        tree.objects[0]["ru"].unpublish()

        assert one(tree) == ("Урок 1", "The learning object “Объект 1” is not published.", True)

    def test_what_can_never_open(self) -> None:
        tree = course_tree(1, 2)
        first, second = (lesson["ru"].translation_key for lesson in tree.lessons)
        course = tree.course
        course.conditions = [
            CourseCondition(target=first, kind="done", needed=second),
            CourseCondition(target=second, kind="done", needed=first),
        ]
        course.save_revision()

        assert [message for _title, message, _severe in found(tree)] == ["The lesson can never open."] * 2

    @pytest.mark.parametrize(("completion", "closed"), [({"criterion": "none"}, True), ({"optional": True}, False)])
    def test_what_waits_for_an_activity_that_nobody_can_complete(
        self, completion: dict[str, Any], closed: bool
    ) -> None:
        tree = course_tree(1, 2, objects=1)
        lesson = LessonPage.objects.get(pk=tree.lessons[0]["ru"].pk)
        body = [dict(raw) for raw in lesson.body.raw_data]
        body[1]["value"]["completion"] |= completion
        lesson.body = json.dumps(body)
        lesson.save_revision()
        second = tree.lessons[1]["ru"].translation_key
        tree.course.conditions = [
            CourseCondition(target=second, kind="done", needed=lesson.translation_key, needed_block=body[1]["id"])
        ]
        tree.course.save_revision()

        assert (("Урок 2", "The lesson can never open.", True) in found(tree)) is closed

    def test_a_course_that_is_needed_and_has_no_edition(self) -> None:
        tree, other = course_tree(1, 1), course_tree(1, 1, title="Основы", live=False)
        key = other.course.translation_key
        tree.course.conditions = [
            CourseCondition(target=tree.lessons[0]["ru"].translation_key, kind="course", needed=key)
        ]
        tree.course.save_revision()
        assert one(tree) == ("Курс", "The page “Основы” it links to is not published.", False)

        EditionFactory.create(course_key=key)
        assert found(tree) == []

    def test_a_course_that_is_needed_and_is_gone(self) -> None:
        tree = course_tree(1, 1)
        tree.course.conditions = [
            CourseCondition(target=tree.lessons[0]["ru"].translation_key, kind="course", needed=uuid4())
        ]
        tree.course.save_revision()

        assert one(tree) == ("Курс", "Something the page refers to has been deleted.", True)

    def test_lessons_that_are_not_translated(self) -> None:
        tree = course_tree(1, 2)
        tree.lessons[1]["en"].delete()

        assert one(tree) == ("Урок 2", "The lesson is not translated: the course is also in English.", False)

    def test_images_that_say_nothing_to_who_does_not_see_them(self) -> None:
        tree, image = course_tree(1, 3), ImageFactory.create(title="Схема", description="")
        value = {"image": image.pk, "alt": "", "decorative": False, "caption": ""}
        write(tree, 0, {"type": "gallery", "value": {"images": [{"type": "item", "id": "1", "value": value}]}})
        write(tree, 1, {"type": "image", "value": {**value, "alt": "Схема урока"}})
        write(tree, 2, {"type": "image", "value": {**value, "decorative": True}})

        assert one(tree) == ("Урок 1", "The image “Схема” has no description.", False)

    def test_a_course_in_which_nothing_counts(self) -> None:
        tree = course_tree(1, 1)
        write(tree, 0, {"type": "paragraph", "value": "<p>x</p>"}, criterion="none")

        assert one(tree)[1:] == ("Nothing in the course counts, so nobody can complete it.", True)

    def test_hours_of_the_course_and_of_its_programmes(self) -> None:
        tree = course_tree(1, 1)
        CoursePage.objects.filter(pk=tree.course.pk).update(academic_hours=None)
        programme = ProgrammePage(title="Программа", slug="p", locale=tree.course.locale)
        programme.course_list = [ProgrammeCourse(course=tree.course)]
        tree.course.get_parent().add_child(instance=programme)

        assert [title for title, _message, _severe in found(tree)] == ["Курс", "Программа", "Программа"]

    def test_costs_the_same_for_three_lessons_as_for_thirty(self) -> None:
        counts = set()
        for lessons in (3, 30):
            tree = course_tree(1, lessons, objects=1)
            course = CoursePage.objects.get(pk=tree.course.pk)
            problems_of(course)
            with CaptureQueriesContext(connection) as queries:
                problems_of(course)
            counts.add(len(queries))

        assert len(counts) == 1


class TestPublishing:
    def test_errors_stand_in_the_way(self, chief: User, as_user: Login) -> None:
        tree = course_tree(1, 1, live=False)
        write(tree, 0)
        client, url = as_user(chief), f"/admin/courses/{tree.course.pk}/publish/"
        assert "The lesson is empty." in client.get(url).content.decode()

        client.post(url, {"accept_warnings": "1"})
        assert not CourseEdition.objects.exists()
        with pytest.raises(NotReadyError, match="mend the errors"):
            publish_checked(tree.course, chief, accept_warnings=True)

    def test_warnings_are_accepted_by_hand(self, chief: User, as_user: Login) -> None:
        tree = course_tree(1, 1)
        tree.lessons[0]["en"].delete()
        client, url = as_user(chief), f"/admin/courses/{tree.course.pk}/publish/"
        client.post(url)
        assert not CourseEdition.objects.exists()

        assert "I have read the warnings" in client.get(url).content.decode()
        client.post(url, {"accept_warnings": "1"})
        assert CourseEdition.objects.get().compiled_by == chief


class TestConditionsForm:
    def rows(self, *rows: dict[str, Any]) -> dict[str, Any]:
        data: dict[str, Any] = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": 0}
        for number, row in enumerate(rows):
            data |= {f"form-{number}-{name}": value for name, value in row.items()}
        return data

    def test_sets_conditions_in_the_draft(self, chief: User, as_user: Login) -> None:
        tree = course_tree(1, 2, objects=1)
        client, url = as_user(chief), f"/admin/courses/{tree.courses['en'].pk}/conditions/"
        first, second = (lesson["ru"] for lesson in tree.lessons)
        assert "— Урок 2" in client.get(url).content.decode()

        block = first.body.raw_data[1]["id"]
        target, needed = (
            f"{second.translation_key}/{uuid4().int and '00000000-0000-0000-0000-000000000000'}",
            (f"{first.translation_key}/{block}"),
        )
        row = {"target": target, "kind": "score", "needed": needed, "percent": 70, "days": 3}
        empty = dict.fromkeys(("target", "kind", "needed", "course", "days", "percent"), "")
        client.post(url, self.rows(row, {"target": target, "kind": "until", "days": 20}, empty))
        assert not CoursePage.objects.get(pk=tree.course.pk).conditions.exists()
        score, until = CoursePage.objects.get(pk=tree.course.pk).get_latest_revision_as_object().conditions.all()
        assert (str(score.needed_block), score.percent, score.days) == (block, 70, None)
        assert (until.kind, until.days, until.needed) == ("until", 20, None)

    def test_asks_for_what_a_condition_needs(self, chief: User, as_user: Login) -> None:
        tree = course_tree(1, 2)
        target = f"{tree.lessons[0]['ru'].translation_key}/00000000-0000-0000-0000-000000000000"
        answer = as_user(chief).post(
            f"/admin/courses/{tree.course.pk}/conditions/", self.rows({"target": target, "kind": "from"})
        )

        assert "This condition needs it." in answer.content.decode()

    @pytest.mark.parametrize("role", [Role.TUTOR, Role.REGISTRAR])
    def test_is_for_who_may_edit_the_course(self, role: Role, chief: User, as_user: Login) -> None:
        sync_roles()
        person, tree = UserFactory.create(), course_tree(1, 1)
        assign_role(person, role, by=chief)

        assert as_user(person).get(f"/admin/courses/{tree.course.pk}/conditions/").status_code in (302, 403)
