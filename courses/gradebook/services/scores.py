"""Scores come in, from whatever marks learners."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses.gradebook import rules
from courses.gradebook.scheme import Weighing, item_key, scores_of, weighing_of
from courses.models import Enrolment, GradeRecord, Run
from courses.outline import ActivityKey, Outline
from courses.querysets import read_outlines

AT_ONCE = 500


@transaction.atomic
def set_score(
    enrolment: Enrolment,
    key: ActivityKey,
    percent: Decimal | None,
    *,
    attempt: int | None = None,
    at: datetime | None = None,
) -> GradeRecord:
    """Set what a learner has earned for an activity, %, or take it away; the total follows. ``attempt`` is by default
    the present one.

    Called by the services that mark: they have asked who may. What was set by hand stays in force over it.
    """
    record = locked_record(enrolment, attempt)
    entry = entry_of(record, key)
    entry["p"] = None if percent is None else str(percent)
    return store(record, key, entry, at or timezone.now())


def locked_record(enrolment: Enrolment, attempt: int | None = None) -> GradeRecord:
    """The learner's record, held until the end of the transaction; made when there is none."""
    # Two scores of one learner at once wait for each other here, the first of them without a record too.
    stored = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    record, _made = GradeRecord.objects.get_or_create(enrolment=stored, attempt=attempt or stored.attempt)
    return record


def entry_of(record: GradeRecord, key: ActivityKey) -> dict[str, Any]:
    """What the record holds for an activity."""
    return dict(record.scores.get(item_key(*key), {}))


def store(record: GradeRecord, key: ActivityKey | None, entry: dict[str, Any], at: datetime) -> GradeRecord:
    """Write an activity's entry (``None``: the total's override is set already) and reckon the total anew."""
    if key is not None:
        kept = {name: value for name, value in entry.items() if value not in (None, False)}
        record.scores.pop(item_key(*key), None)
        if kept:
            record.scores[item_key(*key)] = kept
    enrolment = Enrolment.objects.with_run().get(pk=record.enrolment_id)
    record.total = reckoned(weighing_of(enrolment.run), _outline(enrolment, record.attempt), record)
    record.updated_at = at
    record.save(update_fields=["scores", "total", "override", "updated_at"])
    return record


def _outline(enrolment: Enrolment, attempt: int) -> Outline:
    """What was learnt from in an attempt."""
    if attempt == enrolment.attempt:
        return enrolment.edition.outline
    return enrolment.attempts.select_related("edition").get(number=attempt).edition.outline


def reckoned(weighing: Weighing, outline: Outline, record: GradeRecord | None) -> Decimal | None:
    """What a record comes to, %, without what was set by hand for the total itself."""
    return rules.percent_of(
        weighing.items(outline), weighing.category_schemes, scores_of(record), missing_as_zero=weighing.missing_as_zero
    )


@transaction.atomic
def reckon_run(run: Run, at: datetime | None = None) -> int:
    """Bring every total of a run up to date, after its scheme was changed; gives the number of learners.

    What an earlier attempt came to stays as it was.
    """
    weighing = weighing_of(run)
    learners = list(Enrolment.objects.in_force().filter(run=run).with_run().order_by("pk"))
    outlines = read_outlines(each.edition for each in learners)
    GradeRecord.objects.bulk_create(
        (GradeRecord(enrolment=each, attempt=each.attempt) for each in learners), ignore_conflicts=True
    )
    edition_of = {each.pk: each.edition_id for each in learners}
    records = list(GradeRecord.objects.present().filter(enrolment__in=edition_of).select_for_update(of=("self",)))
    for record in records:
        record.total = reckoned(weighing, outlines[edition_of[record.enrolment_id]], record)
        record.updated_at = at or timezone.now()
    GradeRecord.objects.bulk_update(records, ["total", "updated_at"], batch_size=AT_ONCE)
    return len(records)
