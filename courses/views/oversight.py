"""The pages of those who look after learners."""

from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cms.models.base import Crumb
from courses.forms import LearnersForm
from courses.models import Enrolment, Run
from courses.oversight.learners import PAGE_SIZE, learner_rows, run_table
from courses.oversight.records import record_of
from people.models import User


def _way(*steps: tuple[str, str]) -> list[Crumb]:
    return [Crumb(title, url) for title, url in ((_("Runs"), reverse("courses:runs")), *steps)]


@require_GET
@login_required
def runs(request: HttpRequest) -> HttpResponse:
    """The runs in which the reader sees the progress of learners. 403 for who looks after nobody."""
    viewer = cast(User, request.user)
    visible = Run.objects.visible_to(viewer).with_edition().select_related("organisation").with_counts()
    found = Paginator(visible.order_by("-starts_on", "slug"), PAGE_SIZE).get_page(request.GET.get("page"))
    if not found.paginator.count and not viewer.role_assignments.exists():
        raise PermissionDenied(_("This page is for tutors, methodologists, registrars and administrators."))
    return render(request, "courses/runs.html", {"page_of_runs": found, "breadcrumbs": _way()[:1]})


@require_GET
@login_required
def run(request: HttpRequest, run: str) -> HttpResponse:
    """Every learner of a run whose progress the reader sees. 403 for who sees none of them."""
    viewer = cast(User, request.user)
    found = get_object_or_404(Run.objects.with_edition().select_related("organisation"), slug=run)
    if not Run.objects.visible_to(viewer).filter(pk=found.pk).exists():
        raise PermissionDenied(_("Only this run's tutors and methodologists see how its learners get on."))
    form = LearnersForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    table = run_table(found, viewer, wanted, sort=request.GET.get("sort", ""), page=request.GET.get("page"))
    context = {
        "table": table,
        "form": form,
        "is_filtered": any(wanted.values()),
        "sees_all": Run.objects.overseen_by(viewer).filter(pk=found.pk).exists(),
        "breadcrumbs": _way((found.title, "")),
    }
    return render(request, "courses/run.html", context)


@require_GET
@login_required
def learner(request: HttpRequest, run: str, enrolment: UUID) -> HttpResponse:
    """One learner's record in a run. 404 for who does not see it."""
    visible = Enrolment.objects.visible_to(cast(User, request.user)).with_run().with_learner()
    found = get_object_or_404(visible, run__slug=run, public_id=enrolment)
    (row,) = learner_rows([found], timezone.now())
    crumbs = _way((found.title, reverse("courses:run", args=[run])), (row.name, ""))
    return render(request, "courses/run_learner.html", {"row": row, "modules": record_of(found), "breadcrumbs": crumbs})
