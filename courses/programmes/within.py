"""Courses that somebody learns as a part of a programme."""

from uuid import UUID

from courses.learning.courses import LearnersCourse, learners_courses
from courses.models import CourseEdition, Enrolment
from people.models import User


def learnt_within(learner: User, course_key: UUID) -> list[LearnersCourse]:
    """The programmes in which somebody learns a course, what they did last first. At most two queries."""
    own = Enrolment.objects.of_learner(learner).filter(edition__kind=CourseEdition.Kind.PROGRAMME)
    found = learners_courses(own.with_run())
    return [each for each in found if any(course.key == course_key for course in each.outline.courses)]
