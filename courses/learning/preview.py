"""A course as a learner would see it on some day of a run: nobody is enrolled, and nothing is recorded."""

from datetime import date, timedelta

from django.utils import timezone

from courses.conditions.reading import locks_of
from courses.learning.standing import Standing
from courses.models import CourseEdition, CoursePage, Enrolment, Run
from people.models import User

LAST_DAY = 3660


def would_be(course: CoursePage, edition: CourseEdition, person: User, day: int, on: date | None = None) -> Enrolment:
    """An enrolment that is nowhere stored, in a run that began ``day`` days ago. Its key is no row's."""
    today = on or timezone.localdate()
    run = Run(pk=0, edition=edition, slug=f"preview-{course.pk}", starts_on=today - timedelta(days=day))
    return Enrolment(pk=0, run=run, edition=edition, learner=person)


def first_standing(enrolment: Enrolment) -> Standing:
    """Nothing done yet, and what is closed to who begins."""
    return Standing(enrolment.edition.outline, enrolment.packed, locks=locks_of(enrolment))


def day_of(text: str) -> int:
    """The day somebody asked for, within reason; the first for anything that is no number."""
    return min(int(text), LAST_DAY) if text.isascii() and text.isdecimal() else 0
