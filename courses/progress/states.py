"""The rows of the activities, brought forward by events; a part of :mod:`courses.progress.services`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from courses.criteria import Criterion
from courses.models import ActivityProgress, Enrolment, ProgressEvent
from courses.outline import LESSON_ITSELF, Activity, ActivityKey
from courses.progress import rules
from courses.progress.rules import ActivityState, Event, EventKind

STATE_FIELDS = (
    "viewed_at", "confirmed_at", "submitted_at", "seconds", "watched", "score", "completed_at",
)  # fmt: skip

Rows = dict[ActivityKey, ActivityProgress]


def advance(
    enrolment: Enrolment, activities: Mapping[ActivityKey, Activity], fresh: Sequence[Event], attempt: int
) -> tuple[Rows, Rows]:
    """Bring the rows of the activities that the events are about up to date; gives those, and all of their lessons.

    Two queries, or three.
    """
    lessons = {event.lesson for event in fresh}
    found = ActivityProgress.objects.filter(enrolment=enrolment, attempt=attempt, lesson__in=lessons)
    rows: Rows = {(row.lesson, row.block): row for row in found}
    changed = apply_all(rows, activities, fresh, lambda key: _new_row(enrolment, attempt, key))
    _date_by_time(enrolment, activities, rows, changed)
    touched = {key: rows[key] for key in changed}
    store(touched.values())
    return touched, rows


def apply_all(
    rows: Rows,
    activities: Mapping[ActivityKey, Activity],
    events: Iterable[Event],
    new_row: Callable[[ActivityKey], ActivityProgress],
) -> dict[ActivityKey, datetime]:
    """Apply events, in the order of time, to rows; gives the activities they changed with the moment of the first."""
    changed: dict[ActivityKey, datetime] = {}
    standing: dict[ActivityKey, ActivityState] = {}
    for event in events:
        for each in (event, rules.echo(event)):
            if each is None:
                continue
            key = each.key
            if key not in standing:
                standing[key] = state_of(rows[key]) if key in rows else ActivityState()
                changed[key] = each.occurred_at
            standing[key] = rules.apply(activities[key], standing[key], each)
    for key, state in standing.items():
        row = rows.get(key)
        if row is None:
            row = rows[key] = new_row(key)
        for name in STATE_FIELDS:
            setattr(row, name, getattr(state, name))
    return changed


def store(rows: Iterable[ActivityProgress]) -> None:
    """Write rows, new or not, by one statement: they are told by what is unique in them."""
    written = list(rows)
    for row in written:
        row.pk = None
    ActivityProgress.objects.bulk_create(
        written,
        update_conflicts=True,
        unique_fields=["enrolment", "attempt", "lesson", "block"],
        update_fields=STATE_FIELDS,
    )


def state_of(row: ActivityProgress) -> ActivityState:
    """A row as plain values."""
    return ActivityState(**{name: getattr(row, name) for name in STATE_FIELDS})


def _new_row(enrolment: Enrolment, attempt: int, key: ActivityKey) -> ActivityProgress:
    return ActivityProgress(enrolment=enrolment, attempt=attempt, lesson=key[0], block=key[1])


def _date_by_time(
    enrolment: Enrolment,
    activities: Mapping[ActivityKey, Activity],
    rows: Rows,
    changed: Mapping[ActivityKey, datetime],
) -> None:
    """Give activities completed by time the moment the time was really reached, when events about it came late.

    ``changed`` are the activities with the moment of their first new event. Events that came after the moment of
    completion cannot move it, so that this reads events only when an activity is completed, or by late events.
    """
    doubtful = [
        rows[key]
        for key, first in changed.items()
        if activities[key].criterion == Criterion.TIME
        and (done := rows[key].completed_at) is not None
        and first <= done
    ]
    if not doubtful:
        return
    lessons = {row.lesson for row in doubtful}
    attempt = doubtful[0].attempt
    spent = ProgressEvent.objects.filter(enrolment=enrolment, attempt=attempt, lesson__in=lessons, kind=EventKind.SPENT)
    told = list(spent.order_by("occurred_at", "uuid").values_list("lesson", "block", "occurred_at", "seconds"))
    for row in doubtful:
        mine = [
            (moment, seconds)
            for lesson, block, moment, seconds in told
            if lesson == row.lesson and row.block in (block, LESSON_ITSELF)
        ]
        needed = rules.seconds_needed(activities[row.lesson, row.block])
        row.completed_at = rules.reached_at(mine, needed) or row.completed_at
