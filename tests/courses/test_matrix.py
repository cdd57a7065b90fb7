"""The matrix of learners and activities."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import ActivityProgress, CourseEdition, Enrolment, Group, Run
from courses.outline import LESSON_ITSELF
from courses.oversight.matrix import columns_of, matrix_of, module_asked
from courses.progress.rules import Event, EventKind
from courses.progress.services import record
from people.models import Organisation, User
from people.roles import Role
from tests.courses.conftest import PersonMaker
from tests.courses.oversight import fill, learner, opened
from tests.factories.courses import EditionFactory, RunFactory, outline_data
from tests.factories.people import EmploymentFactory, UserFactory

pytestmark = pytest.mark.django_db

Login = Callable[[User], Client]


def with_block(criterion: str = "passed") -> CourseEdition:
    """An edition of one lesson that counts for nothing with an activity in it that does."""
    data = outline_data(1, 2, ("ru", "en"))
    block = {"block": str(uuid4()), "kind": "library_object", "criterion": criterion, "weight": 1, "threshold": 40}
    data["modules"][0]["lessons"][0]["activities"].append(block)
    return EditionFactory.create(outline_data=data)


@pytest.fixture
def run(school: Organisation) -> Run:
    return RunFactory.create(edition=EditionFactory.create(modules=2, lessons=2), organisation=school)


@pytest.fixture
def viewer(school: Organisation, person_with: PersonMaker) -> User:
    return person_with(Role.METHODOLOGIST, organisation=school)


def states(cells: str) -> list[str]:
    return re.findall(r'class="m-(\w+)"', cells)


class TestRows:
    def test_each_cell_says_what_was_begun_and_done(self, viewer: User, school: Organisation) -> None:
        run = RunFactory.create(edition=EditionFactory.create(criterion="button"), organisation=school)
        enrolment = opened(learner(run), [0])
        key = run.edition.outline.lessons[1].key
        record(enrolment, [Event(uuid4(), key, LESSON_ITSELF, EventKind.CONFIRMED, timezone.now())])
        (row,) = matrix_of(run, viewer, {}).rows

        assert states(row.cells) == ["begun", "done", "none", "none", "none", "none"]
        assert row.cells.count("visually-hidden") == 6

    def test_a_score_stands_in_its_cell(self, viewer: User, school: Organisation) -> None:
        run = RunFactory.create(edition=with_block(), organisation=school)
        enrolment = learner(run)
        activity = run.edition.outline.lessons[0].activities[1]
        record(enrolment, [Event(uuid4(), *activity.key, EventKind.SCORED, timezone.now(), value=73)])
        (row,) = matrix_of(run, viewer, {}).rows

        assert states(row.cells) == ["none", "done", "none"]
        assert ">73<" in row.cells

    def test_scores_of_an_earlier_attempt_are_not_shown(self, viewer: User, school: Organisation) -> None:
        run = RunFactory.create(edition=with_block(), organisation=school)
        enrolment = learner(run, attempt=2)
        activity = run.edition.outline.lessons[0].activities[1]
        ActivityProgress.objects.create(
            enrolment=enrolment, attempt=1, lesson=activity.lesson, block=activity.block, score=90
        )

        assert ">90<" not in matrix_of(run, viewer, {}).rows[0].cells

    def test_a_learner_of_another_edition_is_shown_by_identity(self, run: Run, viewer: User) -> None:
        data = outline_data(1, 1, ("ru",))
        data["modules"][0]["lessons"].append(run.edition.outline_data["modules"][1]["lessons"][1])
        older = EditionFactory.create(course_key=run.edition.course_key, number=9, outline_data=data)
        opened(learner(run, edition=older), [1])
        (row,) = matrix_of(run, viewer, {}).rows

        assert states(row.cells) == ["absent", "absent", "absent", "done"]

    def test_what_has_nothing_to_complete_has_no_column(self) -> None:
        assert columns_of(EditionFactory.create(criterion="none").outline) == []


class TestModules:
    def test_heads_span_their_columns(self, run: Run, viewer: User) -> None:
        shown = matrix_of(run, viewer, {})

        assert [(head.title, head.span) for head in shown.module_heads] == [("Module 0", 2), ("Module 1", 2)]
        assert [head.number for head in shown.lesson_heads] == [1, 2, 3, 4]

    def test_one_module_alone(self, run: Run, viewer: User) -> None:
        assert [head.number for head in matrix_of(run, viewer, {"module": "2"}).lesson_heads] == [3, 4]

    def test_a_long_course_begins_with_its_first_module(self) -> None:
        long, short = (EditionFactory.create(modules=3, lessons=number).outline for number in (40, 2))

        assert (module_asked(long, ""), module_asked(short, "")) == (1, None)
        assert (module_asked(long, "all"), module_asked(long, "99"), module_asked(long, "3")) == (None, 1, 3)


class TestFilters:
    def names(self, run: Run, viewer: User, **wanted: Any) -> list[str]:
        return [row.name.split()[0] for row in matrix_of(run, viewer, wanted).rows]

    def test_by_name_group_and_state(self, run: Run, viewer: User) -> None:
        group = Group.objects.create(run=run, name="А")
        learner(run, "Асанова", group=group, percent=100, last_seen_at=timezone.now())
        learner(run, "Беков", enrolled_at=timezone.now() - timedelta(days=20))

        assert self.names(run, viewer) == ["Асанова", "Беков"]
        assert self.names(run, viewer, q="бек") == ["Беков"]
        assert self.names(run, viewer, group=group) == ["Асанова"]
        assert self.names(run, viewer, show="behind") == ["Беков"]
        assert self.names(run, viewer, show="not_started") == ["Беков"]


class TestPage:
    def url(self, run: Run, query: str = "") -> str:
        return f"/en/runs/{run.slug}/matrix/{query}"

    def test_is_a_table_with_words_for_who_hears_it(self, run: Run, viewer: User, as_user: Login) -> None:
        enrolment = opened(learner(run, "Асанова"), [0])
        content = as_user(viewer).get(self.url(run)).content.decode()

        assert f"/en/runs/{run.slug}/{enrolment.public_id}/" in content
        assert '<span class="visually-hidden">done</span>' in content
        assert 'colspan="2"' in content
        assert f'data-anchor="lesson-{run.edition.outline.lessons[0].key}"' in content

    def test_offers_the_groups_of_the_run(self, run: Run, viewer: User, as_user: Login) -> None:
        assert 'name="group"' not in as_user(viewer).get(self.url(run)).content.decode()
        Group.objects.create(run=run, name="Вечерняя")
        assert "Вечерняя" in as_user(viewer).get(self.url(run)).content.decode()

    def test_nobody_there_and_nobody_fits(self, run: Run, viewer: User, as_user: Login) -> None:
        client = as_user(viewer)

        assert "Nobody has enrolled yet" in client.get(self.url(run)).content.decode()
        assert "Nobody fits" in client.get(self.url(run, "?q=zzz")).content.decode()

    def test_a_teachers_methodologist_sees_their_own_alone(
        self, run: Run, elsewhere: Organisation, person_with: PersonMaker, as_user: Login
    ) -> None:
        learner(run, "Чужая")
        own = EmploymentFactory.create(organisation=elsewhere, user__family_name="Своя").user
        Enrolment.objects.create(run=run, edition=run.edition, learner=own)
        page = as_user(person_with(Role.METHODOLOGIST, organisation=elsewhere)).get(self.url(run)).content.decode()

        assert "Своя" in page
        assert "Чужая" not in page

    @pytest.mark.parametrize("role", [None, *Role])
    def test_who_looks_after_nobody_here_is_refused(
        self, role: Role | None, run: Run, elsewhere: Organisation, person_with: PersonMaker, as_user: Login
    ) -> None:
        learner(run)
        other = person_with(role, organisation=elsewhere) if role else UserFactory.create()

        assert as_user(other).get(self.url(run)).status_code == 403

    def test_learners_are_refused_and_visitors_log_in(self, run: Run, client: Client) -> None:
        enrolment = learner(run)

        assert client.get(self.url(run)).status_code == 302
        client.force_login(enrolment.learner)
        assert client.get(self.url(run)).status_code == 403

    def test_tutors_of_the_run_see_it(self, run: Run, as_user: Login) -> None:
        tutor = UserFactory.create()
        run.tutors.add(tutor)

        assert as_user(tutor).get(self.url(run)).status_code == 200


def test_as_many_queries_for_ten_learners_and_lessons_as_for_a_thousand_and_three_hundred(
    school: Organisation, viewer: User, as_user: Login
) -> None:
    client, counts = as_user(viewer), set()
    for learners, lessons in ((10, 10), (1000, 10), (10, 300), (1000, 300)):
        run = RunFactory.create(organisation=school, edition=EditionFactory.create(modules=1, lessons=lessons))
        fill(run, learners)
        url = f"/en/runs/{run.slug}/matrix/?module=all"
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.add(len(queries))

    assert len(counts) == 1
    assert counts.pop() <= 18
