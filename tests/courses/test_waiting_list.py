"""Seats, the line for them, and who comes in when one is free."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Enrolment, EnrolmentChange, Run
from courses.services.enrolments import CannotEnrolError, enrol, withdraw
from courses.services.runs import update_run
from courses.services.seats import lock_run, promote
from people.models import Notification, User
from tests.factories.courses import EditionFactory, EnrolmentFactory, RunFactory
from tests.factories.people import UserFactory

NOW = datetime(2026, 9, 15, 12, 0, tzinfo=UTC)
State = Enrolment.State


def run(capacity: int | None = 2, **fields: Any) -> Run:
    return RunFactory.create(
        **{"starts_on": date(2026, 9, 1), "ends_on": date(2026, 10, 1), "capacity": capacity} | fields
    )


def line(of: Run) -> list[User]:
    return [each.learner for each in of.enrolments.waiting().select_related("learner")]


@pytest.mark.django_db
class TestWaiting:
    def test_who_comes_when_it_is_full_waits_in_order(self) -> None:
        full, people = run(1), UserFactory.create_batch(4)
        states = [enrol(each, full, at=NOW).state for each in people]

        assert states == [State.ACTIVE, State.WAITING, State.WAITING, State.WAITING]
        assert line(full) == people[1:]

    def test_positions_are_counted_from_one(self) -> None:
        full = run(1)
        for each in UserFactory.create_batch(3):
            enrol(each, full, at=NOW)
        everybody: Any = full.enrolments.with_position().order_by("queue_number")
        waiting: Any = full.enrolments.waiting().with_position()

        assert [each.position for each in waiting] == [1, 2]
        assert [each.position for each in everybody if each.state == State.ACTIVE] == [0]

    def test_without_a_list_it_is_refused(self) -> None:
        full = run(1, has_waiting_list=False)
        enrol(UserFactory.create(), full, at=NOW)

        with pytest.raises(CannotEnrolError, match="All seats"):
            enrol(UserFactory.create(), full, at=NOW)
        assert full.enrolments.count() == 1

    def test_twice_is_one_place(self) -> None:
        full, waits = run(1), UserFactory.create()
        enrol(UserFactory.create(), full, at=NOW)

        assert enrol(waits, full, at=NOW) == enrol(waits, full, at=NOW)

    def test_who_leaves_the_line_and_returns_stands_at_its_end(self) -> None:
        full, people = run(1), UserFactory.create_batch(4)
        entries = [enrol(each, full, at=NOW) for each in people]
        withdraw(entries[1], people[1], at=NOW)
        enrol(people[1], full, at=NOW)

        assert line(full) == [people[2], people[3], people[1]]


@pytest.mark.django_db
class TestPromotion:
    def test_by_who_leaves(self) -> None:
        full, people = run(1), UserFactory.create_batch(3)
        first, *_rest = [enrol(each, full, at=NOW) for each in people]
        withdraw(first, people[0], at=NOW + timedelta(hours=1))
        second = full.enrolments.get(learner=people[1])

        assert (second.state, second.enrolled_at) == (State.ACTIVE, NOW + timedelta(hours=1))
        assert line(full) == [people[2]]

    def test_is_told_and_is_on_record_as_the_systems(self) -> None:
        full, people = run(1), UserFactory.create_batch(2)
        first, second = [enrol(each, full, at=NOW) for each in people]
        withdraw(first, people[0], at=NOW)
        change = second.changes.latest("pk")

        assert (change.before, change.after, change.by, change.reason) == (
            State.WAITING, State.ACTIVE, None, "A seat has become free.",
        )  # fmt: skip
        news = Notification.objects.get(recipient=people[1])
        assert news.text == "You are enrolled: “Course”."
        assert news.url == f"/en/learn/{full.slug}/"

    def test_by_more_seats(self) -> None:
        full, people = run(1, ends_on=None), UserFactory.create_batch(5)
        for each in people:
            enrol(each, full, at=NOW)
        update_run(full, UserFactory.create(is_superuser=True), capacity=3)

        assert full.enrolments.in_force().count() == 3
        assert line(full) == people[3:]

    def test_all_when_the_limit_goes(self) -> None:
        full = run(1, ends_on=None)
        for each in UserFactory.create_batch(4):
            enrol(each, full, at=NOW)
        update_run(full, UserFactory.create(is_superuser=True), capacity=None)

        assert full.enrolments.in_force().count() == 4

    def test_fewer_seats_take_nobodys_away(self) -> None:
        full, people = run(3, ends_on=None), UserFactory.create_batch(3)
        entries = [enrol(each, full, at=NOW) for each in people]
        update_run(full, UserFactory.create(is_superuser=True), capacity=1)
        withdraw(entries[0], people[0], at=NOW)

        assert full.enrolments.in_force().count() == 2

    def test_who_has_finished_keeps_the_seat(self) -> None:
        full = run(1)
        EnrolmentFactory.create(run=full, state=State.COMPLETED)

        assert enrol(UserFactory.create(), full, at=NOW).state == State.WAITING

    def test_not_into_a_run_that_is_over(self) -> None:
        over, people = run(1), UserFactory.create_batch(2)
        first, second = [enrol(each, over, at=NOW) for each in people]
        withdraw(first, people[0], at=datetime(2026, 11, 1, tzinfo=UTC))
        second.refresh_from_db()

        assert second.state == State.WAITING

    def test_begins_with_the_edition_of_today(self) -> None:
        full, people = run(1), UserFactory.create_batch(2)
        first, second = [enrol(each, full, at=NOW) for each in people]
        newer = EditionFactory.create(course_key=full.edition.course_key, number=2)
        Run.objects.filter(pk=full.pk).update(edition=newer)
        withdraw(first, people[0], at=NOW)
        second.refresh_from_db()

        assert second.edition == newer
        assert second.next_lesson == newer.outline.lessons[0].key

    @pytest.mark.parametrize("vacant", [1, 30])
    def test_takes_as_many_queries_for_thirty_as_for_one(self, vacant: int) -> None:
        full = run(vacant)
        for number in range(vacant):
            EnrolmentFactory.create(run=full, state=State.WAITING, queue_number=number + 1)
        locked = lock_run(full.pk)
        _ = locked.edition.outline
        with CaptureQueriesContext(connection) as queries:
            assert len(promote(locked, NOW)) == vacant

        assert len(queries) == 7, [query["sql"][:90] for query in queries]


@pytest.mark.django_db
class TestHistory:
    def test_says_who_when_why(self) -> None:
        joined, learner, admin = run(), UserFactory.create(), UserFactory.create(is_superuser=True)
        enrolment = enrol(learner, joined, at=NOW)
        withdraw(enrolment, admin, "Asked for by letter", at=NOW + timedelta(days=1))
        told = list(enrolment.changes.values_list("before", "after", "by", "reason", "at"))

        assert told == [
            ("", State.ACTIVE, learner.pk, "", NOW),
            (State.ACTIVE, State.WITHDRAWN, admin.pk, "Asked for by letter", NOW + timedelta(days=1)),
        ]

    def test_is_not_rewritten(self) -> None:
        change = enrol(UserFactory.create(), run(), at=NOW).changes.get()
        change.reason = "Another"

        with pytest.raises(TypeError, match="not rewritten"):
            change.save()

    def test_a_refused_move_leaves_no_trace(self) -> None:
        enrolment = EnrolmentFactory.create()

        with pytest.raises(PermissionDenied):
            withdraw(enrolment, UserFactory.create())
        assert not EnrolmentChange.objects.exists()


class _Crowd:
    """People who all click at the same moment, each over a connection of their own."""

    def __init__(self, threads: int) -> None:
        self.threads = threads
        self.barrier = threading.Barrier(threads)
        self.failures: list[Exception] = []

    def each(self, action: Callable[[User], object], people: list[User]) -> None:
        shares = [people[number :: self.threads] for number in range(self.threads)]
        with ThreadPoolExecutor(self.threads) as pool:
            list(pool.map(lambda share: self._act(action, share), shares))

    def _act(self, action: Callable[[User], object], share: list[User]) -> None:
        try:
            self.barrier.wait(timeout=30)
            for person in share:
                action(person)
        except Exception as error:  # noqa: BLE001 - told by the assertion of the test
            self.failures.append(error)
        finally:
            connection.close()


def _accounts(number: int) -> list[User]:
    """Quickly: passwords take a tenth of a second each."""
    return User.objects.bulk_create(User(email=f"crowd{n}@example.org", language="en") for n in range(number))


@pytest.mark.django_db(transaction=True)
def test_two_hundred_at_once_for_a_hundred_seats() -> None:
    full, people, crowd = run(100, ends_on=None), _accounts(200), _Crowd(40)
    crowd.each(lambda person: enrol(person, full), people)

    assert crowd.failures == []
    entries = list(full.enrolments.order_by("pk"))
    assert len({each.learner_id for each in entries}) == 200
    # Whoever came first is in; whoever came after stands in the line in the order of coming.
    assert [each.state for each in entries] == [State.ACTIVE] * 100 + [State.WAITING] * 100
    assert [each.queue_number for each in entries[100:]] == list(range(1, 101))
    assert EnrolmentChange.objects.count() == 200


@pytest.mark.django_db(transaction=True)
def test_leaving_and_coming_at_once_lose_no_seat_and_no_place() -> None:
    full, people, crowd = run(30, ends_on=None), _accounts(90), _Crowd(30)
    for person in people[:60]:
        enrol(person, full)
    leavers = {each.learner_id: each for each in full.enrolments.in_force()[:15]}

    def act(person: User) -> None:
        if person.pk in leavers:
            withdraw(leavers[person.pk], person)
        elif person in people[60:]:
            enrol(person, full)

    crowd.each(act, people)

    assert crowd.failures == []
    assert full.enrolments.in_force().count() == 30
    assert line(full) == people[45:60] + line(full)[15:]
    assert full.enrolments.waiting().count() == 45
