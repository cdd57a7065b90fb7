"""The final assessment: a sheet is drawn up, signed, replaced by another."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.gradebook.access import may_assess, require
from courses.gradebook.outcomes import outcomes, proposed
from courses.gradebook.scheme import weighing_of
from courses.gradebook.table import totals_of
from courses.models import CommissionMember, Enrolment, FinalAssessment, FinalResult, Run
from courses.programmes.particulars import particulars_of
from people.models import Employment, User

State = FinalAssessment.State
MOST_MEMBERS = 15


class SheetError(ValueError):
    """The sheet cannot be so; the message says why and what to do."""


@dataclass(frozen=True)
class Member:
    """Somebody of the commission."""

    name: str
    position: str = ""
    part: str = CommissionMember.Part.MEMBER


@dataclass(frozen=True)
class Result:
    """A learner's result as it is sent."""

    grade: str = ""
    is_absent: bool = False
    note: str = ""


@dataclass(frozen=True)
class SheetData:
    """What is said on a sheet. ``results`` are by the learner's enrolment."""

    number: str
    held_on: date
    form: str = FinalAssessment.Form.CREDIT
    topic: str = ""
    commission: Sequence[Member] = ()
    results: Mapping[int, Result] = field(default_factory=dict)


@transaction.atomic
def draw_up(run: Run, by: User, *, number: str, held_on: date, form: str) -> FinalAssessment:
    """A draft with everybody who learns in the run, their results as the gradebook suggests them.

    Raises ``PermissionDenied``, and :class:`SheetError` without a number or without learners.
    """
    run = Run.objects.with_edition().select_related("organisation").get(pk=run.pk)
    require(may_assess(by, run))
    _check_head(number, form)
    learners = list(Enrolment.objects.in_force().filter(run=run).with_run())
    if not learners:
        raise SheetError(_("Nobody learns in this run: there is nobody to assess."))
    sheet = FinalAssessment.objects.create(run=run, number=number.strip(), held_on=held_on, form=form, created_by=by)
    weighing = weighing_of(run)
    passes = {each.value: each.is_passed for each in outcomes(weighing)}
    rows = []
    for enrolment, record in totals_of(learners, weighing):
        total = record.total if record.override is None else record.override
        grade = proposed(weighing, total)
        rows.append(
            FinalResult(
                sheet=sheet, enrolment=enrolment, grade=grade, percent=total, is_passed=passes.get(grade, False)
            )
        )
    FinalResult.objects.bulk_create(rows)
    return sheet


@transaction.atomic
def save_sheet(sheet: FinalAssessment, by: User, data: SheetData, *, revision: int) -> FinalAssessment:
    """Change a draft. Raises ``PermissionDenied``, :class:`SheetError`."""
    stored = _draft(sheet, by)
    if stored.revision != revision:
        raise SheetError(_("Somebody has changed this sheet while you had it open. Open it again."))
    _check_head(data.number, data.form)
    stored.number, stored.held_on, stored.form, stored.topic = data.number.strip(), data.held_on, data.form, data.topic
    stored.revision += 1
    stored.save()
    _write_commission(stored, data.commission)
    _write_results(stored, data.results)
    return stored


def _draft(sheet: FinalAssessment, by: User) -> FinalAssessment:
    """The sheet, held; only a draft can be changed."""
    stored = FinalAssessment.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    stored.run = Run.objects.with_edition().select_related("organisation").get(pk=stored.run_id)
    require(may_assess(by, stored.run))
    if not stored.is_draft:
        raise SheetError(_("This sheet has been signed: it is never changed. Draw up another that takes its place."))
    return stored


def _check_head(number: str, form: str) -> None:
    if not number.strip():
        raise SheetError(_("Give the number of the protocol."))
    if form not in FinalAssessment.Form.values:
        raise SheetError(_("Choose the form of the assessment."))


def _write_commission(sheet: FinalAssessment, members: Sequence[Member]) -> None:
    if len(members) > MOST_MEMBERS:
        raise SheetError(_("A commission has at most %(most)d members.") % {"most": MOST_MEMBERS})
    sheet.commission.all().delete()
    CommissionMember.objects.bulk_create(
        CommissionMember(
            sheet=sheet, name=each.name.strip(), position=each.position.strip(), part=each.part, place=place
        )
        for place, each in enumerate(members)
        if each.name.strip()
    )


