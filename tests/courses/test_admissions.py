"""Codes, applications and what staff do about who is in a run."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Enrolment, Group, Run
from courses.services.admissions import decide, delete_group, enrol_person, place_in_group, save_group, turn_down
from courses.services.codes import MOST_TRIES, rotate_code
from courses.services.enrolments import CannotEnrolError, apply_to, enrol, withdraw
from courses.services.runs import CODE_ALPHABET, open_run, update_run
from people.models import Notification, Organisation, User
from people.roles import Role
from tests.courses.conftest import PersonMaker
from tests.factories.courses import EditionFactory, EnrolmentFactory, RunFactory
from tests.factories.people import EmploymentFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 9, 15, 12, 0, tzinfo=UTC)
State, Kind = Enrolment.State, Run.EnrolmentKind
DECIDE = (Role.REGISTRAR, Role.METHODOLOGIST, Role.ADMINISTRATOR)
OTHERS = tuple(role for role in Role if role not in DECIDE)


def run(kind: str = Kind.OPEN, **fields: Any) -> Run:
    return RunFactory.create(
        **{"starts_on": date(2026, 9, 1), "ends_on": date(2026, 10, 1), "enrolment_kind": kind} | fields
    )


def teacher(at: Organisation) -> User:
    return EmploymentFactory.create(organisation=at).user


class TestCode:
    def test_opens_the_run_however_it_is_typed(self) -> None:
        coded = run(Kind.CODE, code="ACDE3467")

        assert enrol(UserFactory.create(), coded, NOW, code=" acde-3467 ").state == State.ACTIVE

    @pytest.mark.parametrize("code", ["", "ACDE3468", "ACDE34677"])
    def test_another_does_not(self, code: str) -> None:
        coded = run(Kind.CODE, code="ACDE3467")

        with pytest.raises(CannotEnrolError, match="not the code"):
            enrol(UserFactory.create(), coded, NOW, code=code)
        assert not Enrolment.objects.exists()

    def test_a_run_without_one_is_opened_by_none(self) -> None:
        with pytest.raises(CannotEnrolError):
            enrol(UserFactory.create(), run(Kind.CODE), NOW, code="")

    def test_is_tried_ten_times_in_all_runs_together(self) -> None:
        first, second, guesser = run(Kind.CODE, code="ACDE3467"), run(Kind.CODE, code="ACDE3467"), UserFactory.create()
        for number in range(MOST_TRIES):
            with pytest.raises(CannotEnrolError, match="not the code"):
                enrol(guesser, (first, second)[number % 2], NOW, code=f"{number}")

        with pytest.raises(CannotEnrolError, match="Too many"):
            enrol(guesser, first, NOW, code="ACDE3467")
        assert enrol(UserFactory.create(), first, NOW, code="ACDE3467")

    def test_who_is_in_needs_none(self) -> None:
        enrolment = EnrolmentFactory.create(run=run(Kind.CODE, code="ACDE3467"))

        assert enrol(enrolment.learner, enrolment.run, NOW) == enrolment

    def test_is_made_when_the_run_is_opened_or_turned_to_codes(self) -> None:
        admin, edition = UserFactory.create(is_superuser=True), EditionFactory.create()
        opened = open_run(edition, admin, starts_on=date(2026, 9, 1), enrolment_kind=Kind.CODE)
        turned = update_run(run(), admin, enrolment_kind=Kind.CODE)

        assert {len(opened.code), len(turned.code)} == {8}
        assert set(opened.code + turned.code) <= set(CODE_ALPHABET)
        assert opened.code != turned.code

    def test_stays_when_the_run_is_changed(self) -> None:
        assert update_run(run(Kind.CODE, code="ACDE3467"), UserFactory.create(is_superuser=True)).code == "ACDE3467"

    @pytest.mark.parametrize("role", DECIDE)
    def test_is_changed_by_the_runs_staff(self, role: Role, school: Organisation, person_with: PersonMaker) -> None:
        coded = run(Kind.CODE, code="ACDE3467", organisation=school)
        new = rotate_code(coded, person_with(role, organisation=school))
        coded.refresh_from_db()

        assert coded.code == new != "ACDE3467"
        with pytest.raises(CannotEnrolError):
            enrol(UserFactory.create(), coded, NOW, code="ACDE3467")

    @pytest.mark.parametrize("role", OTHERS)
    def test_not_by_others(self, role: Role, school: Organisation, person_with: PersonMaker) -> None:
        with pytest.raises(PermissionDenied):
            rotate_code(run(Kind.CODE, organisation=school), person_with(role, organisation=school))


class TestDates:
    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"opens_on": date(2026, 9, 16)}, "Enrolment opens on"),
            ({"closes_on": date(2026, 9, 14)}, "Enrolment closed on"),
        ],
    )
    def test_outside_of_them_nobody_enrols(self, fields: dict[str, Any], words: str) -> None:
        with pytest.raises(CannotEnrolError, match=words):
            enrol(UserFactory.create(), run(**fields), NOW)

    def test_first_and_last_day_count(self) -> None:
        assert enrol(UserFactory.create(), run(opens_on=NOW.date(), closes_on=NOW.date()), NOW)

    def test_cannot_close_before_opening(self) -> None:
        with pytest.raises(ValidationError, match="cannot close before"):
            update_run(
                run(), UserFactory.create(is_superuser=True), opens_on=date(2026, 9, 2), closes_on=date(2026, 9, 1)
            )

    def test_languages_are_the_editions(self) -> None:
        admin = UserFactory.create(is_superuser=True)

        assert update_run(run(), admin, languages=["ru"]).languages == ["ru"]
        with pytest.raises(ValidationError, match="not published in: kk"):
            update_run(run(), admin, languages=["ru", "kk"])


class TestApply:
    def test_asks_the_employer(self, school: Organisation, person_with: PersonMaker) -> None:
        decider, stranger = person_with(Role.METHODOLOGIST, organisation=school), person_with(Role.REGISTRAR)
        applicant = teacher(school)
        application = apply_to(applicant, run(Kind.APPLICATION, labels={"en": "Autumn"}), school, "I teach it.", NOW)

        assert (application.state, application.employer, application.statement) == (
            State.APPLIED, school, "I teach it.",
        )  # fmt: skip
        assert application.changes.get().after == State.APPLIED
        news = Notification.objects.get(recipient=decider)
        assert news.text == f"{applicant.get_full_name()} asks for your approval: “Autumn”."
        assert not Notification.objects.filter(recipient__in=[stranger, applicant]).exists()

    def test_twice_is_once(self, school: Organisation) -> None:
        asked, applicant = run(Kind.APPLICATION), teacher(school)

        assert apply_to(applicant, asked, school, at=NOW) == apply_to(applicant, asked, school, at=NOW)

    def test_only_where_one_works(self, school: Organisation, elsewhere: Organisation) -> None:
        with pytest.raises(CannotEnrolError, match="place of work is not on record"):
            apply_to(teacher(school), run(Kind.APPLICATION), elsewhere, at=NOW)
        assert not Enrolment.objects.exists()

    def test_not_in_an_open_run_and_no_button_in_one_by_application(self, school: Organisation) -> None:
        with pytest.raises(CannotEnrolError):
            apply_to(teacher(school), run(), school, at=NOW)
        with pytest.raises(CannotEnrolError, match="cannot enrol in this run yourself"):
            enrol(teacher(school), run(Kind.APPLICATION), NOW)

    def test_is_taken_back_until_it_is_approved(self, school: Organisation, person_with: PersonMaker) -> None:
        asked = run(Kind.APPLICATION)
        one, two = [apply_to(teacher(school), asked, school, at=NOW) for _ in range(2)]
        decide([two.pk], person_with(Role.REGISTRAR, organisation=school), approve=True, at=NOW)

        assert withdraw(one, one.learner).state == State.WITHDRAWN
        with pytest.raises(CannotEnrolError, match="has approved"):
            withdraw(two, two.learner)


Applications = Callable[[int], list[Enrolment]]


@pytest.fixture
def applications(school: Organisation) -> Applications:
    """Makes applications of the school's teachers for one run."""

    def make(number: int) -> list[Enrolment]:
        asked = run(Kind.APPLICATION, capacity=1)
        return [apply_to(teacher(school), asked, school, at=NOW) for _ in range(number)]

    return make


