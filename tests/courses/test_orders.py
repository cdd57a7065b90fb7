"""Orders: drafts, signatures, what they do, and what takes their place."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Enrolment, Order, OrderLine, OrderScheme, Run
from courses.models.orders import SignedError
from courses.orders.services import discard_draft, draft_order, replace_order, sign_order, update_draft
from courses.services.enrolments import CannotEnrolError, enrol, withdraw
from people.models import Notification, Organisation, User
from people.roles import Role
from tests.courses.conftest import PersonMaker
from tests.factories.courses import EnrolmentFactory, RunFactory
from tests.factories.people import EmploymentFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

State, Kind, Ground = Enrolment.State, Order.Kind, Order.Ground
START, END = date(2026, 9, 1), date(2026, 10, 1)
NOW = datetime(2026, 8, 25, 12, 0, tzinfo=UTC)
MAKERS = (Role.REGISTRAR, Role.ADMINISTRATOR)
OTHERS = tuple(role for role in Role if role not in MAKERS)


@pytest.fixture
def admin() -> User:
    return UserFactory.create(is_superuser=True)


def run(**fields: Any) -> Run:
    return RunFactory.create(
        **{"starts_on": START, "ends_on": END, "enrolment_kind": Run.EnrolmentKind.APPLICATION} | fields
    )


def waiting(of: Run, number: int) -> list[Enrolment]:
    return [
        EnrolmentFactory.create(run=of, state=State.WAITING, queue_number=place + 1, enrolled_at=NOW)
        for place in range(number)
    ]


def draft(of: Run, by: User, people: list[Enrolment], kind: str = Kind.ENROLMENT, **fields: Any) -> Order:
    return draft_order(of, kind, by, people, **{"dated": date(2026, 8, 30)} | fields)


def states(people: list[Enrolment]) -> list[str]:
    found = dict(Enrolment.objects.filter(pk__in=[each.pk for each in people]).values_list("pk", "state"))
    return [found[each.pk] for each in people]


def deadlines(people: list[Enrolment]) -> list[date | None]:
    found = dict(Enrolment.objects.filter(pk__in=[each.pk for each in people]).values_list("pk", "due_on"))
    return [found[each.pk] for each in people]


class TestDraft:
    def test_takes_place_and_signature_from_the_rules_of_the_nearest_organisation(
        self, region: Organisation, school: Organisation, admin: User
    ) -> None:
        OrderScheme.objects.create(place="Everywhere")
        OrderScheme.objects.create(organisation=region, place="Osh", signatory_name="A. Invented")

        assert draft(run(organisation=school), admin, []).place == "Osh"
        assert draft(run(organisation=OrganisationFactory.create()), admin, []).place == "Everywhere"
        assert draft(run(), admin, []).place == "Everywhere"

    def test_is_edited_and_discarded(self, admin: User) -> None:
        held = run()
        first, second = waiting(held, 2)
        order = draft(held, admin, [first])
        update_draft(order, admin, [second], basis="Applications")
        order.refresh_from_db()

        assert (order.basis, [line.enrolment for line in order.lines.all()]) == ("Applications", [second])
        discard_draft(order, admin)
        assert not OrderLine.objects.exists()

    def test_changes_nobody(self, admin: User) -> None:
        held = run()
        people = waiting(held, 2)
        draft(held, admin, people)

        assert states(people) == [State.WAITING] * 2

    def test_names_people_of_its_run_alone(self, admin: User) -> None:
        with pytest.raises(ValidationError, match="one run"):
            draft(run(), admin, [EnrolmentFactory.create()])


class TestWhoMakesThem:
    @pytest.mark.parametrize("role", MAKERS)
    def test_registrars_and_administrators(
        self, role: Role, region: Organisation, school: Organisation, person_with: PersonMaker
    ) -> None:
        held, maker = run(organisation=school), person_with(role, organisation=region)

        assert sign_order(draft(held, maker, waiting(held, 1)), maker, NOW).is_signed

    @pytest.mark.parametrize("role", OTHERS)
    def test_not_other_roles(self, role: Role, school: Organisation, person_with: PersonMaker, admin: User) -> None:
        held, other = run(organisation=school), person_with(role, organisation=school)
        order = draft(held, admin, waiting(held, 1))

        for action in (
            lambda: draft(held, other, []),
            lambda: update_draft(order, other, basis="Mine"),
            lambda: sign_order(order, other, NOW),
            lambda: discard_draft(order, other),
        ):
            with pytest.raises(PermissionDenied):
                action()
        sign_order(order, admin, NOW)
        with pytest.raises(PermissionDenied):
            replace_order(order, other)

    @pytest.mark.parametrize("role", MAKERS)
    def test_not_for_another_organisation_or_for_none(
        self, role: Role, school: Organisation, elsewhere: Organisation, person_with: PersonMaker
    ) -> None:
        maker = person_with(role, organisation=school)

        for held in (run(organisation=elsewhere), run()):
            with pytest.raises(PermissionDenied):
                draft(held, maker, [])
        assert draft(run(), person_with(role), [])

    def test_lists_show_ones_own(self, school: Organisation, elsewhere: Organisation, person_with: PersonMaker) -> None:
        mine, _theirs = [draft(run(organisation=each), person_with(Role.REGISTRAR), []) for each in (school, elsewhere)]

        assert list(Order.objects.visible_to(person_with(Role.REGISTRAR, organisation=school))) == [mine]
        assert not Order.objects.visible_to(person_with(Role.METHODOLOGIST, organisation=school)).exists()


class TestEnrolmentOrder:
    def test_enrols_who_waits_and_is_in_their_history(self, admin: User) -> None:
        held = run(capacity=5)
        people = waiting(held, 3)
        order = sign_order(draft(held, admin, people[:2]), admin, NOW)

        assert states(people) == [State.ACTIVE, State.ACTIVE, State.WAITING]
        change = people[0].changes.get()
        assert (change.before, change.after, change.by, change.order) == (State.WAITING, State.ACTIVE, admin, order)
        assert Notification.objects.filter(text="You are enrolled: “Course”.").count() == 2

    def test_is_numbered_within_the_organisations_year(self, school: Organisation, admin: User) -> None:
        OrderScheme.objects.create(organisation=school, number_pattern="{number:3}-s/{yy}")
        held, other = run(organisation=school), run()
        numbers = [
            sign_order(draft(each, admin, waiting(each, 1), dated=day), admin, NOW).number
            for each, day in (
                (held, date(2026, 8, 30)),
                (held, date(2026, 8, 31)),
                (other, date(2026, 8, 30)),
                (held, date(2025, 12, 30)),
            )
        ]

        assert numbers == ["001-s/26", "002-s/26", "1/2026", "001-s/25"]

    def test_one_that_is_refused_takes_no_number(self, admin: User) -> None:
        held = run()
        with pytest.raises(ValidationError):
            sign_order(draft(held, admin, []), admin, NOW)

        assert sign_order(draft(held, admin, waiting(held, 1)), admin, NOW).number == "1/2026"

    @pytest.mark.parametrize(("dated", "allowed"), [(START, True), (START + timedelta(days=1), False)])
    def test_bears_the_day_of_the_start_at_the_latest(self, dated: date, allowed: bool, admin: User) -> None:
        held = run()
        people = waiting(held, 1)
        order = draft(held, admin, people, dated=dated)
        if allowed:
            assert sign_order(order, admin, NOW).is_signed
            return
        with pytest.raises(ValidationError, match="The run starts on"):
            sign_order(order, admin, NOW)
        assert states(people) == [State.WAITING]

    @pytest.mark.parametrize(("days", "after"), [(3, 3), (None, 300)])
    def test_the_rule_is_the_organisations(
        self, days: int | None, after: int, school: Organisation, admin: User
    ) -> None:
        OrderScheme.objects.create(organisation=school, enrolment_days_after_start=days)
        held = run(organisation=school)

        assert sign_order(draft(held, admin, waiting(held, 1), dated=START + timedelta(days=after)), admin, NOW)

    def test_not_beyond_the_seats(self, admin: User) -> None:
        held = run(capacity=2)
        people = waiting(held, 3)

        with pytest.raises(ValidationError, match="lets in 3 people, and the run has 2 free seats"):
            sign_order(draft(held, admin, people), admin, NOW)
        assert states(people) == [State.WAITING] * 3

    @pytest.mark.parametrize("state", [State.APPLIED, State.WITHDRAWN, State.REJECTED, State.EXPELLED])
    def test_not_whom_nobody_approved(self, state: str, admin: User) -> None:
        held = run()
        person = EnrolmentFactory.create(run=held, state=state)

        with pytest.raises(ValidationError, match=f"cannot be about: {person.learner.get_full_name()}"):
            sign_order(draft(held, admin, [person]), admin, NOW)

    def test_confirms_who_learns_already(self, admin: User) -> None:
        person = EnrolmentFactory.create(run=run())
        order = sign_order(draft(person.run, admin, [person]), admin, NOW)

        assert (states([person]), person.changes.get().order) == ([State.ACTIVE], order)

    def test_whom_an_order_enrolled_does_not_just_leave(self, admin: User) -> None:
        held = run()
        (person,) = waiting(held, 1)
        sign_order(draft(held, admin, [person]), admin, NOW)

        for by in (person.learner, admin):
            with pytest.raises(CannotEnrolError, match="leaving takes an order too"):
                withdraw(person, by)

    @pytest.mark.parametrize("number", [1, 40])
    def test_takes_as_many_queries_for_forty_as_for_one(self, number: int, admin: User) -> None:
        held = run(capacity=50)
        order = draft(held, admin, waiting(held, number))
        _ = held.edition.outline
        with CaptureQueriesContext(connection) as queries:
            sign_order(order, admin, NOW)

        assert len(queries) == 23, [query["sql"][:90] for query in queries]


class TestExtension:
    def test_gives_a_deadline_of_ones_own(self, admin: User) -> None:
        person = EnrolmentFactory.create(run=run())
        until = END + timedelta(days=14)
        sign_order(draft(person.run, admin, [person], Kind.EXTENSION, until=until), admin, NOW)
        person.refresh_from_db()

        assert (person.due_on, person.state) == (until, State.ACTIVE)
        assert "You have more time" in Notification.objects.get().text

    @pytest.mark.parametrize(
        ("fields", "until", "words"),
        [({}, None, "until when"), ({}, END, "itself ends on"), ({"ends_on": None}, END, "nothing to extend")],
    )
    def test_needs_a_later_day(self, fields: dict[str, Any], until: date | None, words: str, admin: User) -> None:
        person = EnrolmentFactory.create(run=run(**fields))

        with pytest.raises(ValidationError, match=words):
            sign_order(draft(person.run, admin, [person], Kind.EXTENSION, until=until), admin, NOW)


class TestExpulsion:
    def test_expels_with_the_ground_and_passes_the_seat_on(self, admin: User) -> None:
        held = run(capacity=1, enrolment_kind=Run.EnrolmentKind.OPEN)
        person = EnrolmentFactory.create(run=held)
        (next_one,) = waiting(held, 1)
        fields = {"ground": Ground.NOT_FULFILLED, "reason": "No work handed in"}
        sign_order(draft(held, admin, [person], Kind.EXPULSION, **fields), admin, NOW)

        assert states([person, next_one]) == [State.EXPELLED, State.ACTIVE]
        assert person.changes.get().reason == "The programme was not fulfilled. No work handed in"

    def test_of_who_has_completed_keeps_their_state(self, admin: User) -> None:
        person = EnrolmentFactory.create(run=run(), state=State.COMPLETED)
        order = draft(person.run, admin, [person], Kind.EXPULSION, ground=Ground.COMPLETED)
        sign_order(order, admin, NOW)

        assert states([person]) == [State.COMPLETED]
        assert person.changes.get().order == order

    @pytest.mark.parametrize(
        ("state", "fields", "words"),
        [
            (State.ACTIVE, {}, "on what ground"),
            (State.ACTIVE, {"ground": Ground.OTHER}, "Say the reason"),
            (State.ACTIVE, {"ground": Ground.COMPLETED}, "cannot be about"),
            (State.COMPLETED, {"ground": Ground.OWN_WISH}, "cannot be about"),
            (State.WAITING, {"ground": Ground.OWN_WISH}, "cannot be about"),
        ],
    )
    def test_is_refused(self, state: str, fields: dict[str, Any], words: str, admin: User) -> None:
        person = EnrolmentFactory.create(run=run(), state=state)

        with pytest.raises(ValidationError, match=words):
            sign_order(draft(person.run, admin, [person], Kind.EXPULSION, **fields), admin, NOW)
        assert states([person]) == [state]

    def test_who_was_expelled_does_not_enrol_again(self, admin: User) -> None:
        held = run(enrolment_kind=Run.EnrolmentKind.OPEN, ends_on=None)
        person = EnrolmentFactory.create(run=held, state=State.EXPELLED)

        with pytest.raises(CannotEnrolError, match="only by an order"):
            enrol(person.learner, held)


class TestSignedForEver:
    @pytest.fixture
    def signed(self, admin: User) -> Order:
        held = run()
        sign_order(draft(held, admin, waiting(held, 1)), admin, NOW)
        return Order.objects.get()

    def test_is_not_changed_or_deleted_through_services(self, signed: Order, admin: User) -> None:
        for action in (
            lambda: update_draft(signed, admin, basis="Another"),
            lambda: sign_order(signed, admin),
            lambda: discard_draft(signed, admin),
        ):
            with pytest.raises(ValidationError, match="not changed"):
                action()

    def test_nor_past_them(self, signed: Order) -> None:
        signed.basis = "Another"
        line = signed.lines.get()

        for action in (signed.save, signed.delete, Order.objects.all().delete, line.save):
            with pytest.raises(SignedError):
                action()
        assert Order.objects.filter(basis="").exists()

    def test_names_on_the_paper_stay(self, school: Organisation, admin: User) -> None:
        held = run(organisation=school, labels={"en": "Autumn"})
        learner = EmploymentFactory.create(organisation=school, user__family_name="Before").user
        person = EnrolmentFactory.create(run=held, learner=learner, state=State.WAITING, queue_number=1)
        sign_order(draft(held, admin, [person]), admin, NOW)
        User.objects.filter(pk=learner.pk).update(family_name="After")
        line = OrderLine.objects.get()

        assert line.person_name.startswith("Before")
        assert line.workplace == school.labels["ru"]
        assert line.order.paper["organisation"] == school.labels["ru"]


class TestReplacement:
    def test_lets_go_whom_it_does_not_name_and_takes_whom_it_adds(self, admin: User) -> None:
        held = run(capacity=2)
        wrong, right, missed = waiting(held, 3)
        first = sign_order(draft(held, admin, [wrong, right]), admin, NOW)
        second = replace_order(first, admin)
        assert {line.enrolment for line in second.lines.all()} == {wrong, right}
        update_draft(second, admin, [right, missed], dated=START + timedelta(days=5))
        sign_order(second, admin, NOW)

        assert states([wrong, right, missed]) == [State.WITHDRAWN, State.ACTIVE, State.ACTIVE]
        assert wrong.changes.latest("pk").reason == "Order № 1/2026 has been replaced."
        assert list(Order.objects.in_force()) == [second]
        assert set(Order.objects.signed()) == {first, second}

    def test_of_an_expulsion_takes_back_who_was_expelled_by_mistake(self, admin: User) -> None:
        held = run(capacity=2)
        mistaken, meant = EnrolmentFactory.create_batch(2, run=held)
        first = draft(held, admin, [mistaken, meant], Kind.EXPULSION, ground=Ground.OWN_WISH)
        second = replace_order(sign_order(first, admin, NOW), admin)
        sign_order(update_draft(second, admin, [meant]), admin, NOW)

        assert states([mistaken, meant]) == [State.ACTIVE, State.EXPELLED]

    def test_of_an_extension_gives_back_the_former_day(self, admin: User) -> None:
        held = run()
        one, two = EnrolmentFactory.create_batch(2, run=held)
        first = draft(held, admin, [one, two], Kind.EXTENSION, until=END + timedelta(days=14))
        second = replace_order(sign_order(first, admin, NOW), admin)
        third = replace_order(
            sign_order(update_draft(second, admin, [one], until=END + timedelta(days=20)), admin, NOW), admin
        )
        one.refresh_from_db()
        two.refresh_from_db()
        assert (one.due_on, two.due_on) == (END + timedelta(days=20), None)
        sign_order(update_draft(third, admin, [two]), admin, NOW)
        one.refresh_from_db()
        assert one.due_on is None

    def test_of_an_older_extension_leaves_the_later_one_in_force(self, admin: User) -> None:
        held = run()
        one, two = EnrolmentFactory.create_batch(2, run=held)
        older, later = [
            sign_order(draft(held, admin, [one, two], Kind.EXTENSION, until=END + timedelta(days=days)), admin, NOW)
            for days in (10, 20)
        ]
        Notification.objects.all().delete()
        third = sign_order(update_draft(replace_order(older, admin), admin, [two]), admin, NOW)
        assert deadlines([one, two]) == [END + timedelta(days=20)] * 2
        assert not Notification.objects.exists()  # nobody has more time than they had

        sign_order(update_draft(replace_order(later, admin), admin, [one]), admin, NOW)
        assert deadlines([one, two]) == [END + timedelta(days=20), END + timedelta(days=10)]
        sign_order(update_draft(replace_order(third, admin), admin, [one]), admin, NOW)
        assert deadlines([one, two]) == [END + timedelta(days=20), None]

    @pytest.mark.parametrize("days", [5, 30])
    def test_of_the_later_extension_brings_back_the_older_one(self, days: int, admin: User) -> None:
        held = run()
        one, two = EnrolmentFactory.create_batch(2, run=held)
        sign_order(draft(held, admin, [one, two], Kind.EXTENSION, until=END + timedelta(days=10)), admin, NOW)
        later = draft(held, admin, [one, two], Kind.EXTENSION, until=END + timedelta(days=20))
        replacing = replace_order(sign_order(later, admin, NOW), admin)
        sign_order(update_draft(replacing, admin, [two], until=END + timedelta(days=days)), admin, NOW)

        assert deadlines([one, two]) == [END + timedelta(days=10), END + timedelta(days=days)]

    def test_of_an_extension_gives_back_a_day_that_no_order_had_set(self, admin: User) -> None:
        held, own = run(), END + timedelta(days=3)
        one, two = EnrolmentFactory.create_batch(2, run=held, due_on=own)
        orders = [
            sign_order(draft(held, admin, [one, two], Kind.EXTENSION, until=END + timedelta(days=days)), admin, NOW)
            for days in (10, 20)
        ]
        for order in orders:
            sign_order(update_draft(replace_order(order, admin), admin, [two]), admin, NOW)

        assert deadlines([one, two]) == [own, END + timedelta(days=20)]

    def test_of_an_extension_takes_as_many_queries_for_forty_as_for_one(self, admin: User) -> None:
        counts = set()
        for number in (1, 40):
            people = EnrolmentFactory.create_batch(number + 1, run=run())
            first = draft(people[0].run, admin, people, Kind.EXTENSION, until=END + timedelta(days=9))
            second = replace_order(sign_order(first, admin, NOW), admin)
            update_draft(second, admin, people[:1])
            with CaptureQueriesContext(connection) as queries:
                sign_order(second, admin, NOW)
            counts.add(len(queries))

        assert len(counts) == 1

    def test_lets_go_nobody_whom_the_order_only_confirmed(self, admin: User) -> None:
        held = run(capacity=3, enrolment_kind=Run.EnrolmentKind.OPEN)
        joined, finished = EnrolmentFactory.create_batch(2, run=held)
        (brought,) = waiting(held, 1)
        first = sign_order(draft(held, admin, [joined, finished, brought]), admin, NOW)
        Enrolment.objects.filter(pk=finished.pk).update(state=State.COMPLETED)
        Notification.objects.all().delete()
        second = replace_order(first, admin)
        sign_order(update_draft(second, admin, [brought]), admin, NOW)

        assert states([joined, finished, brought]) == [State.ACTIVE, State.COMPLETED, State.ACTIVE]
        assert not Notification.objects.filter(recipient=joined.learner).exists()

    def test_lets_go_whom_an_order_before_the_replaced_one_had_brought(self, admin: User) -> None:
        held = run()
        brought, other = waiting(held, 2)
        first = sign_order(draft(held, admin, [brought, other]), admin, NOW)
        second = sign_order(replace_order(first, admin), admin, NOW)
        sign_order(update_draft(replace_order(second, admin), admin, [other]), admin, NOW)

        assert states([brought, other]) == [State.WITHDRAWN, State.ACTIVE]

    def test_leaves_who_came_back_by_themselves(self, admin: User) -> None:
        held = run(enrolment_kind=Run.EnrolmentKind.OPEN, ends_on=None)
        person, other = waiting(held, 2)
        first = sign_order(draft(held, admin, [person, other]), admin, NOW)
        second = sign_order(update_draft(replace_order(first, admin), admin, [other]), admin, NOW)
        enrol(person.learner, held)
        third = sign_order(update_draft(replace_order(second, admin), admin, [person, other]), admin, NOW)
        sign_order(update_draft(replace_order(third, admin), admin, [other]), admin, NOW)

        assert states([person, other]) == [State.ACTIVE] * 2

    def test_frees_no_seat_of_who_was_only_confirmed(self, admin: User) -> None:
        held = run(capacity=1)
        joined = EnrolmentFactory.create(run=held)
        missed = waiting(held, 1)
        second = replace_order(sign_order(draft(held, admin, [joined]), admin, NOW), admin)

        with pytest.raises(ValidationError, match="lets in 1 people, and the run has 0 free seats"):
            sign_order(update_draft(second, admin, missed), admin, NOW)

    def test_of_an_expulsion_leaves_whom_another_order_expelled(self, admin: User) -> None:
        held = run()
        one, two = EnrolmentFactory.create_batch(2, run=held)
        expelled = [
            sign_order(draft(held, admin, [each], Kind.EXPULSION, ground=Ground.OWN_WISH), admin, NOW)
            for each in (one, two)
        ]
        both = sign_order(update_draft(replace_order(expelled[1], admin), admin, [one, two]), admin, NOW)
        sign_order(update_draft(replace_order(both, admin), admin, [two]), admin, NOW)

        assert states([one, two]) == [State.EXPELLED] * 2

    def test_does_not_undo_what_was_learnt(self, admin: User) -> None:
        held = run()
        person, other = waiting(held, 2)
        first = sign_order(draft(held, admin, [person]), admin, NOW)
        Enrolment.objects.filter(pk=person.pk).update(state=State.COMPLETED)
        second = replace_order(first, admin)

        with pytest.raises(ValidationError, match="have completed"):
            sign_order(update_draft(second, admin, [other]), admin, NOW)
        assert states([person, other]) == [State.COMPLETED, State.WAITING]

    def test_once(self, admin: User) -> None:
        held = run()
        order = draft(held, admin, waiting(held, 1))

        with pytest.raises(ValidationError, match="draft needs no other"):
            replace_order(order, admin)
        sign_order(order, admin, NOW)
        replace_order(order, admin)
        with pytest.raises(ValidationError, match="already takes the place"):
            replace_order(order, admin)
