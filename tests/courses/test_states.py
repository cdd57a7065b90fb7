"""The one writer of an enrolment's state: what it keeps true, whatever the steps."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries

from courses.enrolment_rules import IN_LINE, MOVES, IllegalMoveError, State
from courses.models import Enrolment, Run
from courses.services.states import create, move, note, take_up_again
from people.models import User
from tests.courses.test_edition_moves import newer
from tests.factories.courses import EnrolmentFactory, RunFactory
from tests.factories.people import UserFactory

NOW = datetime(2026, 9, 20, 12, 0, tzinfo=UTC)


def steps(enrolment: Enrolment) -> list[tuple[str, str]]:
    return list(enrolment.changes.order_by("pk").values_list("before", "after"))


def stored(enrolment: Enrolment) -> Enrolment:
    return Enrolment.objects.select_related("run__edition", "edition").get(pk=enrolment.pk)


@pytest.mark.django_db
class TestCreate:
    def test_begins_at_the_first_lesson_or_at_the_end_of_the_line(self) -> None:
        run = RunFactory.create()
        learns, first, second = (
            create(run, UserFactory.create(), state, by=None, reason="", at=NOW)
            for state in (State.ACTIVE, State.WAITING, State.APPLIED)
        )

        assert learns.next_lesson == run.edition.outline.lessons[0].key
        assert [each.queue_number for each in (learns, first, second)] == [None, 1, 2]
        assert steps(second) == [("", "applied")]

    @pytest.mark.parametrize("state", sorted(set(State) - MOVES[""]))
    def test_nobody_begins_at_the_end(self, state: State) -> None:
        with pytest.raises(IllegalMoveError):
            create(RunFactory.create(), UserFactory.create(), state, by=None, reason="", at=NOW)
        assert not Enrolment.objects.exists()


@pytest.mark.django_db
class TestMove:
    def test_one_who_may_not_go_holds_all(self) -> None:
        run = RunFactory.create()
        waits = EnrolmentFactory.create(run=run, state=State.WAITING, queue_number=1)
        learns = EnrolmentFactory.create(run=run)
        with pytest.raises(IllegalMoveError):
            move([waits, learns], State.ACTIVE, by=None, at=NOW)

        assert (stored(waits).state, stored(waits).queue_number, steps(waits)) == (State.WAITING, 1, [])

    def test_of_nobody_asks_nothing(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        with django_assert_num_queries(0):
            move([], State.WITHDRAWN, by=None)

    def test_who_comes_in_off_the_line_gets_the_edition_of_the_day(self) -> None:
        run = RunFactory.create()
        newcomer, former = (EnrolmentFactory.create(run=run, state=State.WAITING, queue_number=n) for n in (1, 2))
        Enrolment.objects.filter(pk=former.pk).update(last_seen_at=NOW - timedelta(days=30))
        first = run.edition
        Run.objects.filter(pk=run.pk).update(edition=newer(first, without=(0,)))
        waiting = [stored(newcomer), stored(former)]
        move(waiting, State.ACTIVE, by=None, at=NOW)

        begun, came_back = stored(newcomer), stored(former)
        assert (begun.edition.number, begun.enrolled_at) == (2, NOW)
        assert begun.next_lesson == begun.edition.outline.lessons[0].key
        # Who has learnt here before goes on with what they had.
        assert (came_back.edition, came_back.enrolled_at) == (first, former.enrolled_at)

    def test_says_who_when_and_why(self) -> None:
        learns, by = EnrolmentFactory.create(), UserFactory.create()
        move([learns], State.WITHDRAWN, by=by, reason="Moved away", at=NOW)

        change = learns.changes.get()
        assert (change.before, change.after, change.by, change.reason, change.at) == (
            State.ACTIVE, State.WITHDRAWN, by, "Moved away", NOW,
        )  # fmt: skip


@pytest.mark.django_db
class TestTakeUpAgain:
    def test_only_those_who_had_completed(self) -> None:
        run = RunFactory.create()
        learns = EnrolmentFactory.create(run=run)
        done = EnrolmentFactory.create(run=run, state=State.COMPLETED, completed_at=NOW)
        take_up_again([learns, done], by=None, reason="More is asked for", at=NOW)

        assert (done.state, done.completed_at) == (State.ACTIVE, None)
        assert (steps(learns), steps(done)) == ([], [("completed", "active")])
        assert stored(done).state == State.COMPLETED, "whoever calls it saves"

    def test_nobody_costs_nothing(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        learns = EnrolmentFactory.create()
        with django_assert_num_queries(0):
            take_up_again([learns], by=None, reason="", at=NOW)


@pytest.mark.django_db
def test_what_leaves_a_state_as_it_is_is_noted_as_that(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    run = RunFactory.create()
    people = [EnrolmentFactory.create(run=run, state=state) for state in (State.ACTIVE, State.COMPLETED)]
    with django_assert_num_queries(1):
        note(people, by=None, reason="Extended", at=NOW)

    assert [steps(each) for each in people] == [[("active", "active")], [("completed", "completed")]]


class TestAnyHistory(TestCase):
    """Whatever happens to the people of a run, in whatever order."""

    @settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(list(State))), max_size=25))
    def test_holds_together(self, happened: list[tuple[int, State]]) -> None:
        run = RunFactory.create()
        people: list[User] = UserFactory.create_batch(4)
        places: dict[int, Enrolment] = {}
        for number, after in happened:
            before = places[number].state if number in places else ""
            if after not in MOVES[before]:
                continue
            if number in places:
                move([stored(places[number])], after, by=None, at=NOW)
            else:
                places[number] = create(run, people[number], after, by=None, reason="", at=NOW)
            places[number] = stored(places[number])
            self.check()

    def check(self) -> None:
        found = list(Enrolment.objects.order_by("pk"))
        # Exactly those in the line have a number, and no two the same.
        assert all((each.queue_number is not None) == (each.state in IN_LINE) for each in found)
        numbers = [each.queue_number for each in found if each.queue_number is not None]
        assert len(set(numbers)) == len(numbers)
        for each in found:
            # The history is a chain from nothing to where they stand.
            told = steps(each)
            assert told[0][0] == ""
            assert told[-1][1] == each.state
            assert all(one[1] == other[0] for one, other in pairwise(told))
