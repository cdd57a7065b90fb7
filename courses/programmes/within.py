"""Courses that somebody learns, or has completed, within runs of programmes."""

from collections.abc import Iterator
from uuid import UUID

from courses.learning.courses import LearnersCourse, learners_courses
from courses.models import CourseEdition, Enrolment
from courses.outline import Course, Outline
from courses.progress.packed import Packed
from courses.querysets import EnrolmentQuerySet, read_outlines
from people.models import User


def in_programmes(learner_id: int) -> EnrolmentQuerySet:
    """A learner's enrolments in runs of programmes, those they have left excepted."""
    found = Enrolment.objects.in_force().filter(learner=learner_id, edition__kind=CourseEdition.Kind.PROGRAMME)
    return found.with_run()


def learnt_within(learner: User, course_key: UUID) -> list[LearnersCourse]:
    """Where somebody learns a course as a part of a programme. At most two queries."""
    found = learners_courses(in_programmes(learner.pk).order_by("-last_seen_at", "-enrolled_at"))
    return [each for each in found if any(course.key == course_key for course in each.outline.courses)]


def is_complete(outline: Outline, course: Course, packed: Packed) -> bool:
    """Whether all that counts in a course of a programme is done; so of one in which nothing counts."""
    return all(packed.done & bit for bit, _weight in outline.course_weights[course.key])


def complete_in(outline: Outline, packed: Packed) -> set[UUID]:
    """The courses of a programme of which all is done that counts, by their keys; none where nothing counts."""
    return {
        course.key
        for course in outline.courses
        if outline.course_weights[course.key] and is_complete(outline, course, packed)
    }


def completed_within(learner_id: int) -> Iterator[tuple[Enrolment, set[UUID]]]:
    """The courses somebody has completed in runs of programmes, as far as those let them count elsewhere. At most two
    queries.
    """
    enrolments = list(in_programmes(learner_id).order_by("pk"))
    outlines = read_outlines(each.edition for each in enrolments)
    for each in enrolments:
        outline = outlines[each.edition_id]
        if outline.lends:
            yield each, complete_in(outline, each.packed)
