"""The one writer of progress: events in, states and the enrolment's aggregate out, in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from courses.criteria import Criterion
from courses.enrolment_rules import IN_FORCE
from courses.models import ActivityProgress, Enrolment, ProgressEvent
from courses.outline import LESSON_ITSELF, ActivityKey, Outline
from courses.progress import rules
from courses.progress.packed import Packed
from courses.progress.rules import ActivityState, Event, EventKind
from courses.services.states import move
from courses.signals import course_completed

STATE_FIELDS = (
    "viewed_at", "confirmed_at", "submitted_at", "seconds", "watched", "score", "completed_at",
)  # fmt: skip
AGGREGATE_FIELDS = (
    "begun", "done", "completed_count", "percent", "seconds", "last_seen_at", "last_lesson", "next_lesson",
    "completed_at",
)  # fmt: skip

Rows = dict[ActivityKey, ActivityProgress]


@dataclass(frozen=True)
class Recorded:
    """What became of a batch: how many events were new, had been received before, or belong to no activity; and the
    enrolment as it is now.
    """

    accepted: int
    repeated: int
    unknown: int
    enrolment: Enrolment


def record(enrolment: Enrolment, events: Sequence[Event], at: datetime | None = None) -> Recorded:
    """Take a batch of events from a learner's client.

    Safe to call twice with the same events, late, and out of order: an event counts once, by its UUID, and the result
    does not depend on the order. Events about activities that the learner's edition does not have are left out and
    counted as unknown. Events of an enrolment that is not in force are all unknown.
    """
    received_at = at or timezone.now()
    with transaction.atomic():
        stored = _locked(enrolment)
        outline = stored.edition.outline
        known = _known(stored, outline, events)
        fresh = _store(stored, known, received_at)
        if fresh:
            _sum_up(stored, outline, _advance(stored, outline, fresh), fresh)
    return Recorded(
        accepted=len(fresh), repeated=len(known) - len(fresh), unknown=len(events) - len(known), enrolment=stored
    )


def _locked(enrolment: Enrolment) -> Enrolment:
    """The enrolment as it is stored, with what was read of its run and edition.

    Two tabs of one learner write one after the other; learners do not wait for each other on PostgreSQL.
    """
    stored = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    stored.run = enrolment.run
    if stored.edition_id == enrolment.edition_id:
        stored.edition = enrolment.edition
    return stored


def _known(enrolment: Enrolment, outline: Outline, events: Iterable[Event]) -> list[Event]:
    """The events that are about something in the learner's edition."""
    if enrolment.state not in IN_FORCE:
        return []
    return [event for event in events if event.key in outline.activities]


def _store(enrolment: Enrolment, events: Sequence[Event], received_at: datetime) -> list[Event]:
    """Append the events that were not received before; gives those in the order of time."""
    # The first of several with one identifier is the one that counts.
    batch = {event.uuid: rules.honest(event, received_at, enrolment.enrolled_at) for event in reversed(events)}
    seen = set(ProgressEvent.objects.filter(enrolment=enrolment, uuid__in=batch).values_list("uuid", flat=True))
    fresh = [event for uuid, event in batch.items() if uuid not in seen]
    fresh.sort(key=lambda event: (event.occurred_at, event.lesson, event.uuid))
    ProgressEvent.objects.bulk_create(_row(enrolment, event, received_at) for event in fresh)
    return fresh


def _row(enrolment: Enrolment, event: Event, received_at: datetime) -> ProgressEvent:
    return ProgressEvent(
        enrolment=enrolment,
        uuid=event.uuid,
        lesson=event.lesson,
        block=event.block,
        kind=event.kind,
        seconds=event.seconds,
        value=event.value,
        language=event.language,
        occurred_at=event.occurred_at,
        received_at=received_at,
    )


def _advance(enrolment: Enrolment, outline: Outline, fresh: Sequence[Event]) -> Rows:
    """Bring the rows of the activities that the events are about up to date, and give them. Two queries, or three."""
    lessons = {event.lesson for event in fresh}
    found = ActivityProgress.objects.filter(enrolment=enrolment, lesson__in=lessons)
    rows: Rows = {(row.lesson, row.block): row for row in found}
    changed: dict[ActivityKey, datetime] = {}
    for event in fresh:
        for each in (event, rules.echo(event)):
            if each is not None:
                _apply(rows, enrolment, outline, each)
                changed.setdefault(each.key, each.occurred_at)
    _date_by_time(enrolment, outline, rows, changed)
    touched = {key: rows[key] for key in changed}
    for row in touched.values():
        row.pk = None  # so that one statement writes them all, new or not: they are told by what is unique in them
    ActivityProgress.objects.bulk_create(
        touched.values(),
        update_conflicts=True,
        unique_fields=["enrolment", "lesson", "block"],
        update_fields=STATE_FIELDS,
    )
    return touched


