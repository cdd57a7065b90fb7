"""What events come to: pure rules over plain values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from courses.criteria import Criterion
from courses.outline import Activity, ActivityKey

# A page tells the time spent every 15 to 60 s; anything larger is a broken or a dishonest clock.
MOST_SECONDS_AT_ONCE = 300
# A client's clock may run ahead by this much before its events are dated by their arrival.
CLOCK_TOLERANCE = timedelta(minutes=5)


class EventKind(StrEnum):
    """What a learner's browser can tell."""

    VIEWED = "viewed"
    SPENT = "spent"
    CONFIRMED = "confirmed"


@dataclass(frozen=True)
class Event:
    """One thing a learner did. ``seconds`` is the active time since the last event that told time."""

    uuid: UUID
    lesson: UUID
    block: UUID
    kind: EventKind
    occurred_at: datetime
    seconds: int = 0
    language: str = ""

    @property
    def key(self) -> ActivityKey:
        """The activity it is about."""
        return self.lesson, self.block


@dataclass(frozen=True)
class ActivityState:
    """A learner's state in one activity."""

    viewed_at: datetime | None = None
    confirmed_at: datetime | None = None
    seconds: int = 0
    completed_at: datetime | None = None


def honest(event: Event, received_at: datetime) -> Event:
    """The event with its time and its seconds brought within what can be true."""
    late = event.occurred_at > received_at + CLOCK_TOLERANCE
    seconds = min(max(event.seconds, 0), MOST_SECONDS_AT_ONCE) if event.kind == EventKind.SPENT else 0
    return replace(event, occurred_at=received_at if late else event.occurred_at, seconds=seconds)


def earliest(one: datetime | None, other: datetime) -> datetime:
    """The earlier of the two; events may come late and out of order."""
    return other if one is None else min(one, other)


def is_met(activity: Activity, state: ActivityState) -> bool:
    """Whether the criterion, as frozen into the edition, is met by what has been recorded."""
    match activity.criterion:
        case Criterion.VIEW:
            return state.viewed_at is not None
        case Criterion.TIME:
            return state.seconds >= (activity.minutes or 0) * 60
        case Criterion.BUTTON:
            return state.confirmed_at is not None
    return False


def apply(activity: Activity, state: ActivityState, event: Event) -> ActivityState:
    """The state after one more event. What is complete stays complete; any event is a sign of having opened it."""
    state = replace(state, viewed_at=earliest(state.viewed_at, event.occurred_at))
    if event.kind == EventKind.SPENT:
        state = replace(state, seconds=state.seconds + event.seconds)
    elif event.kind == EventKind.CONFIRMED:
        state = replace(state, confirmed_at=earliest(state.confirmed_at, event.occurred_at))
    if state.completed_at is None and is_met(activity, state):
        state = replace(state, completed_at=event.occurred_at)
    return state


def percent(completed: Iterable[Activity], total_weight: int) -> int:
    """Whole percent of the weight that is done: 100 only when all of it is, 0 only when none of it is."""
    done = sum(activity.weight for activity in completed)
    if not done or not total_weight:
        return 0
    return 100 if done >= total_weight else min(99, max(1, round(100 * done / total_weight)))


def completed(counted: Mapping[ActivityKey, Activity], states: Mapping[ActivityKey, datetime | None]) -> list[Activity]:
    """The counted activities that are complete."""
    return [activity for key, activity in counted.items() if states.get(key)]