class TestDecide:
    @pytest.mark.parametrize("role", DECIDE)
    def test_approves_into_the_line_in_the_order_of_applying(
        self, role: Role, applications: Applications, region: Organisation, person_with: PersonMaker
    ) -> None:
        made, decider = applications(3), person_with(role, organisation=region)
        decide([made[2].pk, made[0].pk], decider, approve=True, at=NOW)
        line = list(made[0].run.enrolments.waiting())

        assert line == [made[0], made[2]]  # and no seat is given: an order does that
        assert line[0].changes.latest("pk").by == decider

    def test_rejects_with_a_reason_that_the_applicant_reads(
        self, applications: Applications, school: Organisation, person_with: PersonMaker
    ) -> None:
        (one,) = applications(1)
        decider = person_with(Role.METHODOLOGIST, organisation=school)

        with pytest.raises(ValidationError, match="Say why"):
            decide([one.pk], decider, approve=False, reason=" ")
        decide([one.pk], decider, approve=False, reason="No substitute for these weeks.", at=NOW)
        one.refresh_from_db()
        assert one.state == State.REJECTED
        news = Notification.objects.get(recipient=one.learner)
        assert (news.text, news.detail) == (
            "Your application has been rejected: “Course”.", "No substitute for these weeks.",
        )  # fmt: skip

    @pytest.mark.parametrize("role", OTHERS)
    def test_not_by_other_roles(
        self, role: Role, applications: Applications, school: Organisation, person_with: PersonMaker
    ) -> None:
        with pytest.raises(PermissionDenied):
            decide([applications(1)[0].pk], person_with(role, organisation=school), approve=True)

    @pytest.mark.parametrize("role", DECIDE)
    def test_not_by_another_employer_nor_by_the_applicant(
        self, role: Role, applications: Applications, elsewhere: Organisation, person_with: PersonMaker
    ) -> None:
        (one,) = applications(1)
        assert one.employer is not None
        own = person_with(role, organisation=one.employer)
        Enrolment.objects.filter(pk=one.pk).update(learner=own)

        for decider in (person_with(role, organisation=elsewhere), own, UserFactory.create()):
            with pytest.raises(PermissionDenied):
                decide([one.pk], decider, approve=True)
        one.refresh_from_db()
        assert one.state == State.APPLIED

    def test_one_that_is_not_yours_stops_them_all(
        self, applications: Applications, elsewhere: Organisation, person_with: PersonMaker
    ) -> None:
        (one,) = applications(1)
        assert one.employer is not None
        other = apply_to(teacher(elsewhere), one.run, elsewhere, at=NOW)

        with pytest.raises(PermissionDenied):
            decide([one.pk, other.pk], person_with(Role.REGISTRAR, organisation=one.employer), approve=True)
        assert Enrolment.objects.filter(state=State.APPLIED).count() == 2

    def test_what_is_decided_stays(
        self, applications: Applications, school: Organisation, person_with: PersonMaker
    ) -> None:
        (one,), decider = applications(1), person_with(Role.REGISTRAR, organisation=school)
        decide([one.pk], decider, approve=True)

        assert decide([one.pk], decider, approve=False, reason="Late") == []
        one.refresh_from_db()
        assert one.state == State.WAITING

    @pytest.mark.parametrize("number", [1, 25])
    def test_many_at_once_take_as_many_queries_as_one(
        self, number: int, applications: Applications, school: Organisation, person_with: PersonMaker
    ) -> None:
        made, decider = applications(number), person_with(Role.REGISTRAR, organisation=school)
        with CaptureQueriesContext(connection) as queries:
            assert len(decide([each.pk for each in made], decider, approve=True)) == number

        assert len(queries) == 12, [query["sql"][:80] for query in queries]

    def test_rejected_people_may_ask_again(
        self, applications: Applications, school: Organisation, person_with: PersonMaker
    ) -> None:
        first, second = applications(2)
        decide([first.pk], person_with(Role.REGISTRAR, organisation=school), approve=False, reason="Later")
        again = apply_to(first.learner, first.run, school, at=NOW)

        assert (again.pk, again.state) == (first.pk, State.APPLIED)
        assert list(first.run.enrolments.in_line()) == [second, first]


