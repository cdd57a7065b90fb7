"""The pages of a run's final assessment: its sheets, one sheet, the protocol, the certificates."""

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cms.models.base import Crumb
from courses.gradebook.access import may_assess, require
from courses.gradebook.protocol import lines_of, protocol_pdf
from courses.gradebook.scheme import weighing_of
from courses.gradebook.services.certificates import issue_certificates
from courses.gradebook.services.final import (
    SheetError,
    discard,
    draw_up,
    save_sheet,
    sign,
    supersede,
)
from courses.gradebook.sheet_forms import CertificatesForm, NewSheetForm, ReasonForm, SheetForms
from courses.models import FinalAssessment, Run
from courses.oversight.access import run_tabs
from credentials.models import IssueBatch
from credentials.pdf import PdfUnavailableError
from credentials.services.permissions import may_issue
from people.models import User


def _run(request: HttpRequest, slug: str) -> Run:
    """The run, for who draws up its sheets. 403 for others."""
    run = get_object_or_404(Run.objects.with_edition().select_related("organisation"), slug=slug)
    message = _("The final assessment is kept by the run’s methodologists, registrars and administrators.")
    require(may_assess(cast(User, request.user), run), message)
    return run


def _sheet(request: HttpRequest, slug: str, sheet: UUID) -> FinalAssessment:
    run = _run(request, slug)
    rows = FinalAssessment.objects.select_related("signed_by", "supersedes").prefetch_related("commission")
    found = get_object_or_404(rows, run=run, public_id=sheet)
    found.run = run
    return found


def _way(run: Run, *steps: tuple[str, str]) -> list[Crumb]:
    way = [
        (_("Runs"), reverse("courses:runs")),
        (run.title, reverse("courses:run", args=[run.slug])),
        (_("Final assessment"), reverse("courses:final", args=[run.slug])),
        *steps,
    ]
    return [Crumb(title, url) for title, url in way]


@login_required
def sheets(request: HttpRequest, run: str) -> HttpResponse:
    """The sheets of a run, and the form of a new one."""
    found = _run(request, run)
    form = NewSheetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sheet = draw_up(found, cast(User, request.user), **form.cleaned_data)
        except SheetError as error:
            form.add_error(None, str(error))
        else:
            return redirect("courses:final_sheet", run, sheet.public_id)
    context = {
        "run": found,
        "tabs": run_tabs(found, cast(User, request.user), "courses:final"),
        "sheets": FinalAssessment.objects.filter(run=found).select_related("signed_by"),
        "form": form,
        "breadcrumbs": _way(found),
    }
    return render(request, "courses/gradebook/sheets.html", context)


@login_required
def sheet(request: HttpRequest, run: str, sheet: UUID) -> HttpResponse:
    """A draft as a form; a signed sheet to read, with its protocol and its certificates."""
    found = _sheet(request, run, sheet)
    crumbs = _way(found.run, (_("Protocol No. %(number)s") % {"number": found.number}, ""))
    if not found.is_draft:
        return render(request, "courses/gradebook/sheet.html", _signed(request, found) | {"breadcrumbs": crumbs})
    forms = SheetForms(found, weighing_of(found.run), request.POST or None)
    if request.method == "POST" and forms.is_valid() and _save(request, forms):
        return redirect("courses:final_sheet", run, sheet)
    context = {"sheet": found, "forms": forms, "breadcrumbs": crumbs}
    return render(request, "courses/gradebook/sheet_form.html", context)


def _save(request: HttpRequest, forms: SheetForms) -> bool:
    """Save the draft, and sign it where that button was pressed; what stands against it is said in the form."""
    by = cast(User, request.user)
    try:
        saved = save_sheet(forms.sheet, by, forms.data(), revision=forms.head.cleaned_data["revision"])
        if "sign" not in request.POST:
            messages.success(request, _("The draft has been saved."))
            return True
    except SheetError as error:
        forms.head.add_error(None, str(error))
        return False
    try:
        sign(saved, by)
    except SheetError as error:
        # What was written is saved all the same.
        messages.error(request, str(error))
    else:
        messages.success(request, _("The sheet has been signed. From now on it is never changed."))
    return True


def _signed(request: HttpRequest, sheet: FinalAssessment) -> dict[str, Any]:
    batch = IssueBatch.objects.with_counts().filter(pk=sheet.batch_id).first() if sheet.batch_id else None
    may_give = may_issue(cast(User, request.user), sheet.run.organisation)
    is_in_force = sheet.state == FinalAssessment.State.SIGNED
    return {
        "sheet": sheet,
        "lines": lines_of(sheet),
        "passed": sheet.results.filter(is_passed=True).count(),
        "batch": batch,
        "done": batch.total - getattr(batch, "waiting", 0) if batch else 0,
        "share": 100 * (batch.total - getattr(batch, "waiting", 0)) // max(1, batch.total) if batch else 0,
        "later": FinalAssessment.objects.filter(supersedes=sheet).first(),
        "certificates": CertificatesForm(sheet.run) if may_give and is_in_force else None,
        "reason": ReasonForm() if is_in_force else None,
    }


@require_GET
@login_required
def protocol(request: HttpRequest, run: str, sheet: UUID) -> HttpResponse:
    """The protocol as a PDF; a draft says that it is one."""
    found = _sheet(request, run, sheet)
    try:
        content = protocol_pdf(found)
    except PdfUnavailableError:
        messages.error(request, _("PDF documents cannot be made on this server. Tell its administrator."))
        return redirect("courses:final_sheet", run, sheet)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="protocol-{found.run.slug}-{found.pk}.pdf"'
    return response


def _act(request: HttpRequest, run: str, sheet: UUID, doing: Callable[[FinalAssessment, User], str]) -> HttpResponse:
    """Do something with a sheet, say what came of it, and come back to its page."""
    found = _sheet(request, run, sheet)
    try:
        messages.success(request, doing(found, cast(User, request.user)))
    except SheetError as error:
        messages.error(request, str(error))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("courses:final_sheet", run, sheet)


@require_POST
@login_required
def supersede_sheet(request: HttpRequest, run: str, sheet: UUID) -> HttpResponse:
    """Draw up a sheet that will take the place of a signed one, and open it."""
    found = _sheet(request, run, sheet)
    try:
        fresh = supersede(found, cast(User, request.user), reason=request.POST.get("reason", ""))
    except SheetError as error:
        messages.error(request, str(error))
        return redirect("courses:final_sheet", run, sheet)
    return redirect("courses:final_sheet", run, fresh.public_id)


@require_POST
@login_required
def discard_sheet(request: HttpRequest, run: str, sheet: UUID) -> HttpResponse:
    """Throw a draft away."""
    found = _sheet(request, run, sheet)
    try:
        discard(found, cast(User, request.user))
    except SheetError as error:
        messages.error(request, str(error))
        return redirect("courses:final_sheet", run, sheet)
    messages.success(request, _("The draft has been thrown away."))
    return redirect("courses:final", run)


@require_POST
@login_required
def certificates(request: HttpRequest, run: str, sheet: UUID) -> HttpResponse:
    """Have certificates issued to everybody who passed."""

    def give(found: FinalAssessment, by: User) -> str:
        form = CertificatesForm(found.run, request.POST)
        if not form.is_valid():
            raise SheetError(_("Choose the template of the certificates."))
        issue_certificates(found, form.cleaned_data["template"], by, form.details())
        return _("The certificates are being issued; this page shows how far it is.")

    return _act(request, run, sheet, give)