def _write_results(sheet: FinalAssessment, results: Mapping[int, Result]) -> None:
    passes = {each.value: each.is_passed for each in outcomes(weighing_of(sheet.run))}
    rows = [row for row in sheet.results.all() if row.enrolment_id in results]
    for row in rows:
        sent = results[row.enrolment_id]
        if sent.grade and sent.grade not in passes:
            raise SheetError(_("The run’s scale has no result “%(grade)s”.") % {"grade": sent.grade})
        row.is_absent, row.note = sent.is_absent, sent.note
        row.grade = "" if sent.is_absent else sent.grade
        row.is_passed = passes.get(row.grade, False)
    FinalResult.objects.bulk_update(rows, ["is_absent", "note", "grade", "is_passed"], batch_size=500)


@transaction.atomic
def sign(sheet: FinalAssessment, by: User, at: datetime | None = None) -> FinalAssessment:
    """Make a sheet final; the one it takes the place of is superseded.

    Raises ``PermissionDenied``; :class:`SheetError` without a chair or with a learner who has neither a result nor is
    marked as absent.
    """
    now = at or timezone.now()
    stored = _draft(sheet, by)
    _check_whole(stored)
    _freeze(stored)
    stored.state, stored.signed_at, stored.signed_by = State.SIGNED, now, by
    stored.save()
    if stored.supersedes_id:
        earlier = FinalAssessment.objects.get(pk=stored.supersedes_id)
        earlier.state = State.SUPERSEDED
        earlier.save(update_fields=["state"])
        log(stored.run, "courses.sheet.supersede", user=by, data={"number": earlier.number, "reason": stored.reason})
    log(stored.run, "courses.sheet.sign", user=by, data={"number": stored.number})
    return stored


def _check_whole(sheet: FinalAssessment) -> None:
    if not sheet.commission.filter(part=CommissionMember.Part.CHAIR).exists():
        raise SheetError(_("Name the chair of the commission before the sheet is signed."))
    open_ones = sheet.results.filter(grade="", is_absent=False).select_related("enrolment__learner")
    if names := [each.enrolment.learner.get_full_name() for each in open_ones[:5]]:
        raise SheetError(_("Give a result, or mark as absent: %(names)s.") % {"names": ", ".join(names)})
    other = FinalAssessment.objects.filter(run=sheet.run_id, state=State.SIGNED).exclude(pk=sheet.supersedes_id or 0)
    if other.filter(number=sheet.number).exists():
        raise SheetError(_("The run has a signed sheet of this number already. Give another number, or supersede it."))


def _freeze(sheet: FinalAssessment) -> None:
    """Write names as they are on the day it is signed, whoever changes theirs later."""
    run = sheet.run
    sheet.paper = {
        "language": translation.get_language(),
        "organisation": str(run.organisation or ""),
        "course": str(run.edition.titles),
        "run": str(run.labels),
        "hours": particulars_of(run).hours,
    }
    rows = list(sheet.results.select_related("enrolment__learner"))
    main = Employment.objects.filter(user__in=[each.enrolment.learner_id for each in rows], is_main=True)
    places = {each.user_id: str(each.organisation) for each in main.select_related("organisation")}
    for row in rows:
        row.person_name = row.enrolment.learner.get_full_name()[:500]
        row.workplace = places.get(row.enrolment.learner_id, "")[:500]
    FinalResult.objects.bulk_update(rows, ["person_name", "workplace"], batch_size=500)


@transaction.atomic
def supersede(sheet: FinalAssessment, by: User, *, reason: str) -> FinalAssessment:
    """A draft that will take the place of a signed sheet, with all that is on it. Raises as :func:`sign` does."""
    stored = (
        FinalAssessment.objects.select_for_update(of=("self",)).select_related("run__organisation").get(pk=sheet.pk)
    )
    require(may_assess(by, stored.run))
    if stored.state != State.SIGNED:
        raise SheetError(_("Only a signed sheet can be superseded."))
    if FinalAssessment.objects.filter(supersedes=stored).exists():
        raise SheetError(_("There is a sheet already that takes the place of this one."))
    if not reason.strip():
        raise SheetError(_("Say why the sheet is replaced."))
    fresh = FinalAssessment.objects.create(
        run=stored.run,
        number=stored.number,
        held_on=stored.held_on,
        form=stored.form,
        topic=stored.topic,
        created_by=by,
        supersedes=stored,
        reason=reason.strip()[:300],
    )
    _copy(stored.commission.all(), fresh)
    _copy(stored.results.all(), fresh)
    return fresh


def _copy(rows: Iterable[Any], sheet: FinalAssessment) -> None:
    copies = list(rows)
    for row in copies:
        row.pk, row.sheet = None, sheet
        row._state.adding = True
    if copies:
        type(copies[0]).objects.bulk_create(copies)


@transaction.atomic
def discard(sheet: FinalAssessment, by: User) -> None:
    """Throw a draft away. Raises ``PermissionDenied``; :class:`SheetError` for a signed sheet."""
    _draft(sheet, by).delete()
