"""Joining runs and leaving them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from courses.models import Enrolment, Run
from courses.outline import LESSON_ITSELF
from courses.progress.rules import Event, EventKind
from courses.progress.services import record
from courses.services.enrolments import CannotEnrolError, enrol, withdraw
from people.models import Organisation
from people.roles import Role
from tests.courses.conftest import PersonMaker
from tests.factories.courses import EnrolmentFactory, RunFactory
from tests.factories.people import UserFactory
from tests.races import failures

NOW = datetime(2026, 9, 15, 12, 0, tzinfo=UTC)


def run(**fields: Any) -> Run:
    return RunFactory.create(**{"starts_on": date(2026, 9, 1), "ends_on": date(2026, 10, 1)} | fields)


@pytest.mark.django_db
class TestEnrol:
    def test_gives_the_runs_edition_and_the_first_lesson(self) -> None:
        joined, learner = run(), UserFactory.create()
        enrolment = enrol(learner, joined, at=NOW)

        assert (enrolment.run, enrolment.learner, enrolment.edition) == (joined, learner, joined.edition)
        assert (enrolment.state, enrolment.percent, enrolment.enrolled_at) == (Enrolment.State.ACTIVE, 0, NOW)
        assert enrolment.next_lesson == joined.edition.outline.lessons[0].key

    def test_twice_is_once(self) -> None:
        joined, learner = run(), UserFactory.create()

        assert enrol(learner, joined, at=NOW) == enrol(learner, joined, at=NOW)
        assert Enrolment.objects.count() == 1

    def test_before_the_start_and_on_the_last_day(self) -> None:
        assert enrol(UserFactory.create(), run(starts_on=date(2026, 9, 20)), at=NOW)
        assert enrol(UserFactory.create(), run(ends_on=date(2026, 9, 15)), at=NOW)
        assert enrol(UserFactory.create(), run(ends_on=None), at=NOW)

    def test_not_in_a_run_that_is_over(self) -> None:
        with pytest.raises(CannotEnrolError, match="Look on the course's page for the next one"):
            enrol(UserFactory.create(), run(ends_on=date(2026, 9, 14)), at=NOW)
        assert not Enrolment.objects.exists()

    def test_not_in_a_closed_run(self) -> None:
        with pytest.raises(CannotEnrolError, match="Ask its organisers"):
            enrol(UserFactory.create(), run(enrolment_kind=Run.EnrolmentKind.CLOSED), at=NOW)

    def test_who_is_in_stays_in_when_the_run_closes(self) -> None:
        joined, learner = run(), UserFactory.create()
        enrolment = enrol(learner, joined, at=NOW)
        Run.objects.update(enrolment_kind=Run.EnrolmentKind.CLOSED)

        assert enrol(learner, joined, at=NOW) == enrolment

    def test_who_comes_back_goes_on_where_they_left_off(self) -> None:
        joined, learner = run(), UserFactory.create()
        enrolment = enrol(learner, joined, at=NOW)
        first = joined.edition.outline.lessons[0].key
        record(enrolment, [Event(uuid4(), first, LESSON_ITSELF, EventKind.VIEWED, NOW)], at=NOW + timedelta(hours=1))
        withdraw(enrolment, learner)
        again = enrol(learner, joined, at=NOW)

        assert (again.pk, again.state, again.completed_count) == (enrolment.pk, Enrolment.State.ACTIVE, 1)

    def test_who_left_does_not_come_back_to_a_closed_run(self) -> None:
        joined, learner = run(), UserFactory.create()
        withdraw(enrol(learner, joined, at=NOW), learner)
        Run.objects.update(enrolment_kind=Run.EnrolmentKind.CLOSED)

        with pytest.raises(CannotEnrolError):
            enrol(learner, joined, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_enrol_once() -> None:
    joined, learner = run(ends_on=None), UserFactory.create()

    assert not failures(*[lambda: enrol(learner, joined)] * 2)
    assert Enrolment.objects.count() == 1


@pytest.mark.django_db
class TestWithdraw:
    def test_by_the_learner(self) -> None:
        enrolment = EnrolmentFactory.create()

        assert withdraw(enrolment, enrolment.learner).state == Enrolment.State.WITHDRAWN

    @pytest.mark.parametrize("role", [Role.REGISTRAR, Role.METHODOLOGIST, Role.ADMINISTRATOR])
    def test_by_who_may_open_such_runs(self, role: Role, school: Organisation, person_with: PersonMaker) -> None:
        enrolment = EnrolmentFactory.create(run=RunFactory.create(organisation=school))

        assert withdraw(enrolment, person_with(role, organisation=school)).state == Enrolment.State.WITHDRAWN

    @pytest.mark.parametrize("role", [Role.AUTHOR, Role.EDITOR, Role.TUTOR, Role.PARTNER_TRANSLATOR])
    def test_not_by_others(self, role: Role, school: Organisation, person_with: PersonMaker) -> None:
        enrolment = EnrolmentFactory.create(run=RunFactory.create(organisation=school))

        with pytest.raises(PermissionDenied):
            withdraw(enrolment, person_with(role, organisation=school))
        with pytest.raises(PermissionDenied):
            withdraw(enrolment, UserFactory.create())

    def test_a_completed_course_stays_on_record(self) -> None:
        enrolment = EnrolmentFactory.create(state=Enrolment.State.COMPLETED, percent=100)

        with pytest.raises(CannotEnrolError, match="record"):
            withdraw(enrolment, enrolment.learner)
