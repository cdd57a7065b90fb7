"""How an enrolment may go, in plain values: its states, where a newcomer lands, whom a free seat belongs to."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum


class State(StrEnum):
    """Where somebody stands in a run; the same words as the model's choices."""

    APPLIED = "applied"
    WAITING = "waiting"
    ACTIVE = "active"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    EXPELLED = "expelled"
    REJECTED = "rejected"


class Kind(StrEnum):
    """How one gets into a run; the same words as the model's choices."""

    OPEN = "open"
    CODE = "code"
    APPLICATION = "application"
    LIST = "list"
    CLOSED = "closed"


IN_FORCE = frozenset({State.ACTIVE, State.COMPLETED})
"""Those who learn or have learnt here. Each holds a seat: finishing does not give it to somebody else."""

IN_LINE = frozenset({State.APPLIED, State.WAITING})
"""Those who want to."""

OUT = frozenset({State.WITHDRAWN, State.EXPELLED, State.REJECTED})
"""Those who do not any more, or were not let in."""

MOVES: Mapping[str, frozenset[State]] = {
    "": frozenset({State.APPLIED, State.WAITING, State.ACTIVE}),
    State.APPLIED: frozenset({State.WAITING, State.REJECTED, State.WITHDRAWN}),
    State.WAITING: frozenset({State.ACTIVE, State.REJECTED, State.WITHDRAWN}),
    State.ACTIVE: frozenset({State.COMPLETED, State.WITHDRAWN, State.EXPELLED}),
    # Work is taken up again: a reset, or an edition that asks for more.
    State.COMPLETED: frozenset({State.ACTIVE}),
    State.WITHDRAWN: frozenset({State.APPLIED, State.WAITING, State.ACTIVE}),
    # Back only by the order that takes the expulsion's place.
    State.EXPELLED: frozenset({State.ACTIVE}),
    State.REJECTED: frozenset({State.APPLIED, State.WAITING, State.ACTIVE}),
}
"""From which state one may go to which; the empty one is that of who was never here."""


class CannotEnrolError(ValueError):
    """The learner cannot join the run, or leave it; the message says why and what to do."""


class IllegalMoveError(ValueError):
    """The states do not follow one another."""


class FullError(ValueError):
    """There is no seat, and no list to wait on."""


def check_move(before: str, after: str) -> None:
    """Raises :class:`IllegalMoveError` unless ``after`` may follow ``before``."""
    if after not in MOVES[before]:
        raise IllegalMoveError(f"{before or 'nothing'} → {after}")


def free_seats(capacity: int | None, taken: int) -> int | None:
    """How many more may come in; ``None`` is no limit. Never below zero: a capacity can be lowered under the learners
    there are, and they stay.
    """
    return None if capacity is None else max(0, capacity - taken)


def place(kind: str, free: int | None, waiting: int, *, has_waiting_list: bool, by_staff: bool = False) -> State:
    """Where somebody lands who comes to a run now.

    Nobody overtakes: who comes while others wait goes behind them, even if a seat is free for a moment. ``by_staff``:
    the run's registrars put the person in, so that no employer is asked. Raises :class:`FullError`.
    """
    if kind == Kind.APPLICATION and not by_staff:
        return State.APPLIED
    if free is None or (free > 0 and waiting == 0):
        return State.ACTIVE
    if not has_waiting_list:
        raise FullError
    return State.WAITING


def promotes_by_itself(kind: str, ends_on: date | None, today: date) -> bool:
    """Whether a free seat goes to the first who waits at once. Where people apply, an order admits them; and nobody is
    put into a run that is over.
    """
    return kind != Kind.APPLICATION and (ends_on is None or ends_on >= today)


def promoted(free: int | None, waiting: int) -> int:
    """How many of those who wait come in."""
    return waiting if free is None else min(free, waiting)


class Window(StrEnum):
    """Whether one can ask to be enrolled today."""

    EARLY = "early"
    OPEN = "open"
    LATE = "late"


def window(opens_on: date | None, closes_on: date | None, today: date) -> Window:
    """Where today stands between two dates, both included."""
    if opens_on is not None and today < opens_on:
        return Window.EARLY
    return Window.LATE if closes_on is not None and today > closes_on else Window.OPEN


def latest_order_date(starts_on: date, days_after_start: int | None) -> date | None:
    """The last day an enrolment order may bear; ``None`` when any day will do."""
    return None if days_after_start is None else starts_on + timedelta(days=days_after_start)
