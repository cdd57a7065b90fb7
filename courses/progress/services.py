"""The one writer of progress: events in, states and the enrolment's aggregate out, in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from courses.models import ActivityProgress, Enrolment, ProgressEvent
from courses.outline import ActivityKey, Outline
from courses.progress import rules
from courses.progress.rules import ActivityState, Event
from courses.signals import course_completed

STATE_FIELDS = ("viewed_at", "confirmed_at", "seconds", "completed_at")


@dataclass(frozen=True)
class Recorded:
    """What became of a batch: how many events were new, had been received before, or belong to no activity."""

    accepted: int
    repeated: int
    unknown: int
    percent: int
    completed: frozenset[ActivityKey]


def record(enrolment: Enrolment, events: Sequence[Event], at: datetime | None = None) -> Recorded:
    """Take a batch of events from a learner's client.

    Safe to call twice with the same events, late, and out of order: an event counts once, by its UUID. Events about
    activities that the learner's edition does not have are left out and counted as unknown. Events of a withdrawn
    enrolment are all unknown.
    """
    received_at = at or timezone.now()
    with transaction.atomic():
        # Two tabs of one learner write one after the other; learners do not wait for each other on PostgreSQL.
        enrolment = Enrolment.objects.select_for_update(of=("self",)).with_run().get(pk=enrolment.pk)
        outline = enrolment.edition.outline
        known = _known(enrolment, outline, events)
        fresh = _store(enrolment, known, received_at)
        states = _states(enrolment)
        if fresh:
            changed = _advance(states, outline, fresh)
            _save(enrolment, states, changed)
            _sum_up(enrolment, outline, states, fresh)
    return Recorded(
        accepted=len(fresh),
        repeated=len(known) - len(fresh),
        unknown=len(events) - len(known),
        percent=enrolment.percent,
        completed=frozenset(key for key, row in states.items() if row.completed_at and key in outline.counted),
    )


def _known(enrolment: Enrolment, outline: Outline, events: Iterable[Event]) -> list[Event]:
    """The events that are about something in the learner's edition."""
    if enrolment.state == Enrolment.State.WITHDRAWN:
        return []
    return [event for event in events if event.key in outline.activities]


def _store(enrolment: Enrolment, events: Iterable[Event], received_at: datetime) -> list[Event]:
    """Append the events that were not received before; gives those."""
    batch = {event.uuid: rules.honest(event, received_at) for event in reversed(list(events))}
    seen = set(ProgressEvent.objects.filter(enrolment=enrolment, uuid__in=batch).values_list("uuid", flat=True))
    fresh = sorted((event for uuid, event in batch.items() if uuid not in seen), key=lambda event: event.occurred_at)
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
        language=event.language,
        occurred_at=event.occurred_at,
        received_at=received_at,
    )


def _states(enrolment: Enrolment) -> dict[ActivityKey, ActivityProgress]:
    """The learner's rows by activity."""
    return {(row.lesson, row.block): row for row in ActivityProgress.objects.filter(enrolment=enrolment)}


def _advance(
    states: dict[ActivityKey, ActivityProgress], outline: Outline, events: Iterable[Event]
) -> set[ActivityKey]:
    """Apply events to the rows in memory; gives the keys of those that changed."""
    changed = set()
    for event in events:
        row = states.get(event.key) or ActivityProgress(lesson=event.lesson, block=event.block)
        before = ActivityState(**{name: getattr(row, name) for name in STATE_FIELDS})
        after = rules.apply(outline.activities[event.key], before, event)
        for name in STATE_FIELDS:
            setattr(row, name, getattr(after, name))
        states[event.key] = row
        changed.add(event.key)
    return changed


def _save(enrolment: Enrolment, states: Mapping[ActivityKey, ActivityProgress], changed: Iterable[ActivityKey]) -> None:
    rows = [states[key] for key in changed]
    for row in rows:
        row.enrolment = enrolment
    ActivityProgress.objects.bulk_create([row for row in rows if row.pk is None])
    ActivityProgress.objects.bulk_update([row for row in rows if row.pk is not None], STATE_FIELDS)


def _sum_up(
    enrolment: Enrolment, outline: Outline, states: Mapping[ActivityKey, ActivityProgress], fresh: Sequence[Event]
) -> None:
    """Bring the enrolment's aggregate up to date, and tell the house when the course is complete."""
    completed = rules.completed(outline.counted, {key: row.completed_at for key, row in states.items()})
    latest = fresh[-1]
    enrolment.completed_count = len(completed)
    enrolment.percent = rules.percent(completed, outline.total_weight)
    enrolment.seconds += sum(event.seconds for event in fresh)
    if enrolment.last_seen_at is None or latest.occurred_at >= enrolment.last_seen_at:
        enrolment.last_seen_at = latest.occurred_at
        enrolment.last_lesson = latest.lesson
    finished = enrolment.percent == 100 and enrolment.state == Enrolment.State.ACTIVE
    if finished:
        enrolment.state = Enrolment.State.COMPLETED
        enrolment.completed_at = latest.occurred_at
    enrolment.save(
        update_fields=[
            "completed_count", "percent", "seconds", "last_seen_at", "last_lesson", "state", "completed_at",
        ]
    )  # fmt: skip
    if finished:
        transaction.on_commit(lambda: course_completed.send(sender=Enrolment, enrolment=enrolment))


def states_in(enrolment: Enrolment, lesson: UUID | None = None) -> Mapping[ActivityKey, datetime | None]:
    """When each activity was completed (``None``: begun only), in the whole course or in one lesson. One query."""
    rows = ActivityProgress.objects.filter(enrolment=enrolment)
    if lesson:
        rows = rows.filter(lesson=lesson)
    return {(key, block): done for key, block, done in rows.values_list("lesson", "block", "completed_at")}
