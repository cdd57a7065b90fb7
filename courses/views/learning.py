"""A learner's pages."""

from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from wagtail.models import Page

from cms.models.base import Crumb
from cms.translations import active_language
from courses import enrolled
from courses.announcements.reading import latest_announcements
from courses.deadlines.reading import pending_of
from courses.learning.activities import closed_parts, shown_parts
from courses.learning.courses import home_outline, learners_course, my_learning
from courses.learning.deadlines import lesson_words, part_words
from courses.learning.languages import reading_in
from courses.learning.lessons import activity_state, lesson_player
from courses.learning.line import own_line
from courses.learning.standing import Standing, standing_in, standing_of
from courses.models import Enrolment, Run
from courses.outline import LESSON_ITSELF, Lesson
from courses.progress.attempts import may_begin_anew
from courses.progress.places import place_in
from courses.progress.recognition import offers
from people.models import User


def own_enrolment(request: HttpRequest, run: str) -> Enrolment | None:
    """The reader's own enrolment in a run, unless they have left it."""
    return enrolled.own_enrolment(cast(User, request.user).pk, run)


def course_page(run: Run) -> Page | None:
    """The public page of a run's course or programme in the reader's language, else in any."""
    pages = Page.objects.live().filter(translation_key=run.edition.course_key).select_related("locale")
    by_language = {page.locale.language_code: page for page in pages.order_by("pk")}
    return by_language.get(active_language()) or next(iter(by_language.values()), None)


def to_course(run_slug: str) -> HttpResponse:
    """For who is not enrolled: the course's page, which says how to enrol."""
    run = get_object_or_404(Run.objects.with_edition(), slug=run_slug)
    page = course_page(run)
    if page is None or not page.url:
        raise Http404(run_slug)
    return redirect(page.url)


def way(*steps: tuple[str, str]) -> list[Crumb]:
    home = (_("My learning"), reverse("courses:my_learning"))
    return [Crumb(title, url) for title, url in (home, *steps)]


@require_GET
@login_required
def my_learning_page(request: HttpRequest) -> HttpResponse:
    """The reader's courses."""
    learner = cast(User, request.user)
    return render(
        request,
        "courses/my_learning.html",
        {
            "learning": my_learning(learner),
            "line": own_line(learner),
            "oversees": Run.objects.visible_to(learner).exists(),
            "to_decide": Enrolment.objects.to_decide_by(learner).count(),
        },
    )


@require_GET
@login_required
def learn(request: HttpRequest, run: str) -> HttpResponse:
    """The home page of a course that the reader is learning."""
    enrolment = own_enrolment(request, run)
    if enrolment is None:
        return to_course(run)
    deadlines = pending_of(enrolment)
    course, reading = learners_course(enrolment, deadlines), reading_in(request, enrolment.run)
    context = {
        "course": course,
        "outline": home_outline(
            enrolment, standing_of(enrolment), lesson_words(deadlines, timezone.now()), reading.code
        ),
        "reading": reading,
        "offers": offers(enrolment),
        "may_begin_anew": may_begin_anew(enrolment, cast(User, request.user)),
        "announcements": latest_announcements(enrolment.run),
        "breadcrumbs": way((course.title, "")),
    }
    return render(request, "courses/learn.html", context)


@require_GET
@login_required
def lesson(request: HttpRequest, run: str, lesson: UUID) -> HttpResponse:
    """The lesson player."""
    enrolment = own_enrolment(request, run)
    if enrolment is None:
        return to_course(run)
    found = enrolment.edition.outline.lesson(lesson)
    if found is None:
        raise Http404(_("The course has no such lesson."))
    standing = standing_in(enrolment, found)
    if (found.key, LESSON_ITSELF) in standing.locks:
        return _closed(request, enrolment, found, standing)
    deadlines, now = pending_of(enrolment), timezone.now()
    reading = reading_in(request, enrolment.run)
    player = lesson_player(enrolment, found, standing, reading, lesson_words(deadlines, now))
    states = [activity_state(each, standing) for each in found.activities]
    closed, until = closed_parts(standing, found, enrolment), part_words(deadlines, found, now)
    context = {
        "player": player,
        "parts": shown_parts(player.content, states, enrolment, request, closed, until=until),
        "course": learners_course(enrolment),
        "place": place_in(enrolment, found.key),
        "breadcrumbs": way((enrolment.title, reverse("courses:learn", args=[run])), (player.content.title, "")),
    }
    return render(request, "courses/lesson.html", context)


def _closed(request: HttpRequest, enrolment: Enrolment, lesson: Lesson, standing: Standing) -> HttpResponse:
    """A lesson that is not open to the learner now: why, and what to do."""
    course = learners_course(enrolment)
    context = {
        "course": course,
        "title": str(lesson.titles),
        "reasons": closed_parts(standing, lesson, enrolment)[LESSON_ITSELF],
        "breadcrumbs": way((course.title, course.url), (str(lesson.titles), "")),
    }
    return render(request, "courses/lesson_closed.html", context, status=403)