class TestRegistrars:
    @pytest.mark.parametrize("role", DECIDE)
    def test_put_people_in_whatever_the_kind(self, role: Role, school: Organisation, person_with: PersonMaker) -> None:
        for kind in Kind:
            held = run(kind, organisation=school, code="ACDE3467")
            enrolment = enrol_person(UserFactory.create(), held, person_with(role, organisation=school), at=NOW)
            assert enrolment.state == State.ACTIVE

    @pytest.mark.parametrize("role", OTHERS)
    def test_others_do_not(self, role: Role, school: Organisation, person_with: PersonMaker) -> None:
        someone, held = person_with(role, organisation=school), run(organisation=school, tutors=[])
        with pytest.raises(PermissionDenied):
            enrol_person(UserFactory.create(), held, someone, at=NOW)
        with pytest.raises(PermissionDenied):
            save_group(Group(run=held, name="A"), someone)
        with pytest.raises(PermissionDenied):
            turn_down([EnrolmentFactory.create(run=held, state=State.WAITING).pk], someone, "No")

    def test_a_full_run_makes_them_wait_and_one_that_is_over_takes_nobody(self) -> None:
        admin, full = UserFactory.create(is_superuser=True), run(capacity=1)

        states = [enrol_person(UserFactory.create(), full, admin, at=NOW).state for _ in range(2)]
        assert states == [State.ACTIVE, State.WAITING]
        with pytest.raises(CannotEnrolError, match="over"):
            enrol_person(UserFactory.create(), full, admin, at=NOW + timedelta(days=60))

    def test_refuse_who_waits_with_a_reason(self) -> None:
        admin, held = UserFactory.create(is_superuser=True), run(capacity=0)
        waits = enrol_person(UserFactory.create(), held, admin, at=NOW)

        with pytest.raises(ValidationError, match="Say why"):
            turn_down([waits.pk], admin, "")
        turn_down([waits.pk], admin, "No seats this year")
        waits.refresh_from_db()
        assert (waits.state, waits.changes.latest("pk").reason) == (State.REJECTED, "No seats this year")


