"""Marks set by hand, with the reason, and set back again."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.gradebook.access import may_correct, require
from courses.gradebook.scheme import activity_of, item_key, scores_of
from courses.gradebook.services.scores import entry_of, locked_record, store
from courses.models import Enrolment, GradeChange, GradeRecord
from courses.outline import ActivityKey
from people.models import User

Kind = GradeChange.Kind
HUNDRED = Decimal(100)


class CannotCorrectError(ValueError):
    """The mark cannot be set so; the message says why and what to do."""


@transaction.atomic
def correct(
    enrolment: Enrolment,
    key: ActivityKey | None,
    by: User,
    kind: str,
    *,
    reason: str,
    percent: Decimal | None = None,
    at: datetime | None = None,
) -> GradeChange:
    """Set a mark by hand (``key`` ``None``: the total), leave it out for this learner, or take either back.

    Raises ``PermissionDenied``; :class:`CannotCorrectError` without a reason, for a mark outside of 0 to 100 %, and for
    an activity the learner's edition does not have.
    """
    now = at or timezone.now()
    stored = _may_be_corrected(enrolment, by)
    _check(stored, key, kind, reason, percent)
    record = locked_record(stored)
    before = _value(record, key)
    _apply(record, key, kind, percent, now)
    lesson, block = key or (None, None)
    return GradeChange.objects.create(
        enrolment=stored,
        attempt=stored.attempt,
        lesson=lesson,
        block=block,
        kind=kind,
        before=before,
        after=_value(record, key),
        reason=reason.strip(),
        by=by,
        at=now,
    )


def _may_be_corrected(enrolment: Enrolment, by: User) -> Enrolment:
    """The enrolment as it is stored. Raises ``PermissionDenied``."""
    stored = Enrolment.objects.with_run().select_related("run__organisation").get(pk=enrolment.pk)
    require(may_correct(by, stored), _("Marks are set by the learner’s tutors and the run’s methodologists."))
    return stored


def _apply(record: GradeRecord, key: ActivityKey | None, kind: str, percent: Decimal | None, now: datetime) -> None:
    if key is not None:
        _correct_item(record, key, kind, percent, now)
        return
    record.override = percent if kind == Kind.OVERRIDE else None
    store(record, None, {}, now)


def _check(enrolment: Enrolment, key: ActivityKey | None, kind: str, reason: str, percent: Decimal | None) -> None:
    if not reason.strip():
        raise CannotCorrectError(_("Give the reason: it is kept with the change, and the learner sees it."))
    if key is not None and activity_of(enrolment.edition.outline, key) is None:
        raise CannotCorrectError(_("The learner’s course has no such mark."))
    if kind not in Kind.values or (key is None and kind not in (Kind.OVERRIDE, Kind.REVERT)):
        raise CannotCorrectError(_("A total can only be set by hand or set back."))
    if kind == Kind.OVERRIDE and (percent is None or not 0 <= percent <= HUNDRED):
        raise CannotCorrectError(_("Give a mark from 0 to 100 per cent."))


def _correct_item(record: GradeRecord, key: ActivityKey, kind: str, percent: Decimal | None, now: datetime) -> None:
    entry = entry_of(record, key)
    match kind:
        case Kind.OVERRIDE:
            entry["o"] = str(percent)
        case Kind.EXCLUDE:
            entry["x"] = True
        case Kind.INCLUDE:
            entry["x"] = False
        case Kind.REVERT:
            entry["o"] = None
    store(record, key, entry, now)


def _value(record: GradeRecord, key: ActivityKey | None) -> Decimal | None:
    """What is in force: what was set by hand, else what was earned."""
    if key is None:
        return record.total if record.override is None else record.override
    score = scores_of(record).get(item_key(*key))
    return score.value if score else None
