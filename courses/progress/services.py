"""The one writer of progress: events in, states and the enrolment's aggregate out, in one transaction."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from courses.enrolled import own_enrolment
from courses.models import ActivityProgress, Enrolment, ProgressEvent
from courses.outline import Activity, ActivityKey, Outline
from courses.progress import rules, states
from courses.progress.packed import Packed
from courses.progress.rules import Event
from courses.progress.states import Rows
from courses.services.states import note
from courses.signals import course_completed

AGGREGATE_FIELDS = (
    "begun", "done", "completed_count", "percent", "seconds", "last_seen_at", "last_lesson", "next_lesson", "state",
    "completed_at",
)  # fmt: skip
LEARNING = frozenset({Enrolment.State.ACTIVE, Enrolment.State.COMPLETED})

Activities = Mapping[ActivityKey, Activity]
Gate = Callable[[Enrolment, Sequence[Event]], Sequence[Event]]


@dataclass(frozen=True)
class Recorded:
    """What became of a batch: how many events were new, had been received before, or belong to no activity; the
    enrolment as it is now, and what is stored of the activities of the lessons that the new events are about.
    """

    accepted: int
    repeated: int
    unknown: int
    enrolment: Enrolment
    rows: Rows = field(default_factory=dict)


def record(enrolment: Enrolment, events: Sequence[Event], at: datetime | None = None) -> Recorded:
    """Take a batch of events from a learner's client.

    Safe to call twice with the same events, late, and out of order: an event counts once, by its UUID, and the result
    does not depend on the order. What an edition had from which the learner was moved is kept, and comes back with
    it; events about anything else are left out and counted as unknown, as are all of a withdrawn enrolment. What was
    done in an earlier attempt is added to that one.
    """
    with transaction.atomic():
        return _record(locked(enrolment), events, at or timezone.now())


def record_in_run(
    learner: int, run: str, events: Sequence[Event], at: datetime | None = None, gate: Gate = lambda _own, told: told
) -> Recorded | None:
    """As :func:`record`, for the learner's enrolment in the run of that address; ``None`` when there is none in force.
    ``gate`` lets through the events about what is open to the learner.

    Reads and locks the enrolment at once, which every request of every open lesson does.
    """
    with transaction.atomic():
        enrolment = own_enrolment(learner, run, lock=True)
        return None if enrolment is None else _record(enrolment, gate(enrolment, events), at or timezone.now())


def _record(stored: Enrolment, events: Sequence[Event], received_at: datetime) -> Recorded:
    activities = _activities(stored, events)
    known = [event for event in events if event.key in activities]
    fresh = _store(stored, known, received_at)
    rows: Rows = {}
    if now := [event for event in fresh if event.attempt == stored.attempt]:
        touched, rows = states.advance(stored, activities, now, stored.attempt)
        _sum_up(stored, touched, now)
    for attempt in {event.attempt for event in fresh} - {stored.attempt}:
        _add_to_earlier(stored, activities, [event for event in fresh if event.attempt == attempt], attempt)
    return Recorded(
        accepted=len(fresh),
        repeated=len(known) - len(fresh),
        unknown=len(events) - len(known),
        enrolment=stored,
        rows=rows,
    )


def _add_to_earlier(enrolment: Enrolment, activities: Activities, fresh: Sequence[Event], number: int) -> None:
    """What was told late of an earlier attempt: it belongs there, and moves nothing in the present one."""
    touched, _rows = states.advance(enrolment, activities, fresh, number)
    attempt = enrolment.attempts.select_related("edition").get(number=number)
    outline = attempt.edition.outline
    standing = attempt.packed.with_rows(outline, _done(touched))
    attempt.begun, attempt.done = standing.begun, standing.done
    attempt.completed_count = standing.completed(outline)
    attempt.percent = rules.percent(standing.weight(outline), outline.total_weight)
    attempt.seconds += sum(event.seconds for event in fresh)
    attempt.save(update_fields=["begun", "done", "completed_count", "percent", "seconds"])


def locked(enrolment: Enrolment) -> Enrolment:
    """The enrolment as it is stored, with what was read of its run and edition.

    Two tabs of one learner write one after the other; learners do not wait for each other on PostgreSQL.
    """
    stored = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    stored.run = enrolment.run
    if stored.edition_id == enrolment.edition_id:
        stored.edition = enrolment.edition
    return stored


def _activities(enrolment: Enrolment, events: Iterable[Event]) -> Activities:
    """What the events may be about: the activities of the learner's edition; where one is not among them, those of the
    editions they were moved from as well. Nothing for who is not learning.
    """
    if enrolment.state not in LEARNING:
        return {}
    activities = enrolment.edition.outline.activities
    if all(event.key in activities for event in events):
        return activities
    former: dict[ActivityKey, Activity] = {}
    for move in enrolment.edition_moves.select_related("before").order_by("at", "pk"):
        former |= move.before.outline.activities
    return {**former, **activities}


def _store(enrolment: Enrolment, events: Sequence[Event], received_at: datetime) -> list[Event]:
    """Append the events that were not received before; gives those in the order of time."""
    # The first of several with one identifier is the one that counts.
    batch = {event.uuid: rules.honest(event, received_at, enrolment.enrolled_at) for event in reversed(events)}
    if not batch:
        return []
    seen = set(ProgressEvent.objects.filter(enrolment=enrolment, uuid__in=batch).values_list("uuid", flat=True))
    fresh = [rules.in_attempt(event, enrolment.attempt) for uuid, event in batch.items() if uuid not in seen]
    fresh.sort(key=lambda event: (event.occurred_at, event.lesson, event.uuid))
    ProgressEvent.objects.bulk_create(_row(enrolment, event, received_at) for event in fresh)
    return fresh


def _row(enrolment: Enrolment, event: Event, received_at: datetime) -> ProgressEvent:
    return ProgressEvent(
        enrolment=enrolment,
        attempt=event.attempt,
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


def _sum_up(enrolment: Enrolment, touched: Rows, fresh: Sequence[Event]) -> None:
    """Bring the enrolment's aggregate up to date, and tell the house when the course is complete."""
    enrolment.seconds += sum(event.seconds for event in fresh)
    latest = next((event for event in reversed(fresh) if event.is_by_learner), None)
    if latest and rules.is_later(latest, enrolment.last_seen_at, enrolment.last_lesson):
        enrolment.last_seen_at = latest.occurred_at
        enrolment.last_lesson = latest.lesson
    count(enrolment, enrolment.packed.with_rows(enrolment.edition.outline, _done(touched)))
    settle(enrolment)
    enrolment.save(update_fields=AGGREGATE_FIELDS)


