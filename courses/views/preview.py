"""An author's preview of a course as a learner: the player's own pages, with nothing recorded."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from courses.deadlines.reading import pending
from courses.learning.activities import closed_parts, shown_parts
from courses.learning.courses import home_outline, learners_course
from courses.learning.deadlines import lesson_words, part_words
from courses.learning.languages import reading_of
from courses.learning.lessons import activity_state, lesson_player
from courses.learning.preview import Preview, choices_of, chosen_in, day_of, in_a_run, on_a_day, runs_of
from courses.models import CoursePage, Run
from courses.outline import LESSON_ITSELF
from courses.services.editions import latest_edition
from people.models import User

CHOSEN = "courses.preview"
"""In the session: {course: {"day", "who"}}, as they were last asked for."""


def _preview(request: HttpRequest, course: int) -> tuple[Preview | None, list[Run]]:
    """The would-be learner, on the day and in the run last asked for, and the runs there are; ``None`` for a course
    without an edition.

    Raises ``PermissionDenied`` for who may not edit the course, and 404 for a run or a group that is not of the course.
    """
    page, person = get_object_or_404(CoursePage, pk=course), cast(User, request.user)
    if not page.permissions_for_user(person).can_edit():
        raise PermissionDenied
    edition = latest_edition(page.translation_key)
    if edition is None:
        return None, []
    runs, chosen = runs_of(page.translation_key), _chosen(request, course)
    run, group = chosen_in(runs, chosen["who"])
    if chosen["who"].partition("/")[0] and (run is None or ("/" in chosen["who"] and group is None)):
        _keep(request, course, {"day": chosen["day"], "who": ""})
        raise Http404(_("The course has no such run or group any more. Open the preview again."))
    if run is None:
        return on_a_day(page, edition, person, chosen["day"] or 0), runs
    return in_a_run(page, run, group, person, chosen["day"]), runs


def _chosen(request: HttpRequest, course: int) -> dict[str, Any]:
    """The choice in the address, kept for the pages that follow."""
    chosen = {"day": None, "who": "", **request.session.get(CHOSEN, {}).get(str(course), {})}
    if "day" in request.GET or "who" in request.GET:
        chosen = {"day": day_of(request.GET.get("day", "")), "who": request.GET.get("who", "")[:120]}
        _keep(request, course, chosen)
    return chosen


def _keep(request: HttpRequest, course: int, chosen: dict[str, Any]) -> None:
    request.session[CHOSEN] = {**request.session.get(CHOSEN, {}), str(course): chosen}


def _banner(preview: Preview, runs: list[Run], course: int) -> dict[str, Any]:
    return {
        "day": preview.day,
        "who": preview.who,
        "choices": choices_of(runs),
        "tutors": preview.tutors,
        "out": reverse("wagtailadmin_pages:edit", args=[course]),
    }


def _no_edition(request: HttpRequest, course: int) -> HttpResponse:
    messages.error(request, _("Publish the course first: a preview shows its newest edition."))
    return redirect("wagtailadmin_pages:edit", course)


@require_GET
@login_required
def home(request: HttpRequest, course: int) -> HttpResponse:
    """The course's home page as a new learner sees it; ``?day=`` says how long their run has been going, ``?who=`` in
    which run and group they are.
    """
    preview, runs = _preview(request, course)
    if preview is None:
        return _no_edition(request, course)
    enrolment = preview.enrolment
    deadlines, reading = pending(enrolment, enrolment.edition.outline), reading_of(enrolment.run)
    context = {
        "course": learners_course(enrolment, deadlines),
        "outline": home_outline(enrolment, preview.standing, lesson_words(deadlines, preview.at), reading.code),
        "reading": reading,
        "preview": _banner(preview, runs, course),
    }
    return render(request, "courses/learn.html", context)


@require_GET
@login_required
def lesson(request: HttpRequest, course: int, lesson: UUID) -> HttpResponse:
    """A lesson as a new learner sees it, or why it is closed to them."""
    preview, runs = _preview(request, course)
    if preview is None:
        return _no_edition(request, course)
    enrolment, standing = preview.enrolment, preview.standing
    found = standing.outline.lesson(lesson)
    if found is None:
        raise Http404(_("The course has no such lesson."))
    closed = closed_parts(standing, found, enrolment)
    context: dict[str, Any] = {"course": learners_course(enrolment), "preview": _banner(preview, runs, course)}
    if LESSON_ITSELF in closed:
        context |= {"title": str(found.titles), "reasons": closed[LESSON_ITSELF]}
        return render(request, "courses/lesson_closed.html", context, status=403)
    deadlines = pending(enrolment, standing.outline)
    player = lesson_player(enrolment, found, standing, reading_of(enrolment.run), lesson_words(deadlines, preview.at))
    states = [activity_state(each, standing) for each in found.activities]
    until = part_words(deadlines, found, preview.at)
    context |= {"player": player, "parts": shown_parts(player.content, states, None, request, closed, until=until)}
    return render(request, "courses/lesson.html", context)
