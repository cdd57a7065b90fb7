"""The gradebook's pages: the table, a learner's marks, the scheme, the files; and the learner's own report."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cms.models.base import Crumb
from courses.gradebook.access import may_correct, may_see_gradebook, may_weigh, readable_marks, require
from courses.gradebook.export import as_csv, as_xlsx, table_rows
from courses.gradebook.forms import CorrectionForm, LearnersOfGradebookForm, SchemeForms
from courses.gradebook.report import LearnersMarks, learners_marks
from courses.gradebook.scheme import weighing_of
from courses.gradebook.services.corrections import CannotCorrectError, correct
from courses.gradebook.services.schemes import BadSchemeError
from courses.gradebook.table import gradebook
from courses.models import Run
from courses.outline import ActivityKey
from courses.oversight.access import run_tabs
from courses.views.learning import own_enrolment
from people.models import User

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _run(request: HttpRequest, slug: str) -> Run:
    """The run, for who sees marks in it. 403 for others."""
    run = get_object_or_404(Run.objects.with_edition().select_related("organisation"), slug=slug)
    message = _("Only this run’s tutors and overseers see its marks.")
    require(may_see_gradebook(cast(User, request.user), run), message)
    return run


def run_way(run: Run, *steps: tuple[str, str]) -> list[Crumb]:
    """The way to a page of a run's marks."""
    way = [
        (_("Runs"), reverse("courses:runs")),
        (run.title, reverse("courses:run", args=[run.slug])),
        (_("Gradebook"), reverse("courses:run_marks", args=[run.slug])),
        *steps,
    ]
    return [Crumb(title, url) for title, url in way]


@require_GET
@login_required
def run_marks(request: HttpRequest, run: str) -> HttpResponse:
    """Learners by items."""
    viewer, found = cast(User, request.user), _run(request, run)
    form = LearnersOfGradebookForm(found, request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    table = gradebook(found, viewer, wanted, sort=request.GET.get("sort", ""), page=request.GET.get("page"))
    context = {
        "table": table,
        "tabs": run_tabs(found, viewer, "courses:run_marks"),
        "form": form,
        "is_filtered": any(wanted.values()),
        "may_weigh": may_weigh(viewer, found),
        "breadcrumbs": run_way(found),
    }
    return render(request, "courses/gradebook/table.html", context)


@require_GET
@login_required
def export(request: HttpRequest, run: str, kind: str) -> HttpResponseBase:
    """The table as a file, all pages of it, as it is filtered."""
    viewer, found = cast(User, request.user), _run(request, run)
    form = LearnersOfGradebookForm(found, request.GET)
    rows = table_rows(found, viewer, form.cleaned_data if form.is_valid() else {})
    name = f"{found.slug}-marks.{kind}"
    if kind == "xlsx":
        return FileResponse(as_xlsx(rows, found.title), as_attachment=True, filename=name, content_type=XLSX)
    response = StreamingHttpResponse(as_csv(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
def learner_marks(request: HttpRequest, run: str, enrolment: UUID) -> HttpResponse:
    """One learner's marks with the reasons, and the form that sets one by hand. 404 for who does not see them."""
    viewer, found_run = cast(User, request.user), _run(request, run)
    rows = readable_marks(viewer, found_run).with_run().select_related("learner", "run__organisation")
    found = get_object_or_404(rows, public_id=enrolment)
    shown = learners_marks(found)
    allowed = may_correct(viewer, found)
    items = {item.item.key: item.title for category in shown.categories for item in category.items}
    form = CorrectionForm(items, request.POST or None)
    if request.method == "POST":
        if not allowed:
            raise PermissionDenied(_("Marks are set by the learner’s tutors and the run’s methodologists."))
        if form.is_valid() and (answer := _correct(request, shown, form)):
            return answer
    name = found.learner.get_full_name()
    context = {
        "marks": shown,
        "name": name,
        "form": form if allowed else None,
        "breadcrumbs": run_way(found_run, (name, "")),
    }
    return render(request, "courses/gradebook/learner.html", context)


def _correct(request: HttpRequest, shown: LearnersMarks, form: CorrectionForm) -> HttpResponse | None:
    sent = form.cleaned_data
    activity = shown.activities.get(sent["item"])
    key: ActivityKey | None = activity.key if activity else None
    try:
        correct(
            shown.enrolment,
            key,
            cast(User, request.user),
            sent["kind"],
            reason=sent["reason"],
            percent=sent["percent"],
        )
    except CannotCorrectError as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, _("Saved. The change is in the history below, with its reason."))
    return redirect("courses:learner_marks", shown.enrolment.run.slug, shown.enrolment.public_id)


@login_required
def scheme(request: HttpRequest, run: str) -> HttpResponse:
    """How marks are weighed: shown to who sees them, set by who may."""
    viewer, found = cast(User, request.user), _run(request, run)
    require(may_weigh(viewer, found), _("Marks are weighed by the course’s authors and the run’s methodologists."))
    forms = SchemeForms(found, weighing_of(found), request.POST or None)
    if request.method == "POST" and forms.is_valid():
        try:
            forms.save_by(viewer)
        except BadSchemeError as error:
            forms.main.add_error(None, str(error))
        else:
            messages.success(request, _("The scheme has been saved, and all totals are reckoned by it."))
            return redirect("courses:run_marks", run)
    crumbs = run_way(found, (_("Grading scheme"), ""))
    return render(request, "courses/gradebook/scheme.html", {"run": found, "forms": forms, "breadcrumbs": crumbs})


@require_GET
@login_required
def my_marks(request: HttpRequest, run: str) -> HttpResponse:
    """The learner's own report."""
    enrolment = own_enrolment(request, run)
    if enrolment is None:
        raise Http404(run)
    way = [
        (_("My learning"), reverse("courses:my_learning")),
        (enrolment.title, reverse("courses:learn", args=[run])),
        (_("My marks"), ""),
    ]
    context = {"marks": learners_marks(enrolment), "breadcrumbs": [Crumb(title, url) for title, url in way]}
    return render(request, "courses/gradebook/report.html", context)
