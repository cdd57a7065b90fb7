"""Who sees whom, and the reads of lists."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from courses import outline_parsing as outlines
from courses.models import CourseEdition, Enrolment, Run
from courses.oversight.rules import is_behind
from courses.querysets import read_outlines
from people.localised import LocalisedText
from people.models import Organisation
from people.roles import Role
from tests.courses.conftest import PersonMaker
from tests.factories.courses import EditionFactory, EnrolmentFactory, RunFactory
from tests.factories.people import EmploymentFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

OVERSEERS = (Role.METHODOLOGIST, Role.REGISTRAR, Role.ADMINISTRATOR)
OTHERS = tuple(role for role in Role if role not in OVERSEERS)


class TestWhoSeesARun:
    def sees(self, user: object, run: Run) -> tuple[bool, bool, bool]:
        """Whether the run is overseen, visible, and its learner visible."""
        return (
            Run.objects.overseen_by(user).filter(pk=run.pk).exists(),  # type: ignore[arg-type]
            Run.objects.visible_to(user).filter(pk=run.pk).exists(),  # type: ignore[arg-type]
            Enrolment.objects.visible_to(user).filter(run=run).exists(),  # type: ignore[arg-type]
        )

    @pytest.fixture
    def run(self, school: Organisation) -> Run:
        return EnrolmentFactory.create(run=RunFactory.create(organisation=school)).run

    @pytest.mark.parametrize("role", OVERSEERS)
    def test_overseers_of_the_organisation_and_above(
        self, role: Role, run: Run, school: Organisation, region: Organisation, person_with: PersonMaker
    ) -> None:
        assert self.sees(person_with(role, organisation=school), run) == (True, True, True)
        assert self.sees(person_with(role, organisation=region), run) == (True, True, True)
        assert self.sees(person_with(role), run) == (True, True, True)

    @pytest.mark.parametrize("role", OVERSEERS)
    def test_not_overseers_of_other_organisations(
        self, role: Role, run: Run, elsewhere: Organisation, person_with: PersonMaker
    ) -> None:
        assert self.sees(person_with(role, organisation=elsewhere), run) == (False, False, False)

    @pytest.mark.parametrize("role", OTHERS)
    def test_not_other_roles(self, role: Role, run: Run, school: Organisation, person_with: PersonMaker) -> None:
        assert self.sees(person_with(role, organisation=school), run) == (False, False, False)
        assert self.sees(person_with(role), run) == (False, False, False)

    def test_the_runs_tutors(self, run: Run) -> None:
        tutor = UserFactory.create()
        run.tutors.add(tutor)

        assert self.sees(tutor, run) == (True, True, True)
        assert self.sees(tutor, EnrolmentFactory.create().run) == (False, False, False)

    def test_not_its_learners_nor_visitors(self, run: Run) -> None:
        assert self.sees(run.enrolments.get().learner, run) == (False, False, False)
        assert self.sees(AnonymousUser(), run) == (False, False, False)

    def test_superusers(self, run: Run) -> None:
        assert self.sees(UserFactory.create(is_superuser=True), run) == (True, True, True)

    @pytest.mark.parametrize("role", list(Role))
    def test_a_teachers_methodologist_sees_them_in_any_run_and_nobody_else_there(
        self, role: Role, run: Run, elsewhere: Organisation, person_with: PersonMaker
    ) -> None:
        own = EnrolmentFactory.create(run=run, learner=EmploymentFactory.create(organisation=elsewhere).user)
        viewer = person_with(role, organisation=elsewhere)
        expected = role == Role.METHODOLOGIST

        assert self.sees(viewer, run) == (False, expected, expected)
        assert list(Enrolment.objects.visible_to(viewer)) == ([own] if expected else [])

    def test_a_teacher_who_has_left_the_run_opens_it_to_nobody(
        self, run: Run, elsewhere: Organisation, person_with: PersonMaker
    ) -> None:
        employed = EmploymentFactory.create(organisation=elsewhere).user
        EnrolmentFactory.create(run=run, learner=employed, state=Enrolment.State.WITHDRAWN)

        assert not Run.objects.visible_to(person_with(Role.METHODOLOGIST, organisation=elsewhere)).exists()

    def test_each_run_once(self, school: Organisation, person_with: PersonMaker) -> None:
        viewer = person_with(Role.METHODOLOGIST, Role.REGISTRAR, organisation=school)
        run = RunFactory.create(organisation=school, tutors=[viewer, UserFactory.create()])
        for _ in range(3):
            EnrolmentFactory.create(run=run, learner=EmploymentFactory.create(organisation=school).user)

        assert list(Run.objects.visible_to(viewer)) == [run]
        assert Enrolment.objects.visible_to(viewer).count() == 3


class TestRuns:
    def test_current_and_open(self) -> None:
        today = date(2026, 9, 15)
        over = RunFactory.create(starts_on=date(2026, 8, 1), ends_on=date(2026, 9, 14))
        last_day = RunFactory.create(starts_on=date(2026, 8, 1), ends_on=today)
        endless = RunFactory.create(starts_on=date(2026, 8, 1), ends_on=None)
        closed = RunFactory.create(starts_on=today, enrolment_kind=Run.EnrolmentKind.CLOSED)

        assert set(Run.objects.current(today)) == {last_day, endless, closed}
        assert set(Run.objects.open_for_enrolment(today)) == {last_day, endless}
        assert over not in Run.objects.current(today)

    @pytest.mark.parametrize(
        ("words", "found"),
        [
            ("осенний", True),
            ("ОСЕННИЙ поток", True),
            ("course", True),
            ("autumn-1", True),
            ("весенний", False),
            ("", True),
        ],
    )
    def test_by_words_of_name_course_and_address(self, words: str, found: bool) -> None:
        RunFactory.create(slug="autumn-1", labels=LocalisedText({"ru": "Осенний поток", "en": "Autumn"}))

        assert Run.objects.matching(words).exists() is found

    def test_counts(self) -> None:
        run, empty = RunFactory.create(), RunFactory.create()
        for state in (*Enrolment.State, Enrolment.State.ACTIVE):
            EnrolmentFactory.create(run=run, state=state)
        counts: Any = Run.objects.with_counts()

        assert {each.pk: (each.learners, each.completed) for each in counts} == {run.pk: (3, 1), empty.pk: (0, 0)}


class TestEditions:
    def test_newest_of_every_course(self) -> None:
        one = EditionFactory.create()
        two = EditionFactory.create(course_key=one.course_key, number=2)
        other = EditionFactory.create()

        assert set(CourseEdition.objects.newest()) == {two, other}
        assert list(CourseEdition.objects.of_course(one.course_key)) == [two, one]

    def test_counts(self) -> None:
        run = RunFactory.create()
        EnrolmentFactory.create(run=run)
        EnrolmentFactory.create(run=run, state=Enrolment.State.WITHDRAWN)
        RunFactory.create(edition=run.edition)
        found: Any = CourseEdition.objects.with_counts().get()

        assert (found.run_count, found.learner_count) == (2, 1)

    @pytest.mark.parametrize("number", [1, 8])
    def test_outlines_are_read_at_once(self, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
        for _ in range(number):
            EditionFactory.create()
        editions = list(CourseEdition.objects.light())
        monkeypatch.setattr(outlines, "_parsed", {})
        with CaptureQueriesContext(connection) as first:
            found = read_outlines(editions)
        with CaptureQueriesContext(connection) as second:
            read_outlines(CourseEdition.objects.light())

        assert (len(first), len(second)) == (1, 1)  # the second reads the editions alone
        assert {len(outline.lessons) for outline in found.values()} == {6}


class TestLearners:
    @pytest.mark.parametrize(
        ("words", "found"),
        [
            ("сейтк", True),
            ("СЕЙТҚАЛИ", False),
            ("сейткали айгүл", True),
            ("айгул", False),
            ("@school", True),
            ("", True),
        ],
    )
    def test_by_name_in_any_case_and_alphabet(self, words: str, found: bool) -> None:
        learner = UserFactory.create(family_name="Сейткали", given_name="Айгүл", email="aigul@school.example")
        EnrolmentFactory.create(learner=learner)

        assert Enrolment.objects.all().named(words).exists() is found

    def test_organisation_name_is_in_the_readers_language_or_the_nearest(self) -> None:
        employed = EmploymentFactory.create(
            organisation=OrganisationFactory.create(labels=LocalisedText({"ru": "Школа"}))
        )
        EnrolmentFactory.create(learner=employed.user)
        EnrolmentFactory.create()

        with translation.override("kk"):
            found: Any = Enrolment.objects.all().with_organisation_name()
            assert {each.organisation_name for each in found} == {"Школа", None}

    def test_behind_says_what_the_rule_says(self) -> None:
        at = datetime(2026, 9, 15, 12, 0, tzinfo=UTC)
        for percent in (0, 40, 60):
            for seen in (None, at - timedelta(days=1), at - timedelta(days=20)):
                for enrolled in (at - timedelta(days=2), at - timedelta(days=30)):
                    EnrolmentFactory.create(percent=percent, last_seen_at=seen, enrolled_at=enrolled)
        behind = set(Enrolment.objects.all().behind(50, at))

        for enrolment in Enrolment.objects.all():
            sign = enrolment.last_seen_at or enrolment.enrolled_at
            assert is_behind(enrolment.percent, 50, sign, at) is (enrolment in behind)

    def test_who_is_through_or_gone_is_not_behind(self) -> None:
        EnrolmentFactory.create(state=Enrolment.State.COMPLETED, percent=100)
        EnrolmentFactory.create(state=Enrolment.State.WITHDRAWN)

        assert not Enrolment.objects.all().behind(100).exists()
