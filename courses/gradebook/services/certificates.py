"""Certificates of a run: for everybody who passed a final assessment, or, without one, who completed the course."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.gradebook.services.final import SheetError
from courses.models import Enrolment, FinalAssessment, FinalResult, Run
from courses.programmes.particulars import Particulars, particulars_of
from credentials.awards import Award
from credentials.kinds import DocumentKind
from credentials.models import DocumentTemplate, IssueBatch
from credentials.occasions import Candidate, Occasion
from credentials.register.vocabulary import INSIDE
from credentials.services import issue_many
from people.models import User

State = FinalAssessment.State
MOST_RUNS = 300


def issue_certificates(
    sheet: FinalAssessment, template: DocumentTemplate, by: User, details: Mapping[str, str] = MappingProxyType({})
) -> IssueBatch:
    """Have certificates issued, in the background, to everybody who passed; who has one already keeps it.

    ``details`` are what the state register wants to know beyond the course; what the programme says itself, it keeps.
    By the registrars and administrators of the run's organisation. Raises ``PermissionDenied``; ``ValidationError``;
    :class:`SheetError` for a sheet that is not in force or on which nobody passed, and for a programme's run with a
    template of another kind of document than the programme leads to.
    """
    sheet = FinalAssessment.objects.select_related("run__organisation", "run__edition").get(pk=sheet.pk)
    if sheet.state != State.SIGNED:
        raise SheetError(_("Certificates are issued for a signed sheet that nothing has superseded."))
    run, particulars = sheet.run, particulars_of(sheet.run)
    _check_kind(template, particulars)
    passed = sheet.results.filter(is_passed=True).select_related("enrolment__learner")
    found = [_award(each.enrolment, run, particulars, sheet.held_on) for each in passed]
    awards = [replace(each, details={"education_form": INSIDE, **details, **each.details}) for each in found]
    if not awards:
        raise SheetError(_("Nobody has passed: there is nothing to issue."))
    title = _("%(course)s, protocol %(number)s") % {"course": run.title, "number": sheet.number}
    with transaction.atomic():
        sheet.batch = issue_many(title, awards, template, run.organisation, by=by)
        sheet.save(update_fields=["batch"])
        log(run, "courses.sheet.certificates", user=by, data={"number": sheet.number, "people": len(awards)})
    return sheet.batch


def _check_kind(template: DocumentTemplate, particulars: Particulars) -> None:
    """Who completes a programme gets the document it leads to, and no other."""
    if particulars.is_of_programme and template.kind != particulars.kind:
        kind = DocumentKind(particulars.kind).label
        raise SheetError(_("This programme leads to another document: %(kind)s. Choose its template.") % {"kind": kind})


def _award(enrolment: Enrolment, run: Run, particulars: Particulars, finished_on: date) -> Award:
    return Award(
        holder=enrolment.learner,
        reason=f"courses.run:{run.pk}",
        title=run.edition.titles,
        organisation=run.organisation,
        hours=particulars.hours,
        started_on=run.starts_on,
        finished_on=max(finished_on, run.starts_on),
        details={"study_mode": particulars.study_mode} if particulars.study_mode else {},
    )


class RunSource:
    """Runs, as what documents are issued for."""

    name = "courses.run"

    def choices(self, by: User) -> list[tuple[str, str]]:
        """The runs of the person's organisations, those that began last first."""
        runs = Run.objects.staffed_by(by).with_edition().order_by("-starts_on", "-pk")[:MOST_RUNS]
        return [(str(run.pk), f"{run.title} ({run.starts_on:%d.%m.%Y})") for run in runs]

    def occasion(self, key: str, by: User) -> Occasion | None:
        """A run with everybody who learns or has learnt in it. Six queries."""
        runs = Run.objects.staffed_by(by).with_edition().select_related("organisation")
        run = runs.filter(pk=int(key) if key.isdecimal() else 0).first()
        if run is None:
            return None
        particulars = particulars_of(run)
        kinds = [particulars.kind] if particulars.is_of_programme else []
        return Occasion(run.title, run.organisation, _candidates(run, particulars), kinds)


def _candidates(run: Run, particulars: Particulars) -> list[Candidate]:
    enrolments = Enrolment.objects.in_force().filter(run=run).select_related("learner").order_by("pk")
    if not FinalAssessment.objects.filter(run=run, state=State.SIGNED).exists():
        return [_by_progress(each, run, particulars) for each in enrolments]
    results = _results(run)
    return [_by_result(each, run, particulars, results.get(each.pk)) for each in enrolments]


def _results(run: Run) -> dict[int, FinalResult]:
    """The result of each enrolment on the signed sheets; of several, one that is passed."""
    found = FinalResult.objects.filter(sheet__run=run, sheet__state=State.SIGNED)
    ordered = found.select_related("sheet").order_by("is_passed", "pk")
    return {each.enrolment_id: each for each in ordered}


def _by_result(enrolment: Enrolment, run: Run, particulars: Particulars, result: FinalResult | None) -> Candidate:
    if result is None:
        return Candidate(enrolment.learner, why_not=_("Is not on the sheet of the final assessment."))
    if not result.is_passed:
        absent, failed = _("Was absent from the final assessment."), _("Has not passed the final assessment.")
        return Candidate(enrolment.learner, why_not=absent if result.is_absent else failed)
    return Candidate(enrolment.learner, _award(enrolment, run, particulars, result.sheet.held_on))


def _by_progress(enrolment: Enrolment, run: Run, particulars: Particulars) -> Candidate:
    if enrolment.completed_at is None:
        words = _("Has not completed the course: %(percent)d%%.") % {"percent": enrolment.percent}
        return Candidate(enrolment.learner, why_not=words)
    return Candidate(enrolment.learner, _award(enrolment, run, particulars, timezone.localdate(enrolment.completed_at)))