def settle(enrolment: Enrolment, at: datetime | None = None) -> None:
    """Complete the course of a learner who has done all that counts, with the house told after the commit; not saved.

    Who has completed it is not taken back here: only another edition or another attempt does that.
    """
    if enrolment.percent < 100:
        return
    before, enrolment.state = enrolment.state, Enrolment.State.COMPLETED
    enrolment.completed_at = _last_completion(enrolment, enrolment.edition.outline)
    if before == Enrolment.State.ACTIVE:
        note([enrolment], [before], at=at or timezone.now())
        # Whoever listens may fail; what the learner did is stored all the same.
        transaction.on_commit(lambda: course_completed.send_robust(sender=Enrolment, enrolment=enrolment))


def count(enrolment: Enrolment, standing: Packed) -> None:
    """Set what follows from the standing alone; not saved."""
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
    rows = {(row.lesson, row.block): row for row in ActivityProgress.objects.of(enrolment)}
    count(enrolment, Packed().with_rows(enrolment.edition.outline, _done(rows)))


def _last_completion(enrolment: Enrolment, outline: Outline) -> datetime | None:
    """When the last of what counts was completed."""
    rows = ActivityProgress.objects.of(enrolment).filter(completed_at__isnull=False)
    moments = rows.values_list("lesson", "block", "completed_at")
    return max((done for lesson, block, done in moments if done and (lesson, block) in outline.counted), default=None)