def _apply(rows: Rows, enrolment: Enrolment, outline: Outline, event: Event) -> None:
    row = rows.get(event.key)
    if row is None:
        row = rows[event.key] = ActivityProgress(enrolment=enrolment, lesson=event.lesson, block=event.block)
    before = ActivityState(**{name: getattr(row, name) for name in STATE_FIELDS})
    after = rules.apply(outline.activities[event.key], before, event)
    for name in STATE_FIELDS:
        setattr(row, name, getattr(after, name))


def _date_by_time(enrolment: Enrolment, outline: Outline, rows: Rows, changed: Mapping[ActivityKey, datetime]) -> None:
    """Give activities completed by time the moment the time was really reached, when events about it came late.

    ``changed`` are the activities with the moment of their first new event. Events that came after the moment of
    completion cannot move it, so that this reads events only when an activity is completed, or by late events.
    """
    doubtful = [
        rows[key]
        for key, first in changed.items()
        if outline.activities[key].criterion == Criterion.TIME
        and (done := rows[key].completed_at) is not None
        and first <= done
    ]
    if not doubtful:
        return
    lessons = {row.lesson for row in doubtful}
    spent = ProgressEvent.objects.filter(enrolment=enrolment, lesson__in=lessons, kind=EventKind.SPENT)
    told = list(spent.order_by("occurred_at", "uuid").values_list("lesson", "block", "occurred_at", "seconds"))
    for row in doubtful:
        mine = [
            (moment, seconds)
            for lesson, block, moment, seconds in told
            if lesson == row.lesson and row.block in (block, LESSON_ITSELF)
        ]
        needed = rules.seconds_needed(outline.activities[row.lesson, row.block])
        row.completed_at = rules.reached_at(mine, needed) or row.completed_at


def _sum_up(enrolment: Enrolment, outline: Outline, touched: Rows, fresh: Sequence[Event]) -> None:
    """Bring the enrolment's aggregate up to date, and tell the house when the course is complete."""
    enrolment.seconds += sum(event.seconds for event in fresh)
    latest = next((event for event in reversed(fresh) if event.is_by_learner), None)
    if latest and rules.is_later(latest, enrolment.last_seen_at, enrolment.last_lesson):
        enrolment.last_seen_at = latest.occurred_at
        enrolment.last_lesson = latest.lesson
    _count(enrolment, enrolment.packed.with_rows(outline, _done(touched)))
    finished = enrolment.percent == 100 and enrolment.state == Enrolment.State.ACTIVE
    if enrolment.percent == 100:
        enrolment.completed_at = _last_completion(enrolment, outline)
    enrolment.save(update_fields=AGGREGATE_FIELDS)
    if finished:
        move([enrolment], Enrolment.State.COMPLETED, by=None, at=enrolment.completed_at)
        # Whoever listens may fail; what the learner did is stored all the same.
        transaction.on_commit(lambda: course_completed.send_robust(sender=Enrolment, enrolment=enrolment))


def _count(enrolment: Enrolment, standing: Packed) -> None:
    """Set what follows from the standing alone."""
    outline = enrolment.edition.outline
    enrolment.begun, enrolment.done = standing.begun, standing.done
    enrolment.completed_count = standing.completed(outline)
    enrolment.percent = rules.percent(standing.weight(outline), outline.total_weight)
    enrolment.next_lesson = rules.next_lesson(outline, standing, enrolment.last_lesson)


def _done(rows: Rows) -> Iterable[tuple[ActivityKey, bool]]:
    return ((key, row.completed_at is not None) for key, row in rows.items())


def recount(enrolment: Enrolment) -> None:
    """Make the aggregate anew from the rows of the activities, for the edition the enrolment has now; not saved.

    For rows that did not come by :func:`record`, and for a learner who is given another edition.
    """
    rows = {(row.lesson, row.block): row for row in ActivityProgress.objects.filter(enrolment=enrolment)}
    _count(enrolment, Packed().with_rows(enrolment.edition.outline, _done(rows)))


def _last_completion(enrolment: Enrolment, outline: Outline) -> datetime | None:
    """When the last of what counts was completed."""
    rows = ActivityProgress.objects.filter(enrolment=enrolment, completed_at__isnull=False)
    moments = rows.values_list("lesson", "block", "completed_at")
    return max((done for lesson, block, done in moments if done and (lesson, block) in outline.counted), default=None)


def first_lesson(outline: Outline) -> UUID | None:
    """Where a learner begins."""
    return rules.next_lesson(outline, Packed(), None)