class TestGroups:
    @pytest.fixture
    def admin(self) -> User:
        return UserFactory.create(is_superuser=True)

    def test_each_learner_is_in_one(self, admin: User) -> None:
        enrolment = EnrolmentFactory.create()
        first, second = [save_group(Group(run=enrolment.run, name=name), admin) for name in "AB"]
        place_in_group([enrolment], first, enrolment.run, admin)
        place_in_group([enrolment], second, enrolment.run, admin)

        assert (first.enrolments.count(), second.enrolments.count()) == (0, 1)
        place_in_group([enrolment], None, enrolment.run, admin)
        assert second.enrolments.count() == 0

    def test_seats(self, admin: User) -> None:
        held = run()
        group = save_group(Group(run=held, name="A", capacity=2), admin)
        place_in_group(EnrolmentFactory.create_batch(2, run=held), group, held, admin)

        with pytest.raises(ValidationError, match="“A” has 0 free seats"):
            place_in_group([EnrolmentFactory.create(run=held)], group, held, admin)
        assert group.enrolments.count() == 2

    def test_of_the_same_run_alone(self, admin: User) -> None:
        enrolment, group = EnrolmentFactory.create(), save_group(Group(run=run(), name="A"), admin)

        for other in (enrolment.run, group.run):
            with pytest.raises(ValidationError, match="one run"):
                place_in_group([enrolment], group, other, admin)

    def test_tutors_see_their_own_group_alone(self, admin: User) -> None:
        tutor, mine, other = UserFactory.create(), EnrolmentFactory.create(), None
        other = EnrolmentFactory.create(run=mine.run)
        group = save_group(Group(run=mine.run, name="A"), admin, [tutor])
        place_in_group([mine], group, mine.run, admin)

        assert list(Enrolment.objects.visible_to(tutor)) == [mine]
        assert list(Run.objects.visible_to(tutor)) == [mine.run]
        assert not Run.objects.overseen_by(tutor).exists()
        assert other not in Enrolment.objects.visible_to(tutor)

    def test_goes_without_its_learners(self, admin: User) -> None:
        enrolment = EnrolmentFactory.create()
        group = save_group(Group(run=enrolment.run, name="A"), admin)
        place_in_group([enrolment], group, enrolment.run, admin)
        delete_group(group, admin)
        enrolment.refresh_from_db()

        assert enrolment.group is None

    def test_two_of_one_name_are_refused(self, admin: User) -> None:
        held = run()
        save_group(Group(run=held, name="A"), admin)

        with pytest.raises(ValidationError, match="of this name"):
            save_group(Group(run=held, name="A"), admin)
