"""The pages of those who look after learners."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from courses.enrolment_rules import IN_LINE, OUT
from courses.models import Enrolment, Run
from courses.outline import LESSON_ITSELF
from courses.oversight import rules
from courses.oversight.learners import learner_rows, run_table
from courses.progress.rules import Event, EventKind
from courses.progress.services import record
from people.models import Organisation, User
from people.roles import Role
from tests.courses.conftest import PersonMaker
from tests.factories.courses import EditionFactory, EnrolmentFactory, RunFactory
from tests.factories.people import EmploymentFactory, UserFactory

pytestmark = pytest.mark.django_db

Login = Callable[[User], Client]
NOW = datetime(2026, 9, 11, 12, 0, tzinfo=UTC)


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def run(school: Organisation) -> Run:
    return RunFactory.create(
        edition=EditionFactory.create(modules=1, lessons=4),
        organisation=school,
        starts_on=date(2026, 9, 1),
        ends_on=date(2026, 9, 20),
    )


@pytest.fixture
def viewer(school: Organisation, person_with: PersonMaker) -> User:
    return person_with(Role.METHODOLOGIST, organisation=school)


def learner(run: Run, name: str, **fields: Any) -> Enrolment:
    fields = {"enrolled_at": NOW - timedelta(days=9)} | fields
    return EnrolmentFactory.create(run=run, learner=UserFactory.create(family_name=name), **fields)


class TestRules:
    @pytest.mark.parametrize(
        ("on", "expected"),
        [(date(2026, 8, 1), 0), (date(2026, 9, 1), 0), (date(2026, 9, 11), 50), (date(2026, 10, 30), 100)],
    )
    def test_expected_percent(self, on: date, expected: int) -> None:
        assert rules.expected_percent(date(2026, 9, 1), date(2026, 9, 20), on) == expected

    def test_nothing_is_expected_by_a_day_in_a_run_without_an_end(self) -> None:
        assert rules.expected_percent(date(2026, 9, 1), None, date(2026, 12, 1)) == 0

    @given(st.dates(), st.dates(), st.dates())
    def test_expected_percent_is_a_percent(self, starts: date, ends: date, on: date) -> None:
        starts, ends = sorted([starts, ends])

        assert 0 <= rules.expected_percent(starts, ends, on) <= 100

    def test_behind_by_work_or_by_absence(self) -> None:
        assert rules.is_behind(40, 50, NOW, NOW)
        assert not rules.is_behind(50, 50, NOW, NOW)
        assert rules.is_behind(90, 50, NOW - timedelta(days=15), NOW)

    @pytest.mark.parametrize(("percents", "expected"), [([], 0), ([7], 7), ([0, 100, 40], 40), ([10, 20], 15)])
    def test_middle(self, percents: list[int], expected: int) -> None:
        assert rules.middle(percents) == expected


class TestTable:
    def names(self, run: Run, viewer: User, wanted: dict[str, str] | None = None, sort: str = "") -> list[str]:
        table = run_table(run, viewer, wanted or {}, sort=sort, at=NOW)
        return [row.enrolment.learner.family_name for row in table.rows]

    @pytest.fixture
    def learners(self, run: Run) -> None:
        seen = NOW - timedelta(days=1)
        learner(run, "Асанова", percent=75, completed_count=3, seconds=600, last_seen_at=seen)
        learner(run, "Беков")
        learner(run, "Волкова", percent=25, completed_count=1, seconds=60, last_seen_at=seen - timedelta(hours=1))
        completed = {"state": Enrolment.State.COMPLETED, "percent": 100, "completed_count": 4}
        learner(run, "Гуляева", seconds=3600, last_seen_at=seen - timedelta(days=1), **completed)
        learner(run, "Дронов", state=Enrolment.State.WITHDRAWN)

    @pytest.mark.usefixtures("learners")
    def test_summary(self, run: Run, viewer: User) -> None:
        summary = run_table(run, viewer, {"q": "бек"}, at=NOW).summary

        assert (summary.learners, summary.not_started, summary.in_progress, summary.completed) == (4, 1, 2, 1)
        assert summary.median == 50

    @pytest.mark.usefixtures("learners")
    @pytest.mark.parametrize(
        ("wanted", "expected"),
        [
            ({}, "АБВГ"),
            ({"show": "behind"}, "БВ"),
            ({"show": "not_started"}, "Б"),
            ({"show": "completed"}, "Г"),
            ({"show": "withdrawn"}, "Д"),
            ({"q": "БЕКОВ"}, "Б"),
            ({"q": "асанова", "show": "completed"}, ""),
        ],
    )
    def test_filters(self, wanted: dict[str, str], expected: str, run: Run, viewer: User) -> None:
        assert [name[0] for name in self.names(run, viewer, wanted)] == list(expected)

    @pytest.mark.usefixtures("learners")
    @pytest.mark.parametrize(
        ("sort", "expected"),
        [
            ("", "АБВГ"),
            ("-name", "ГВБА"),
            ("percent", "БВАГ"),
            ("-percent", "ГАВБ"),
            ("-completed", "ГАВБ"),
            ("-time", "ГАВБ"),
            ("seen", "ГВАБ"),
            ("-seen", "АВГБ"),
            ("nonsense", "АБВГ"),
            ("--name", "АБВГ"),
        ],
    )
    def test_sorts_with_what_is_missing_last(self, sort: str, expected: str, run: Run, viewer: User) -> None:
        assert [name[0] for name in self.names(run, viewer, sort=sort)] == list(expected)

    def test_states_in_words(self, run: Run, viewer: User) -> None:
        learner(run, "А", percent=75, last_seen_at=NOW)
        learner(run, "Б", percent=10, last_seen_at=NOW)
        learner(run, "В", state=Enrolment.State.COMPLETED, percent=100, last_seen_at=NOW)
        learner(run, "Г")
        rows = run_table(run, viewer, {}, at=NOW).rows

        with translation.override("en"):
            shown = [(str(word), tone) for word, tone in (row.state for row in rows)]
        assert shown == [
            ("In progress", "info"),
            ("Behind", "warning"),
            ("Completed", "success"),
            ("Behind", "warning"),
        ]
        assert [row.total for row in rows] == [4, 4, 4, 4]

    @pytest.mark.parametrize("state", [*OUT, *IN_LINE])
    def test_who_does_not_learn_is_not_said_to_learn(self, state: str, run: Run, viewer: User) -> None:
        enrolment = learner(run, "А", state=state, percent=10, last_seen_at=NOW)
        (row,) = learner_rows([Enrolment.objects.with_run().with_learner().get(pk=enrolment.pk)], NOW)

        assert row.state == (enrolment.get_state_display(), "")

    def test_main_place_of_work(self, run: Run, viewer: User, school: Organisation) -> None:
        employed = EmploymentFactory.create(organisation=school).user
        EnrolmentFactory.create(run=run, learner=employed)
        EnrolmentFactory.create(run=run)
        rows = run_table(run, viewer, {}, sort="organisation", at=NOW).rows

        assert [row.organisation for row in rows] == [str(school), ""]

    def test_the_last_page_stands_for_one_that_is_not_there(self, run: Run, viewer: User) -> None:
        for _ in range(51):
            EnrolmentFactory.create(run=run)

        assert len(run_table(run, viewer, {}, page="99").rows) == 1
        assert len(run_table(run, viewer, {}, page="x").rows) == 50


class TestRunPage:
    def url(self, run: Run, query: str = "") -> str:
        return f"/en/runs/{run.slug}/{query}"

    def test_shows_every_learner(self, run: Run, viewer: User, as_user: Login) -> None:
        enrolment = learner(run, "Асанова", percent=50, completed_count=2, seconds=3700, last_seen_at=NOW)
        page = as_user(viewer).get(self.url(run))

        assert "Асанова" in text(page)
        assert "2 of 4" in text(page)
        assert "1 h 1 min" in text(page)
        assert f"/en/runs/{run.slug}/{enrolment.public_id}/" in page.content.decode()

    def test_keeps_filter_and_order_in_the_address(self, run: Run, viewer: User, as_user: Login) -> None:
        learner(run, "Асанова")
        content = as_user(viewer).get(self.url(run, "?q=асан&sort=-percent")).content.decode()

        assert 'aria-sort="descending"' in content
        assert "sort=percent" in content
        assert 'value="асан"' in content

    def test_nobody_fits_and_nobody_is_there(self, run: Run, viewer: User, as_user: Login) -> None:
        client = as_user(viewer)

        assert "Nobody has enrolled yet" in text(client.get(self.url(run)))
        assert "Nobody fits" in text(client.get(self.url(run, "?q=нет")))

    def test_a_teachers_methodologist_sees_their_own_alone_and_is_told_so(
        self, run: Run, elsewhere: Organisation, person_with: PersonMaker, as_user: Login
    ) -> None:
        learner(run, "Чужая")
        EnrolmentFactory.create(
            run=run, learner=EmploymentFactory.create(organisation=elsewhere, user__family_name="Своя").user
        )
        page = as_user(person_with(Role.METHODOLOGIST, organisation=elsewhere)).get(self.url(run))

        assert "Своя" in text(page)
        assert "Чужая" not in text(page)
        assert "You see the teachers of your own organisations" in text(page)
        assert page.context["table"].summary.learners == 1

    def test_others_are_refused(
        self, run: Run, elsewhere: Organisation, person_with: PersonMaker, as_user: Login
    ) -> None:
        enrolment = learner(run, "Асанова")
        for other in (enrolment.learner, UserFactory.create(), person_with(*Role, organisation=elsewhere)):
            client = as_user(other)
            assert client.get(self.url(run)).status_code == 403
            assert client.get(f"{self.url(run)}{enrolment.public_id}/").status_code == 404

    def test_visitors_log_in_and_strange_addresses_are_not_found(self, run: Run, viewer: User, client: Client) -> None:
        assert client.get(self.url(run)).status_code == 302
        client.force_login(viewer)
        assert client.get("/en/runs/nothing/").status_code == 404
        assert client.get(f"{self.url(run)}{uuid4()}/").status_code == 404


class TestLearnerPage:
    def test_shows_every_lesson_with_state_and_times(self, run: Run, viewer: User, as_user: Login) -> None:
        enrolment = learner(run, "Асанова", enrolled_at=timezone.now() - timedelta(days=2))
        lessons = run.edition.outline.lessons
        yesterday = timezone.now() - timedelta(days=1)
        events = [
            Event(uuid4(), lessons[0].key, LESSON_ITSELF, EventKind.VIEWED, yesterday),
            Event(uuid4(), lessons[0].key, LESSON_ITSELF, EventKind.SPENT, yesterday, 200),
        ]
        record(enrolment, events)
        page = as_user(viewer).get(f"/en/runs/{run.slug}/{enrolment.public_id}/")
        first, *others = page.context["modules"][0].lessons

        assert (first.state, first.done, first.total, first.time_spent) == ("completed", 1, 1, "3 min")
        assert first.completed_at == first.opened_at == yesterday
        assert {each.state for each in others} == {"not_started"}
        assert "Lesson 4" in text(page)

    def test_belongs_to_its_run(self, run: Run, viewer: User, as_user: Login) -> None:
        enrolment = learner(RunFactory.create(organisation=run.organisation), "Асанова")

        assert as_user(viewer).get(f"/en/runs/{run.slug}/{enrolment.public_id}/").status_code == 404


class TestRunsPage:
    def test_lists_the_runs_one_sees(self, run: Run, viewer: User, as_user: Login) -> None:
        other = RunFactory.create()
        learner(run, "А")
        content = as_user(viewer).get("/en/runs/").content.decode()

        assert f"/en/runs/{run.slug}/" in content
        assert f"/en/runs/{other.slug}/" not in content

    def test_who_looks_after_nobody_is_refused(self, as_user: Login) -> None:
        assert as_user(UserFactory.create()).get("/en/runs/").status_code == 403

    def test_tutors_see_theirs(self, as_user: Login) -> None:
        tutor = UserFactory.create()
        run = RunFactory.create(tutors=[tutor])

        assert f"/en/runs/{run.slug}/" in as_user(tutor).get("/en/runs/").content.decode()
        assert "/en/runs/" in as_user(tutor).get("/en/my-learning/").content.decode()

    def test_who_has_a_role_but_no_run_yet_is_told_so(self, viewer: User, as_user: Login) -> None:
        assert "No runs to look after" in text(as_user(viewer).get("/en/runs/"))


# --- Cost -----------------------------------------------------------------------------------------


def fill(run: Run, number: int) -> None:
    """Learners with work places, by few statements."""
    start = User.objects.count()
    people = User.objects.bulk_create(
        User(email=f"many{start + index}@example.org", family_name=f"Family{index}") for index in range(number)
    )
    organisation = EmploymentFactory.create().organisation
    type(organisation.employments.get()).objects.bulk_create(
        type(organisation.employments.get())(user=person, organisation=organisation) for person in people
    )
    Enrolment.objects.bulk_create(
        Enrolment(run=run, edition=run.edition, learner=person, percent=index % 101, last_seen_at=NOW)
        for index, person in enumerate(people)
    )


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("query", ["", "?sort=organisation", "?show=behind&q=fam&sort=-percent"])
def test_run_page_takes_as_many_queries_for_ten_learners_as_for_a_thousand(
    query: str, school: Organisation, viewer: User, as_user: Login
) -> None:
    client, counts = as_user(viewer), set()
    for number in (10, 1000):
        run = RunFactory.create(organisation=school)
        fill(run, number)
        counts.add(queries(client, f"/en/runs/{run.slug}/{query}"))

    assert len(counts) == 1
    # Eighteen for the table; four for the groups, the reminders, who may remind, and the tabs.
    assert counts.pop() <= 22


def test_run_page_takes_as_many_queries_for_ten_lessons_as_for_three_hundred(
    school: Organisation, viewer: User, as_user: Login
) -> None:
    client, counts = as_user(viewer), set()
    for lessons in (10, 300):
        run = RunFactory.create(organisation=school, edition=EditionFactory.create(modules=1, lessons=lessons))
        fill(run, 10)
        counts.add(queries(client, f"/en/runs/{run.slug}/"))

    assert len(counts) == 1, counts


def test_list_of_runs_takes_as_many_queries_for_three_as_for_thirty(
    school: Organisation, viewer: User, as_user: Login
) -> None:
    client, counts = as_user(viewer), set()
    for number in (3, 27):
        for _ in range(number):
            EnrolmentFactory.create(run=RunFactory.create(organisation=school))
        counts.add(queries(client, "/en/runs/"))

    assert len(counts) == 1


def test_a_learners_record_takes_as_many_queries_in_a_short_course_as_in_a_long_one(
    school: Organisation, viewer: User, as_user: Login
) -> None:
    client, counts = as_user(viewer), set()
    for lessons in (10, 300):
        run = RunFactory.create(organisation=school, edition=EditionFactory.create(modules=1, lessons=lessons))
        enrolment = EnrolmentFactory.create(run=run)
        keys = [lesson.key for lesson in run.edition.outline.lessons]
        record(enrolment, [Event(uuid4(), key, LESSON_ITSELF, EventKind.VIEWED, timezone.now()) for key in keys])
        counts.add(queries(client, f"/en/runs/{run.slug}/{enrolment.public_id}/"))

    assert len(counts) == 1
