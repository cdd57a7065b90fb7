"""An author's preview of a course as a learner."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.formats import date_format

from courses.models import ActivityProgress, CourseCondition, CoursePage, Enrolment, Run
from courses.services.editions import compile_edition
from people.models import User
from people.roles import Role
from people.services import assign_role, sync_roles
from tests.factories.courses import CourseTree, RunFactory, course_tree
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


class TestInARun:
    """The author chooses a run and one of its groups."""

    @pytest.fixture
    def run(self, tree: CourseTree) -> Run:
        """A run in which the first lesson closes ten days after the beginning, which was eight days ago."""
        page = CoursePage.objects.get(pk=tree.course.pk)
        page.conditions = [CourseCondition(target=tree.lessons[0]["ru"].translation_key, kind="until", days=10)]
        page.save()
        start = timezone.localdate() - timedelta(days=8)
        run = RunFactory.create(
            edition=compile_edition(page), starts_on=start, ends_on=start + timedelta(days=30), labels={"en": "Autumn"}
        )
        run.tutors.add(UserFactory.create(family_name="Asanova"))
        run.groups.create(name="North").tutors.add(UserFactory.create(family_name="Bekova"))
        return run

    def test_shows_its_dates_deadlines_and_tutors(
        self, tree: CourseTree, run: Run, chief: User, as_user: Login
    ) -> None:
        client, home = as_user(chief), f"/en/learn/preview-{tree.course.pk}/"
        told = client.get(f"{home}?who={run.slug}").content.decode()
        with translation.override("en"):
            last = date_format(run.starts_on + timedelta(days=10), "SHORT_DATE_FORMAT")
        assert f"until {last}" in told
        assert f'datetime="{run.ends_on}"' in told
        assert "Asanova" in told
        assert "Bekova" not in told
        assert f"/learn/{run.slug}/" not in told, "links stay within the preview"

    def test_of_a_group_its_own_tutors(self, tree: CourseTree, run: Run, chief: User, as_user: Login) -> None:
        client, home, group = as_user(chief), f"/en/learn/preview-{tree.course.pk}/", run.groups.get()
        told = client.get(f"{home}?who={run.slug}/{group.pk}").content.decode()
        assert "Bekova" in told
        assert "Asanova" not in told
        lesson = client.get(f"{home}{tree.lessons[0]['ru'].translation_key}/").content.decode()
        assert "Bekova" in lesson, "the choice is kept from page to page"

    def test_on_another_day_of_it(self, tree: CourseTree, run: Run, chief: User, as_user: Login) -> None:
        client, home = as_user(chief), f"/en/learn/preview-{tree.course.pk}/"
        lesson = f"{home}{tree.lessons[0]['ru'].translation_key}/"
        assert client.get(f"{lesson}?who={run.slug}&day=").status_code == 200
        assert client.get(f"{lesson}?who={run.slug}&day=11").status_code == 403
        assert "closed since" in client.get(home).content.decode()

    def test_leaves_no_trace(self, tree: CourseTree, run: Run, chief: User, as_user: Login) -> None:
        client, home = as_user(chief), f"/en/learn/preview-{tree.course.pk}/"
        told = client.get(f"{home}{tree.lessons[0]['ru'].translation_key}/?who={run.slug}").content.decode()
        client.get(f"{home}?who={run.slug}")
        assert "data-player " not in told
        assert not Enrolment.objects.exists()
        assert not ActivityProgress.objects.exists()
        assert Run.objects.count() == 1
        address = f"{home}events/"
        assert client.post(address, "{}", content_type="application/json").status_code in {400, 404}

    @pytest.mark.parametrize("who", ["nothing", "other", "run/99999", "run/x"])
    def test_only_in_runs_of_the_course(
        self, tree: CourseTree, run: Run, chief: User, as_user: Login, who: str
    ) -> None:
        who = who.replace("other", RunFactory.create().slug).replace("run/", f"{run.slug}/")
        client, home = as_user(chief), f"/en/learn/preview-{tree.course.pk}/"
        assert client.get(f"{home}?who={who}").status_code == 404
        assert client.get(home).status_code == 200, "the next page shows the course by itself again"

    def test_for_nobody_who_may_not_edit(self, tree: CourseTree, run: Run, chief: User, as_user: Login) -> None:
        sync_roles()
        url = f"/en/learn/preview-{tree.course.pk}/?who={run.slug}"
        people = [UserFactory.create(), run.tutors.get(), run.groups.get().tutors.get()]
        for role in (Role.TUTOR, Role.REGISTRAR, Role.PARTNER_TRANSLATOR):
            people.append(UserFactory.create())
            assign_role(people[-1], role, by=chief)
        for person in people:
            assert as_user(person).get(url).status_code == 403
        assert Client().get(url).status_code == 302

    def test_one_run_or_five_as_many_queries(self, tree: CourseTree, run: Run, chief: User, as_user: Login) -> None:
        client, home, counts = as_user(chief), f"/en/learn/preview-{tree.course.pk}/?who={run.slug}", []
        for more in (0, 4):
            for number in range(more):
                other = RunFactory.create(edition=run.edition)
                other.tutors.add(UserFactory.create())
                other.groups.create(name=f"South {number}").tutors.add(UserFactory.create())
            client.get(home)
            with CaptureQueriesContext(connection) as seen:
                client.get(home)
            counts.append(len(seen))
        assert counts[0] == counts[1]
