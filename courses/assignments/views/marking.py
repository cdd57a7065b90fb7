"""The tutor's queue, and the page where a work is marked."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET, require_POST

from cms.models.base import Crumb
from courses.assignments import rules
from courses.assignments.access import is_run_tutor, is_tutor_of, may_see_queue, readable_by
from courses.assignments.filetypes import FileRefusedError
from courses.assignments.forms import MarkForm, QueueForm, first_values
from courses.assignments.learning import chosen
from courses.assignments.queue import RunWork, Wanted, found_in, mark_url, neighbours, queue, run_work
from courses.assignments.services.marking import (
    CannotMarkError,
    MarkedMeanwhileError,
    assignment_of,
    decide,
    release,
)
from courses.assignments.services.reviews import CannotReviewError, share_out
from courses.assignments.wording import in_readers_language
from courses.models import Run, Submission
from courses.oversight.access import run_tabs
from people.models import User


def _run(request: HttpRequest, slug: str) -> Run:
    """The run, for who reads work in it. 403 for others."""
    run = get_object_or_404(Run.objects.with_edition().select_related("organisation"), slug=slug)
    if not may_see_queue(cast(User, request.user), run):
        raise PermissionDenied(_("Only this run’s tutors and overseers read its learners’ work."))
    return run


def _way(run: Run, *steps: tuple[str, str]) -> list[Crumb]:
    way = [
        (_("Runs"), reverse("courses:runs")),
        (run.title, reverse("courses:run", args=[run.slug])),
        (pgettext("handed in", "Work"), reverse("courses:run_work", args=[run.slug])),
        *steps,
    ]
    return [Crumb(title, url) for title, url in way]


@require_GET
@login_required
def run_work_page(request: HttpRequest, run: str) -> HttpResponse:
    """The queue: what waits, oldest first."""
    viewer = cast(User, request.user)
    found = _run(request, run)
    wanted = Wanted.read(request.GET.dict())
    shown = queue(found, viewer, wanted, page=request.GET.get("page"), at=timezone.now())
    context = {
        "queue": shown,
        "tabs": run_tabs(found, viewer, "courses:run_work"),
        "form": QueueForm(shown.work, vars(wanted)),
        "rounds": _rounds(shown.work) if is_run_tutor(viewer, found) else [],
        "waiting": shown.counts.get(Submission.State.HANDED_IN, 0),
        "marked": shown.counts.get(Submission.State.MARKED, 0),
        "returned": shown.counts.get(Submission.State.RETURNED, 0),
        "breadcrumbs": _way(found)[:3],
    }
    return render(request, "courses/assignments/queue.html", context)


def _rounds(work: RunWork) -> list[dict[str, Any]]:
    """What a tutor of the whole run can do about assignments: release marks, share out reviews."""
    now = timezone.now()
    return [
        {
            "title": each.settings.title,
            "release_url": reverse("courses:release_marks", args=[work.run.slug, *each.key]),
            "share_out_url": reverse("courses:share_out_reviews", args=[work.run.slug, *each.key]),
            "state": work.states.get(each.key),
            "hides_names": work.hides_names(each.key),
            "blind": each.settings.blind,
            "peer": each.settings.peer,
            "due": each.due,
            "may_share_out": rules.is_late(now, each.due) or each.due is None,
        }
        for each in work.assignments.values()
        if each.settings.blind or each.settings.peer
    ]


@login_required
def mark_work(request: HttpRequest, run: str, work: UUID) -> HttpResponse:
    """One work with all its history, and the form of its tutor. 404 for who may not read it."""
    viewer = cast(User, request.user)
    rows = readable_by(viewer).with_learner().with_files().with_decisions().with_reviews()
    found = get_object_or_404(rows, enrolment__run__slug=run, public_id=work)
    try:
        assignment = assignment_of(found)
    except CannotMarkError as error:
        raise Http404(str(error)) from error
    settings = in_readers_language(assignment, found.enrolment.edition.outline)
    marks = list(found.marks.all())
    values = first_values(marks[-1] if marks else None, settings, found.revision)
    form = MarkForm(settings, request.POST or None, request.FILES or None, initial=values)
    wanted = Wanted.read(request.GET.dict())
    status = 200
    if request.method == "POST":
        if not is_tutor_of(viewer, found.enrolment):
            raise PermissionDenied(_("Work is marked by the tutors of the run or of the learner’s group."))
        if form.is_valid() and (answer := _decide(request, found, form, wanted)):
            return answer
        found = rows.get(pk=found.pk)
        form.with_revision(found.revision)
        status = 400
    return _marking_page(request, found, form, wanted, status)


def _decide(request: HttpRequest, work: Submission, form: MarkForm, wanted: Wanted) -> HttpResponse | None:
    """Decide and go on to the next work; ``None`` when it cannot be, with the reason in the form."""
    by = cast(User, request.user)
    after = neighbours(work, found_in(work.enrolment.run, by, wanted)).after
    try:
        mark = decide(work, by, form.verdict(), revision=form.cleaned_data["revision"])
    except MarkedMeanwhileError as error:
        form.add_error(None, str(error))
        return None
    except (CannotMarkError, FileRefusedError) as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, _("Saved: %(decision)s.") % {"decision": mark})
    if after:
        return redirect(mark_url(after, wanted))
    url = reverse("courses:run_work", args=[work.enrolment.run.slug])
    return redirect(f"{url}?{wanted.query}" if wanted.query else url)


def _marking_page(request: HttpRequest, work: Submission, form: MarkForm, wanted: Wanted, status: int) -> HttpResponse:
    viewer, run, settings = cast(User, request.user), work.enrolment.run, form.settings
    all_work = run_work(run)
    key = (work.lesson, work.block)
    reviews = [each for each in work.reviews.all() if each.done_at]
    context = {
        "work": work,
        "settings": settings,
        "form": form,
        "name": all_work.name_of(work),
        "hides_names": all_work.hides_names(key),
        "due": assignment_of(work).due,
        "versions": list(
            Submission.objects.of_activity(work.enrolment, key, work.attempt)
            .handed_in()
            .select_related("enrolment__run")
        ),
        "marks": [(mark, chosen(settings, mark)) for mark in work.marks.all()],
        "reviews": [(each, chosen(settings, each)) for each in reviews],
        "reviews_middle": rules.middle_points([each.points for each in reviews if each.points is not None]),
        "may_mark": is_tutor_of(viewer, work.enrolment),
        "way": neighbours(work, found_in(run, viewer, wanted)),
        "query": wanted.query,
        "breadcrumbs": _way(run, (all_work.name_of(work), "")),
    }
    return render(request, "courses/assignments/mark.html", context, status=status)


@require_POST
@login_required
def release_marks(request: HttpRequest, run: str, lesson: UUID, block: UUID) -> HttpResponse:
    """End blind marking of an assignment."""
    found = _run(request, run)
    release(found, (lesson, block), cast(User, request.user))
    messages.success(request, _("The marks have been released: learners see them, and you see names."))
    return redirect("courses:run_work", run)


@require_POST
@login_required
def share_out_reviews(request: HttpRequest, run: str, lesson: UUID, block: UUID) -> HttpResponse:
    """Give learners the works of others to review."""
    found = _run(request, run)
    try:
        made = share_out(found, (lesson, block), cast(User, request.user))
    except CannotReviewError as error:
        messages.error(request, str(error))
    else:
        words = ngettext("%(number)d review was shared out.", "%(number)d reviews were shared out.", len(made))
        messages.success(request, words % {"number": len(made)})
    return redirect("courses:run_work", run)
