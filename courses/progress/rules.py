"""What events come to: pure rules over plain values."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from courses.criteria import Criterion
from courses.outline import LESSON_ITSELF, Activity, ActivityKey, Lesson, Outline

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


def honest(event: Event, received_at: datetime, not_before: datetime | None = None) -> Event:
    """The event with its time and its seconds brought within what can be true.

    ``not_before`` is when the learner was enrolled: nothing was done before that, whatever a clock says.
    """
    occurred_at = event.occurred_at
    if occurred_at > received_at + CLOCK_TOLERANCE:
        occurred_at = received_at
    if not_before is not None:
        occurred_at = max(occurred_at, not_before)
    seconds = min(max(event.seconds, 0), MOST_SECONDS_AT_ONCE) if event.kind == EventKind.SPENT else 0
    return replace(event, occurred_at=occurred_at, seconds=seconds)


def echo(event: Event) -> Event | None:
    """What an event in an activity says about its lesson: it was opened, and the time counts there too.

    ``None`` for an event about the lesson itself. So a second is told once, about the activity it was spent on, and
    a lesson's time is all the time spent in it.
    """
    if event.block == LESSON_ITSELF:
        return None
    kind = EventKind.SPENT if event.kind == EventKind.SPENT else EventKind.VIEWED
    return replace(event, block=LESSON_ITSELF, kind=kind)


def earliest(one: datetime | None, other: datetime) -> datetime:
    """The earlier of the two; events may come late and out of order."""
    return other if one is None else min(one, other)


def is_met(activity: Activity, state: ActivityState) -> bool:
    """Whether the criterion, as frozen into the edition, is met by what has been recorded."""
    match activity.criterion:
        case Criterion.VIEW:
            return state.viewed_at is not None
        case Criterion.TIME:
            return state.seconds >= seconds_needed(activity)
        case Criterion.BUTTON:
            return state.confirmed_at is not None
    return False


def seconds_needed(activity: Activity) -> int:
    """Active time that completes an activity completed by time, s."""
    return (activity.minutes or 0) * 60


def apply(activity: Activity, state: ActivityState, event: Event) -> ActivityState:
    """The state after one more event. What is complete stays complete; any event is a sign of having opened it.

    The moment of completion does not depend on the order in which events come, but for completion by time: there it
    is the moment of the event that reached the time, and :func:`reached_at` gives the true one from all events.
    """
    state = replace(state, viewed_at=earliest(state.viewed_at, event.occurred_at))
    if event.kind == EventKind.SPENT:
        state = replace(state, seconds=state.seconds + event.seconds)
    elif event.kind == EventKind.CONFIRMED:
        state = replace(state, confirmed_at=earliest(state.confirmed_at, event.occurred_at))
    if is_met(activity, state):
        moments = {Criterion.VIEW: state.viewed_at, Criterion.BUTTON: state.confirmed_at}
        done = moments.get(activity.criterion) or state.completed_at or event.occurred_at
        state = replace(state, completed_at=earliest(state.completed_at, done))
    return state


def reached_at(spent: Iterable[tuple[datetime, int]], seconds: int) -> datetime | None:
    """When ``seconds`` of active time had been spent; ``spent`` are (moment, seconds) in the order of time."""
    total = 0
    for moment, more in spent:
        total += more
        if total >= seconds:
            return moment
    return None


def is_later(event: Event, last_seen_at: datetime | None, last_lesson: UUID | None) -> bool:
    """Whether an event tells where the learner was last; of two at one moment always the same one does."""
    if last_seen_at is None or last_lesson is None:
        return True
    return (event.occurred_at, event.lesson) >= (last_seen_at, last_lesson)


def percent(completed: Iterable[Activity], total_weight: int) -> int:
    """Whole percent of the weight that is done: 100 only when all of it is, 0 only when none of it is."""
    done = sum(activity.weight for activity in completed)
    if not done or not total_weight:
        return 0
    return 100 if done >= total_weight else min(99, max(1, round(100 * done / total_weight)))


def completed(counted: Mapping[ActivityKey, Activity], done: Container[ActivityKey]) -> list[Activity]:
    """The counted activities whose keys are in ``done``."""
    return [activity for key, activity in counted.items() if key in done]


def is_complete(lesson: Lesson, done: Container[ActivityKey]) -> bool:
    """Whether all that counts in a lesson is done; never so for a lesson in which nothing counts."""
    return bool(lesson.counted) and all(activity.key in done for activity in lesson.counted)


def next_lesson(outline: Outline, done: Container[ActivityKey], last: UUID | None) -> UUID | None:
    """Where a learner goes on: the lesson they were last in; when that is complete, the nearest after it that is not;
    when there is none, the first that is not. ``None`` when all are complete.
    """
    start = outline.position.get(last, 0) if last else 0
    for lesson in (*outline.lessons[start:], *outline.lessons[:start]):
        if lesson.counted and not is_complete(lesson, done):
            return lesson.key
    return None
