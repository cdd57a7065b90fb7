"""What happened to a learner, and what their per cent is made of: for themselves and for who looks after them."""

from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from courses.learning.explained import explain
from courses.learning.timeline import timeline_of
from courses.models import Enrolment
from courses.moves.services import can_undo_move
from courses.oversight.access import learner_tabs, visible_enrolment, way_to_learner
from courses.oversight.reminders import looks_after
from courses.views.learning import own_enrolment, way
from people.models import User


@require_GET
@login_required
def timeline(request: HttpRequest, run: str, enrolment: UUID) -> HttpResponse:
    """A learner's days. 404 for who does not see them."""
    found = visible_enrolment(request, run, enrolment)
    save = reverse("courses:run_timeline_sheet", args=[run, enrolment, "csv"])
    return render(
        request,
        "courses/timeline.html",
        {
            "enrolment": found,
            "timeline": timeline_of(found, request.GET.get("page")),
            "save_csv": save,
            "save_xlsx": save.removesuffix("csv") + "xlsx",
            "can_undo_move": can_undo_move(found, cast(User, request.user)),
            "heading": found.learner.get_full_name(),
            "tabs": learner_tabs(found, "courses:run_timeline"),
            "breadcrumbs": way_to_learner(found, (_("Timeline"), "")),
        },
    )


@require_GET
@login_required
def own_timeline(request: HttpRequest, run: str) -> HttpResponse:
    """One's own days."""
    found = _own(request, run)
    save = reverse("courses:timeline_sheet", args=[run, "csv"])
    return render(
        request,
        "courses/timeline.html",
        {
            "enrolment": found,
            "timeline": timeline_of(found, request.GET.get("page")),
            "save_csv": save,
            "save_xlsx": save.removesuffix("csv") + "xlsx",
            "heading": _("What I have done"),
            "breadcrumbs": way((found.title, reverse("courses:learn", args=[run])), (_("Timeline"), "")),
        },
    )


@require_GET
@login_required
def percent(request: HttpRequest, run: str, enrolment: UUID) -> HttpResponse:
    """What a learner's per cent is made of. 404 for who does not see them."""
    found = visible_enrolment(request, run, enrolment)
    return render(
        request,
        "courses/percent.html",
        {
            "enrolment": found,
            "explained": explain(found),
            "may_take_back": looks_after(found, cast(User, request.user)),
            "heading": found.learner.get_full_name(),
            "tabs": learner_tabs(found, "courses:run_percent"),
            "breadcrumbs": way_to_learner(found, (_("Why this per cent"), "")),
        },
    )


@require_GET
@login_required
def own_percent(request: HttpRequest, run: str) -> HttpResponse:
    """What one's own per cent is made of."""
    found = _own(request, run)
    return render(
        request,
        "courses/percent.html",
        {
            "enrolment": found,
            "explained": explain(found),
            "heading": _("Why this per cent"),
            "breadcrumbs": way((found.title, reverse("courses:learn", args=[run])), (_("Why this per cent"), "")),
        },
    )


def _own(request: HttpRequest, run: str) -> Enrolment:
    enrolment = own_enrolment(request, run)
    if enrolment is None:
        raise Http404(run)
    return enrolment
