"""Moving a run or a learner to another edition: what it would make of them, the move, its log, and back."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.models import CourseEdition, EditionMoveJob, Enrolment, Run
from courses.moves.jobs import restart, start_move, start_undo
from courses.moves.preview import preview
from courses.moves.services import check_may_move, latest_move, move_learner, undo_move
from courses.oversight.access import run_tabs, visible_enrolment, visible_run, way
from courses.oversight.forms import MoveForm
from people.models import User

SECONDS_BETWEEN_LOOKS = 3


@login_required
def editions(request: HttpRequest, run: str) -> HttpResponse:
    """The editions of the run's course, and what a move to the chosen one would do. 403 for who does not oversee."""
    found = visible_run(request, run)
    person = cast(User, request.user)
    check_may_move(found, person)
    form = MoveForm(found, request.POST if request.method == "POST" else request.GET)
    chosen = form.cleaned_data["edition"] if form.is_valid() else None
    learner = _learner(request, run, form)
    if request.method == "POST" and chosen:
        return _move(request, found, chosen, learner)
    before = learner.edition_id if learner else found.edition_id
    context = {
        "run": found,
        "learner": learner,
        "editions": list(CourseEdition.objects.light().of_course(found.edition.course_key)),
        "before": before,
        "preview": preview(found, chosen, learner, request.GET.get("page")) if chosen and chosen.pk != before else None,
        "jobs": found.edition_moves.select_related("before", "after", "by", "undone_by").defer(
            "before__outline_data", "after__outline_data"
        )[:20],
        "tabs": run_tabs(found, person, "courses:run_editions"),
        "breadcrumbs": way((found.title, reverse("courses:run", args=[run])), (_("Editions"), "")),
    }
    return render(request, "courses/run_editions.html", context)


def _learner(request: HttpRequest, run: str, form: MoveForm) -> Enrolment | None:
    wanted = form.cleaned_data.get("learner") if hasattr(form, "cleaned_data") else None
    return visible_enrolment(request, run, wanted) if wanted else None


def _move(request: HttpRequest, run: Run, edition: CourseEdition, learner: Enrolment | None) -> HttpResponse:
    person = cast(User, request.user)
    try:
        if learner is None:
            return redirect("courses:run_move", run.slug, start_move(run, edition, person).pk)
        move = move_learner(learner, edition, person)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("courses:run_editions", run.slug)
    told = {"before": move.percent_before, "after": move.percent_after}
    messages.success(request, _("Moved: %(before)d%% → %(after)d%%.") % told)
    return redirect("courses:run_timeline", run.slug, learner.public_id)


@login_required
def job(request: HttpRequest, run: str, job: int) -> HttpResponse:
    """How far a move is, or what came of it; takes it back, or goes on with one that failed."""
    found = visible_run(request, run)
    person = cast(User, request.user)
    check_may_move(found, person)
    jobs = EditionMoveJob.objects.select_related("before", "after", "by", "undone_by", "run__edition")
    one = get_object_or_404(jobs.filter(run=found), pk=job)
    if request.method == "POST":
        return _again(request, one, person)
    context = {
        "run": found,
        "job": one,
        "percent": 100 * one.moved // one.total if one.total else 100,
        "moves": one.moves.select_related("enrolment__learner").order_by("percent_after", "pk")[:100],
        "is_undone": hasattr(one, "undone_by"),
        "is_stale": one.is_stale(),
        "refresh": 0 if one.is_finished or one.is_stale() else SECONDS_BETWEEN_LOOKS,
        "breadcrumbs": way(
            (found.title, reverse("courses:run", args=[run])),
            (_("Editions"), reverse("courses:run_editions", args=[run])),
            (_("Move"), ""),
        ),
    }
    return render(request, "courses/run_move.html", context)


def _again(request: HttpRequest, job: EditionMoveJob, person: User) -> HttpResponse:
    try:
        if "restart" in request.POST:
            restart(job, person)
        else:
            job = start_undo(job, person)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("courses:run_move", job.run.slug, job.pk)


@require_POST
@login_required
def undo_one(request: HttpRequest, run: str, enrolment: UUID) -> HttpResponse:
    """Take one learner back from their latest move."""
    found = visible_enrolment(request, run, enrolment)
    latest = latest_move(found)
    if latest is None:
        raise Http404(enrolment)
    try:
        move = undo_move(latest, cast(User, request.user))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        told = {"before": move.percent_before, "after": move.percent_after}
        messages.success(request, _("Moved back: %(before)d%% → %(after)d%%.") % told)
    return redirect("courses:run_timeline", run, enrolment)
