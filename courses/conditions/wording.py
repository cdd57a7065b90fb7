"""Why a part of a course is closed, and what to do, in words."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.activities import kind_of
from courses.conditions import rules
from courses.conditions.reading import Locks
from courses.conditions.rules import WHOLE, Condition, Place
from courses.models import CourseEdition, Enrolment, Run
from courses.outline import Outline


@dataclass(frozen=True)
class Reason:
    """One thing that keeps a place closed; ``url`` is where the learner can do something about it, if anywhere."""

    text: str
    url: str = ""


def reasons(locks: Locks, outline: Outline, enrolment: Enrolment) -> dict[Place, list[Reason]]:
    """Each condition in words. One query if other courses are needed, for their titles."""
    titles = _titles({each.course for found in locks.values() for each in found if each.kind == rules.COURSE})
    return {
        place: [_reason(condition, outline, enrolment, titles) for condition in found] for place, found in locks.items()
    }


def _reason(condition: Condition, outline: Outline, enrolment: Enrolment, titles: Mapping[UUID | None, str]) -> Reason:
    term = enrolment.term
    match condition.kind:
        case rules.FROM:
            return Reason(
                _("Opens on %(date)s.") % {"date": date_format(term.opens_on(condition.days), "SHORT_DATE_FORMAT")}
            )
        case rules.UNTIL:
            closed = _("Was open until %(date)s. Ask your tutor if you need more time.")
            return Reason(closed % {"date": date_format(term.closes_on(condition.days), "SHORT_DATE_FORMAT")})
        case rules.COURSE:
            title = titles.get(condition.course, _("which is no longer offered"))
            text = _("Opens when you have completed the course “%(title)s”.") % {"title": title}
            return Reason(text, _course_url(condition.course, outline, enrolment.run))
    words = {"what": name_of(condition.needed, outline), "percent": condition.percent}
    text = (
        _("Opens when you have reached at least %(percent)d%% in %(what)s.")
        if condition.kind == rules.SCORE
        else _("Opens when you have completed %(what)s.")
    )
    return Reason(text % words, _url(condition.needed, outline, enrolment.run))


def name_of(place: Place | None, outline: Outline) -> str:
    """A lesson or an activity in words, for the middle of a sentence."""
    lesson = outline.lesson(place[0]) if place else None
    if place is None or lesson is None:
        return _("something the course no longer has")
    if place[1] == WHOLE:
        return _("the lesson “%(title)s”") % {"title": lesson.titles}
    numbers = {each.block: number for number, each in enumerate(lesson.activities[1:], 1)}
    activity = outline.activities.get(place)
    kind = kind_of(activity.kind) if activity else None
    words = {"title": lesson.titles, "kind": kind.label if kind else _("Activity"), "number": numbers.get(place[1], 0)}
    return _("“%(kind)s” (activity %(number)d of the lesson “%(title)s”)") % words


def _titles(courses: Collection[UUID | None]) -> dict[UUID | None, str]:
    """Courses by key, as their newest editions call them."""
    if not courses:
        return {}
    editions = CourseEdition.objects.light().filter(course_key__in=[key for key in courses if key]).order_by("number")
    return {edition.course_key: str(edition.titles) for edition in editions}


def _course_url(key: UUID | None, outline: Outline, run: Run) -> str:
    """Where a course of the same programme stands."""
    course = next((each for each in outline.courses if each.key == key), None)
    return f"{reverse('courses:learn', args=[run.slug])}#{course.anchor}" if course else ""


def _url(place: Place | None, outline: Outline, run: Run) -> str:
    if place is None or outline.lesson(place[0]) is None:
        return ""
    return reverse("courses:lesson", args=[run.slug, place[0]])
