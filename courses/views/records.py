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
    context = {
        **_about_learner(found, "courses:run_timeline", _("Timeline")),
        **_days(request, found, reverse("courses:run_timeline_sheet", args=[run, enrolment, "csv"])),
        "can_undo_move": can_undo_move(found, cast(User, request.user)),
    }
    return render(request, "courses/timeline.html", context)


@require_GET
@login_required
def own_timeline(request: HttpRequest, run: str) -> HttpResponse:
    """One's own days."""
    found = _own(request, run)
    context = {
        **_about_oneself(found, _("What I have done"), _("Timeline")),
        **_days(request, found, reverse("courses:timeline_sheet", args=[run, "csv"])),
    }
    return render(request, "courses/timeline.html", context)


@require_GET
@login_required
def percent(request: HttpRequest, run: str, enrolment: UUID) -> HttpResponse:
    """What a learner's per cent is made of. 404 for who does not see them."""
    found = visible_enrolment(request, run, enrolment)
    context = {
        **_about_learner(found, "courses:run_percent", _("Why this per cent")),
        "explained": explain(found),
        "may_take_back": looks_after(found, cast(User, request.user)),
    }
    return render(request, "courses/percent.html", context)


@require_GET
@login_required
def own_percent(request: HttpRequest, run: str) -> HttpResponse:
    """What one's own per cent is made of."""
    found = _own(request, run)
    why = _("Why this per cent")
    return render(request, "courses/percent.html", {**_about_oneself(found, why, why), "explained": explain(found)})


def _own(request: HttpRequest, run: str) -> Enrolment:
    enrolment = own_enrolment(request, run)
    if enrolment is None:
        raise Http404(run)
    return enrolment


def _about_learner(enrolment: Enrolment, page: str, title: str) -> dict[str, object]:
    """Whom a page for who looks after learners is about, and where it stands."""
    return {
        "enrolment": enrolment,
        "heading": enrolment.learner.get_full_name(),
        "tabs": learner_tabs(enrolment, page),
        "breadcrumbs": way_to_learner(enrolment, (title, "")),
    }


def _about_oneself(enrolment: Enrolment, heading: str, title: str) -> dict[str, object]:
    """Where the learner's own page of the same stands."""
    course = (enrolment.title, reverse("courses:learn", args=[enrolment.run.slug]))
    return {"enrolment": enrolment, "heading": heading, "breadcrumbs": way(course, (title, ""))}


def _days(request: HttpRequest, enrolment: Enrolment, save_csv: str) -> dict[str, object]:
    """A page of the days, and the files they can be saved in."""
    return {
        "timeline": timeline_of(enrolment, request.GET.get("page")),
        "save_csv": save_csv,
        "save_xlsx": save_csv.removesuffix("csv") + "xlsx",
    }
