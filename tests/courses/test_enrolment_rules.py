"""How an enrolment may go: plain values."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses import enrolment_rules as rules
from courses.enrolment_rules import IN_FORCE, IN_LINE, MOVES, OUT, FullError, IllegalMoveError, Kind, State
from courses.models import Enrolment, Run

DAY = date(2026, 9, 15)


def test_states_and_kinds_are_the_models() -> None:
    assert {state.value for state in State} == set(Enrolment.State.values)
    assert {kind.value for kind in Kind} == set(Run.EnrolmentKind.values)


def test_every_state_is_in_force_in_line_or_out() -> None:
    assert set(State) == IN_FORCE | IN_LINE | OUT
    assert len(State) == len(IN_FORCE) + len(IN_LINE) + len(OUT)


def test_moves_speak_of_every_state() -> None:
    assert set(MOVES) == {"", *State}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", State.ACTIVE),
        (State.APPLIED, State.WAITING),
        (State.WAITING, State.ACTIVE),
        (State.ACTIVE, State.EXPELLED),
        (State.WITHDRAWN, State.WAITING),
        (State.REJECTED, State.APPLIED),
    ],
)
def test_allowed(before: str, after: State) -> None:
    rules.check_move(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", State.COMPLETED),
        (State.APPLIED, State.ACTIVE),  # not past the employer
        (State.WAITING, State.COMPLETED),
        (State.COMPLETED, State.WITHDRAWN),  # the record stays
        (State.COMPLETED, State.EXPELLED),
        (State.EXPELLED, State.APPLIED),  # back by an order alone
        (State.ACTIVE, State.ACTIVE),
    ],
)
def test_refused(before: str, after: State) -> None:
    with pytest.raises(IllegalMoveError):
        rules.check_move(before, after)


class TestPlace:
    @pytest.mark.parametrize(
        ("kind", "free", "waiting", "expected"),
        [
            (Kind.OPEN, None, 0, State.ACTIVE),
            (Kind.OPEN, 1, 0, State.ACTIVE),
            (Kind.OPEN, 0, 0, State.WAITING),
            (Kind.OPEN, 1, 1, State.WAITING),  # nobody overtakes
            (Kind.CODE, 0, 7, State.WAITING),
            (Kind.APPLICATION, 5, 0, State.APPLIED),
            (Kind.APPLICATION, 0, 9, State.APPLIED),
        ],
    )
    def test_of_a_newcomer(self, kind: Kind, free: int | None, waiting: int, expected: State) -> None:
        assert rules.place(kind, free, waiting, has_waiting_list=True) == expected

    def test_registrars_ask_no_employer(self) -> None:
        assert rules.place(Kind.APPLICATION, 1, 0, has_waiting_list=True, by_staff=True) == State.ACTIVE

    def test_full_without_a_waiting_list(self) -> None:
        with pytest.raises(FullError):
            rules.place(Kind.OPEN, 0, 0, has_waiting_list=False)


@given(capacity=st.none() | st.integers(0, 50), arrivals=st.integers(0, 120))
def test_seats_are_filled_and_never_overfilled(capacity: int | None, arrivals: int) -> None:
    taken = waiting = 0
    for _ in range(arrivals):
        free = rules.free_seats(capacity, taken)
        if rules.place(Kind.OPEN, free, waiting, has_waiting_list=True) == State.ACTIVE:
            taken += 1
        else:
            waiting += 1

    assert taken == (arrivals if capacity is None else min(capacity, arrivals))
    assert taken + waiting == arrivals
    assert rules.promoted(rules.free_seats(capacity, taken), waiting) == 0


def test_a_capacity_lowered_under_the_learners_leaves_no_debt() -> None:
    assert rules.free_seats(5, 9) == 0


@pytest.mark.parametrize(
    ("kind", "ends_on", "expected"),
    [
        (Kind.OPEN, None, True),
        (Kind.LIST, DAY, True),
        (Kind.OPEN, date(2026, 9, 14), False),
        (Kind.APPLICATION, None, False),
    ],
)
def test_who_is_promoted_without_an_order(kind: Kind, ends_on: date | None, expected: bool) -> None:
    assert rules.promotes_by_itself(kind, ends_on, DAY) is expected


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        (None, None, "open"),
        (DAY, DAY, "open"),
        (date(2026, 9, 16), None, "early"),
        (None, date(2026, 9, 14), "late"),
    ],
)
def test_window(opens: date | None, closes: date | None, expected: str) -> None:
    assert rules.window(opens, closes, DAY) == expected


@pytest.mark.parametrize(("days", "expected"), [(0, DAY), (3, date(2026, 9, 18)), (None, None)])
def test_latest_day_of_an_enrolment_order(days: int | None, expected: date | None) -> None:
    assert rules.latest_order_date(DAY, days) == expected


@given(free=st.none() | st.integers(0, 200), waiting=st.integers(0, 200))
def test_all_who_fit_come_in_and_nobody_else(free: int | None, waiting: int) -> None:
    number = rules.promoted(free, waiting)

    assert 0 <= number <= waiting
    assert free is None or number <= free
    assert number in (waiting, free), "a seat stays empty while somebody waits for it"


@given(opens=st.none() | st.dates(), closes=st.none() | st.dates(), days=st.lists(st.dates(), max_size=8))
def test_a_window_opens_once_and_closes_once(opens: date | None, closes: date | None, days: list[date]) -> None:
    order = [rules.Window.EARLY, rules.Window.OPEN, rules.Window.LATE]
    seen = [order.index(rules.window(opens, closes, day)) for day in sorted(days)]

    assert seen == sorted(seen)


@given(st.sampled_from(list(State)))
def test_from_everywhere_one_can_learn_again(state: State) -> None:
    """Nobody is locked out for good: some way leads from each state back to learning."""
    reached, added = {state}, {state}
    while added:
        added = {after for each in added for after in MOVES[each]} - reached
        reached |= added

    assert State.ACTIVE in reached
