"""The pages of those who look after learners."""

from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from courses.models import Run
from courses.oversight.access import learner_tabs, run_tabs, visible_enrolment, visible_run, way
from courses.oversight.forms import RunLearnersForm
from courses.oversight.learners import PAGE_SIZE, learner_rows, run_table
from courses.oversight.records import record_of
from courses.oversight.reminders import looks_after, may_remind
from courses.progress.attempts import may_begin_anew
from courses.services.runs import may_open_runs
from people.models import User
from people.permissions import has_role
from people.roles import Role

_LOOK_AFTER = (Role.TUTOR, Role.METHODOLOGIST, Role.REGISTRAR, Role.ADMINISTRATOR)


@require_GET
@login_required
def runs(request: HttpRequest) -> HttpResponse:
    """The runs in which the reader sees the progress of learners. 403 for who looks after nobody."""
    viewer = cast(User, request.user)
    visible = Run.objects.visible_to(viewer).with_edition().select_related("organisation").with_counts()
    found = Paginator(visible.order_by("-starts_on", "slug"), PAGE_SIZE).get_page(request.GET.get("page"))
    if not found.paginator.count and not has_role(viewer, *_LOOK_AFTER):
        raise PermissionDenied(_("This page is for tutors, methodologists, registrars and administrators."))
    return render(request, "courses/runs.html", {"page_of_runs": found, "breadcrumbs": way()[:1]})


@require_GET
@login_required
def run(request: HttpRequest, run: str) -> HttpResponse:
    """Every learner of a run whose progress the reader sees. 403 for who sees none of them."""
    viewer = cast(User, request.user)
    found = visible_run(request, run)
    form = RunLearnersForm(found, request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    table = run_table(found, viewer, wanted, sort=request.GET.get("sort", ""), page=request.GET.get("page"))
    context = {
        "table": table,
        "form": form,
        "is_filtered": any(wanted.values()),
        "may_remind": may_remind(found, viewer),
        "tabs": run_tabs(found, viewer, "courses:run"),
        "today": timezone.localdate(),
        "sees_all": Run.objects.overseen_by(viewer).filter(pk=found.pk).exists(),
        "breadcrumbs": way((found.title, "")),
    }
    return render(request, "courses/run.html", context)


@require_GET
@login_required
def learner(request: HttpRequest, run: str, enrolment: UUID) -> HttpResponse:
    """One learner's record in a run. 404 for who does not see it."""
    viewer = cast(User, request.user)
    found = visible_enrolment(request, run, enrolment)
    (row,) = learner_rows([found], timezone.now())
    context = {
        "row": row,
        "modules": record_of(found),
        "may_remind": looks_after(found, viewer),
        "may_move": may_open_runs(viewer, found.run.organisation),
        "may_begin_anew": may_begin_anew(found, viewer),
        "tabs": learner_tabs(found, "courses:run_learner"),
        "today": timezone.localdate(),
        "breadcrumbs": way((found.title, reverse("courses:run", args=[run])), (row.name, "")),
    }
    return render(request, "courses/run_learner.html", context)
