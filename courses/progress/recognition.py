"""A course finished earlier, in another run or language, is taken into account where its author allows it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import ActivityProgress, Enrolment, ProgressEvent, Recognition
from courses.outline import Activity, ActivityKey
from courses.oversight.reminders import looks_after
from courses.progress import states
from courses.progress.offers import Offer, offers
from courses.progress.rules import Event, EventKind
from courses.progress.services import AGGREGATE_FIELDS, locked, recount, settle
from courses.services.states import take_up_again
from people.models import User

__all__ = ["Offer", "offers", "recognise", "take_back"]


@transaction.atomic
def recognise(enrolment: Enrolment, source: Enrolment, by: User, at: datetime | None = None) -> Recognition:
    """Take over what a learner completed earlier; by themselves or by who looks after them.

    Raises ``PermissionDenied``, and ``ValidationError`` where there is nothing to recognise or it is not allowed.
    """
    now = at or timezone.now()
    stored = locked(enrolment)
    if by.pk != stored.learner_id and not looks_after(stored, by):
        raise PermissionDenied(_("Recognition is asked for by the learner, or given by those who look after them."))
    offer = next((each for each in offers(stored) if each.source.pk == source.pk), None)
    if offer is None:
        raise ValidationError(_("Nothing of that course can be recognised here."))
    before = stored.percent
    _take_over(stored, offer.source, offer.keys)
    _sum_up(stored, now)
    return Recognition.objects.create(
        enrolment=stored,
        attempt=stored.attempt,
        source=offer.source,
        activities=sorted([str(lesson), str(block)] for lesson, block in offer.keys),
        percent_before=before,
        percent_after=stored.percent,
        score=offer.score,
        by=by,
        at=now,
    )


def _take_over(enrolment: Enrolment, source: Enrolment, keys: Collection[ActivityKey]) -> None:
    lessons = {lesson for lesson, _block in keys}
    given = {(row.lesson, row.block): row for row in ActivityProgress.objects.of(source).filter(lesson__in=lessons)}
    own = {(row.lesson, row.block): row for row in ActivityProgress.objects.of(enrolment).filter(lesson__in=lessons)}
    rows = []
    for key in keys:
        lesson, block = key
        row = own.get(key) or ActivityProgress(
            enrolment=enrolment, attempt=enrolment.attempt, lesson=lesson, block=block
        )
        row.completed_at = row.completed_at or given[key].completed_at
        row.score = max((score for score in (row.score, given[key].score) if score is not None), default=None)
        rows.append(row)
    states.store(rows)


def _sum_up(enrolment: Enrolment, at: datetime) -> None:
    recount(enrolment)
    settle(enrolment, at)
    enrolment.save(update_fields=AGGREGATE_FIELDS)


@transaction.atomic
def take_back(recognition: Recognition, by: User, reason: str, at: datetime | None = None) -> Recognition:
    """Undo a recognition: what was taken over is again only what the learner did here themselves.

    Raises ``PermissionDenied``, and ``ValidationError`` without a reason or for one taken back already.
    """
    now = at or timezone.now()
    stored = locked(recognition.enrolment)
    if not looks_after(stored, by):
        raise PermissionDenied(_("A recognition is taken back by those who look after the learner."))
    if not reason.strip():
        raise ValidationError(_("Say why: the learner reads it."))
    taken = {"undone_at": now, "undone_by": by, "reason": reason}
    if not Recognition.objects.filter(pk=recognition.pk, undone_at=None).update(**taken):
        raise ValidationError(_("This recognition has been taken back already."))
    recognition.refresh_from_db()
    if recognition.attempt == stored.attempt:
        keys = {(UUID(lesson), UUID(block)) for lesson, block in recognition.activities}
        _replay(stored, keys)
        _go_on(stored, by, reason, now)
    return recognition


def _replay(enrolment: Enrolment, keys: set[ActivityKey]) -> None:
    """Make the rows of activities anew from the learner's own events; those without any go."""
    lessons = {lesson for lesson, _block in keys}
    told = ProgressEvent.objects.filter(enrolment=enrolment, attempt=enrolment.attempt, lesson__in=lessons).order_by(
        "occurred_at", "lesson", "uuid"
    )
    events = [
        Event(
            row.uuid, row.lesson, row.block, EventKind(row.kind), row.occurred_at, row.seconds, row.language, row.value
        )
        for row in told
    ]
    activities: dict[ActivityKey, Activity] = dict(enrolment.edition.outline.activities)
    known = [event for event in events if event.key in activities]
    rows: states.Rows = {}
    states.apply_all(
        rows,
        activities,
        known,
        lambda key: ActivityProgress(enrolment=enrolment, attempt=enrolment.attempt, lesson=key[0], block=key[1]),
    )
    states.store([row for key, row in rows.items() if key in keys])
    for lesson, block in keys - rows.keys():
        ActivityProgress.objects.of(enrolment).filter(lesson=lesson, block=block).delete()


def _go_on(enrolment: Enrolment, by: User, reason: str, at: datetime) -> None:
    recount(enrolment)
    if enrolment.percent < 100:
        take_up_again([enrolment], by=by, reason=reason, at=at)
    enrolment.save(update_fields=AGGREGATE_FIELDS)
