"""An author's preview of a course as a learner."""

from collections.abc import Callable

import pytest
from django.test import Client

from courses.models import ActivityProgress, CourseCondition, CoursePage, Enrolment
from courses.services.editions import compile_edition
from people.models import User
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
def tree() -> CourseTree:
    tree = course_tree(1, 2, objects=1)
    page = CoursePage.objects.get(pk=tree.course.pk)
    page.conditions = [CourseCondition(target=tree.lessons[1]["ru"].translation_key, kind="from", days=7)]
    page.save()
    compile_edition(page)
    return tree


def test_shows_the_course_on_the_day_asked_for(tree: CourseTree, chief: User, as_user: Login) -> None:
    client, home = as_user(chief), f"/en/learn/preview-{tree.course.pk}/"
    second = f"{home}{tree.lessons[1]['ru'].translation_key}/"
    content = client.get(home).content.decode()
    assert "Preview as a learner" in content
    assert "outline__lesson--locked" in content
    assert "Why this per cent" not in content, "only pages that a preview has are linked"
    assert client.get(second).status_code == 403

    assert "outline__lesson--locked" not in client.get(f"{home}?day=7").content.decode()
    lesson = client.get(second)
    assert (lesson.status_code, "Lesson 2 text" in lesson.content.decode()) == (200, True)
    assert f"/admin/pages/{tree.course.pk}/edit/" in lesson.content.decode()


def test_records_nothing_and_offers_no_button(tree: CourseTree, chief: User, as_user: Login) -> None:
    client = as_user(chief)
    content = client.get(
        f"/en/learn/preview-{tree.course.pk}/{tree.lessons[0]['ru'].translation_key}/"
    ).content.decode()

    assert "data-player " not in content
    assert "/done/" not in content
    assert not Enrolment.objects.exists()
    assert not ActivityProgress.objects.exists()


def test_is_for_who_may_edit_the_course(tree: CourseTree, chief: User, as_user: Login) -> None:
    sync_roles()
    for role in (None, Role.TUTOR, Role.REGISTRAR):
        person = UserFactory.create()
        if role:
            assign_role(person, role, by=chief)
        assert as_user(person).get(f"/en/learn/preview-{tree.course.pk}/").status_code == 403


def test_needs_an_edition(chief: User, as_user: Login) -> None:
    course = course_tree(1, 1).course

    assert as_user(chief).get(f"/en/learn/preview-{course.pk}/")["Location"] == f"/admin/pages/{course.pk}/edit/"
