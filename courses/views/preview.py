"""An author's preview of a course as a learner: the player's own pages, with nothing recorded."""

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
from django.views.decorators.http import require_GET

from courses.deadlines.reading import pending
from courses.learning.activities import closed_parts, shown_parts
from courses.learning.courses import home_outline, learners_course
from courses.learning.deadlines import lesson_words, part_words
from courses.learning.lessons import activity_state, lesson_player
from courses.learning.preview import day_of, first_standing, would_be
from courses.models import CoursePage, Enrolment
from courses.outline import LESSON_ITSELF
from courses.services.editions import latest_edition
from people.models import User

DAY = "courses.preview_day"


def _enrolment(request: HttpRequest, course: int) -> Enrolment | None:
    """The would-be learner, on the day last asked for; ``None`` for a course without an edition.

    Raises ``PermissionDenied`` for who may not edit the course.
    """
    page, person = get_object_or_404(CoursePage, pk=course), cast(User, request.user)
    if not page.permissions_for_user(person).can_edit():
        raise PermissionDenied
    if "day" in request.GET:
        request.session[DAY] = day_of(request.GET["day"])
    edition = latest_edition(page.translation_key)
    return would_be(page, edition, person, request.session.get(DAY, 0)) if edition else None


def _banner(request: HttpRequest, course: int) -> dict[str, Any]:
    return {"day": request.session.get(DAY, 0), "out": reverse("wagtailadmin_pages:edit", args=[course])}


def _no_edition(request: HttpRequest, course: int) -> HttpResponse:
    messages.error(request, _("Publish the course first: a preview shows its newest edition."))
    return redirect("wagtailadmin_pages:edit", course)


@require_GET
@login_required
def home(request: HttpRequest, course: int) -> HttpResponse:
    """The course's home page as a new learner sees it; ``?day=`` says how long their run has been going."""
    enrolment = _enrolment(request, course)
    if enrolment is None:
        return _no_edition(request, course)
    deadlines = pending(enrolment, enrolment.edition.outline)
    context = {
        "course": learners_course(enrolment, deadlines),
        "outline": home_outline(enrolment, first_standing(enrolment), lesson_words(deadlines, timezone.now())),
        "preview": _banner(request, course),
    }
    return render(request, "courses/learn.html", context)


@require_GET
@login_required
def lesson(request: HttpRequest, course: int, lesson: UUID) -> HttpResponse:
    """A lesson as a new learner sees it, or why it is closed to them."""
    enrolment = _enrolment(request, course)
    if enrolment is None:
        return _no_edition(request, course)
    found = enrolment.edition.outline.lesson(lesson)
    if found is None:
        raise Http404(_("The course has no such lesson."))
    standing = first_standing(enrolment)
    closed = closed_parts(standing, found, enrolment)
    context: dict[str, Any] = {"course": learners_course(enrolment), "preview": _banner(request, course)}
    if LESSON_ITSELF in closed:
        context |= {"title": str(found.titles), "reasons": closed[LESSON_ITSELF]}
        return render(request, "courses/lesson_closed.html", context, status=403)
    deadlines, now = pending(enrolment, standing.outline), timezone.now()
    player = lesson_player(enrolment, found, standing, lesson_words(deadlines, now))
    states = [activity_state(each, standing) for each in found.activities]
    until = part_words(deadlines, found, now)
    context |= {"player": player, "parts": shown_parts(player.content, states, None, request, closed, until=until)}
    return render(request, "courses/lesson.html", context)
