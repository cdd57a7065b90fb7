"""What events come to: pure rules over plain values."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from courses.criteria import Criterion
from courses.outline import LESSON_ITSELF, Activity, ActivityKey, Outline
from courses.progress.packed import Packed

# A page tells the time spent every 15 to 60 s; anything larger is a broken or a dishonest clock.
MOST_SECONDS_AT_ONCE = 300
# A client's clock may run ahead by this much before its events are dated by their arrival.
CLOCK_TOLERANCE = timedelta(minutes=5)


class EventKind(StrEnum):
    """What can happen in an activity."""

    VIEWED = "viewed"
    SPENT = "spent"
    CONFIRMED = "confirmed"
    WATCHED = "watched"
    SUBMITTED = "submitted"
    SCORED = "scored"


# The rest is told by services alone: no browser says what its learner has handed in or what mark they got.
TOLD_BY_BROWSERS = (EventKind.VIEWED, EventKind.SPENT, EventKind.CONFIRMED, EventKind.WATCHED)

# Criteria met by an event whose value reaches the activity's threshold.
REACHED_BY = {Criterion.WATCHED: EventKind.WATCHED, Criterion.PASSED: EventKind.SCORED}


@dataclass(frozen=True)
class Event:
    """One thing a learner did. ``seconds`` is the active time since the last event that told time; ``value`` the share
    watched or the score, in per cent; ``attempt`` the attempt it belongs to, 0 for the present one.
    """

    uuid: UUID
    lesson: UUID
    block: UUID
    kind: EventKind
    occurred_at: datetime
    seconds: int = 0
    language: str = ""
    value: int = 0
    attempt: int = 0

    @property
    def key(self) -> ActivityKey:
        """The activity it is about."""
        return self.lesson, self.block

    @property
    def is_by_learner(self) -> bool:
        """Whether the learner was there: a mark is somebody else's doing."""
        return self.kind != EventKind.SCORED


@dataclass(frozen=True)
class ActivityState:
    """A learner's state in one activity. ``watched`` and ``score`` are the best so far, in per cent."""

    viewed_at: datetime | None = None
    confirmed_at: datetime | None = None
    submitted_at: datetime | None = None
    seconds: int = 0
    watched: int = 0
    score: int | None = None
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
    return replace(event, occurred_at=occurred_at, seconds=seconds, value=min(max(event.value, 0), 100))


def in_attempt(event: Event, present: int) -> Event:
    """The event with the number of its attempt: the present one, unless it names an earlier one."""
    return event if event.attempt == present else replace(event, attempt=min(event.attempt or present, present))


def echo(event: Event) -> Event | None:
    """What an event in an activity says about its lesson: it was opened, and the time counts there too.

    ``None`` for an event about the lesson itself, and for what others did. So a second is told once, about the
    activity it was spent on, and a lesson's time is all the time spent in it.
    """
    if event.block == LESSON_ITSELF or not event.is_by_learner:
        return None
    kind = EventKind.SPENT if event.kind == EventKind.SPENT else EventKind.VIEWED
    return replace(event, block=LESSON_ITSELF, kind=kind)


def earliest(one: datetime | None, other: datetime) -> datetime:
    """The earlier of the two; events may come late and out of order."""
    return other if one is None else min(one, other)


_MET: Mapping[str, Callable[[Activity, ActivityState], bool]] = {
    Criterion.VIEW: lambda _activity, state: state.viewed_at is not None,
    Criterion.TIME: lambda activity, state: state.seconds >= seconds_needed(activity),
    Criterion.BUTTON: lambda _activity, state: state.confirmed_at is not None,
    Criterion.WATCHED: lambda activity, state: state.watched >= threshold(activity),
    Criterion.SUBMITTED: lambda _activity, state: state.submitted_at is not None,
    Criterion.PASSED: lambda activity, state: state.score is not None and state.score >= threshold(activity),
    Criterion.NONE: lambda _activity, _state: False,
}


def is_met(activity: Activity, state: ActivityState) -> bool:
    """Whether the criterion, as frozen into the edition, is met by what has been recorded."""
    return _MET[activity.criterion](activity, state)


def seconds_needed(activity: Activity) -> int:
    """Active time that completes an activity completed by time, s."""
    return (activity.minutes or 0) * 60


def threshold(activity: Activity) -> int:
    """The share to watch or the score to reach, %; all of it where the author has set none."""
    return 100 if activity.threshold is None else activity.threshold


def apply(activity: Activity, state: ActivityState, event: Event) -> ActivityState:
    """The state after one more event. What is complete stays complete; what a learner does shows they have opened it.

    The moment of completion does not depend on the order in which events come, but for completion by time: there it
    is the moment of the event that reached the time, and :func:`reached_at` gives the true one from all events.
    """
    if event.is_by_learner:
        state = replace(state, viewed_at=earliest(state.viewed_at, event.occurred_at))
    state = _taken(state, event)
    if is_met(activity, state):
        state = replace(state, completed_at=earliest(state.completed_at, _moment(activity, state, event)))
    return state


def _taken(state: ActivityState, event: Event) -> ActivityState:
    """The state with what the event tells beyond having opened the activity."""
    match event.kind:
        case EventKind.SPENT:
            return replace(state, seconds=state.seconds + event.seconds)
        case EventKind.CONFIRMED:
            return replace(state, confirmed_at=earliest(state.confirmed_at, event.occurred_at))
        case EventKind.WATCHED:
            return replace(state, watched=max(state.watched, event.value))
        case EventKind.SUBMITTED:
            return replace(state, submitted_at=earliest(state.submitted_at, event.occurred_at))
        case EventKind.SCORED:
            return replace(state, score=max(state.score or 0, event.value))
    return state


def _moment(activity: Activity, state: ActivityState, event: Event) -> datetime:
    """When a criterion that is met became so, as far as the state and its last event tell."""
    moments = {
        Criterion.VIEW: state.viewed_at,
        Criterion.BUTTON: state.confirmed_at,
        Criterion.SUBMITTED: state.submitted_at,
    }
    if known := moments.get(activity.criterion):
        return known
    reaches = REACHED_BY.get(activity.criterion) == event.kind and event.value >= threshold(activity)
    return event.occurred_at if reaches or state.completed_at is None else state.completed_at


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


def percent(done: int, total_weight: int) -> int:
    """Whole percent of the weight that is done: 100 only when all of it is, 0 only when none of it is."""
    if not done or not total_weight:
        return 0
    return 100 if done >= total_weight else min(99, max(1, round(100 * done / total_weight)))


def next_lesson(outline: Outline, standing: Packed, last: UUID | None) -> UUID | None:
    """Where a learner goes on: the lesson they were last in; when that is complete, the nearest after it that is not;
    when there is none, the first that is not. ``None`` when all are complete.
    """
    start = outline.position.get(last, 0) if last else 0
    for lesson in (*outline.lessons[start:], *outline.lessons[:start]):
        if lesson.counted and not standing.completes(outline, lesson):
            return lesson.key
    return None
