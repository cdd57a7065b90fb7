"""What a visitor sees of a course: the latest edition's outline, the open runs, and where they are if they learn it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.safestring import SafeString

from courses.learning.courses import LearnersCourse, learners_course
from courses.learning.outlines import lesson_url, public_outline
from courses.models import CourseEdition, Enrolment, Run
from courses.outline import Outline
from people.models import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from courses.models import CoursePage, LessonPage


@dataclass(frozen=True)
class PublicCourse:
    """A published course for one visitor. Everything is read when a template asks for it."""

    page: "CoursePage"
    visitor: "User | AnonymousUser"
    on: date | None = None

    @cached_property
    def edition(self) -> CourseEdition | None:
        """The newest edition; none before the course was first published."""
        return CourseEdition.objects.light().of_course(self.page.translation_key).first()

    @property
    def outline(self) -> SafeString | None:
        """The modules and lessons of the newest edition, without states."""
        return public_outline(self.edition) if self.edition else None

    @property
    def numbers(self) -> Outline | None:
        """The newest edition's structure, to count modules and lessons in."""
        return self.edition.outline if self.edition else None

    @cached_property
    def runs(self) -> list[Run]:
        """The runs one can join now, the next to begin first."""
        runs = Run.objects.of_course(self.page.translation_key).open_for_enrolment(self.on)
        return list(runs.with_edition().select_related("organisation").order_by("starts_on", "slug"))

    @cached_property
    def enrolments(self) -> list[LearnersCourse]:
        """Where the visitor learns this course, what they did last first."""
        if not isinstance(self.visitor, User):
            return []
        own = Enrolment.objects.of_learner(self.visitor).with_run()
        return [learners_course(each) for each in own.filter(edition__course_key=self.page.translation_key)]

    @property
    def joinable(self) -> list[Run]:
        """The open runs that the visitor is not in."""
        joined = {course.enrolment.run_id for course in self.enrolments}
        return [run for run in self.runs if run.pk not in joined]


def player_url(lesson: "LessonPage", visitor: "User | AnonymousUser") -> str | None:
    """Where the visitor learns this lesson: its player page, or the course's home page when their edition does not
    have it; ``None`` for who is not enrolled. At most two queries.
    """
    if not isinstance(visitor, User):
        return None
    course_key = _course_key(lesson)
    enrolment = Enrolment.objects.of_learner(visitor).with_run().filter(edition__course_key=course_key).first()
    if enrolment is None:
        return None
    if enrolment.edition.outline.lesson(lesson.translation_key):
        return lesson_url(enrolment.run, lesson.translation_key)
    return reverse("courses:learn", args=[enrolment.run.slug])


def _course_key(lesson: "LessonPage") -> Any:
    from courses.models import CoursePage

    return CoursePage.objects.ancestor_of(lesson).values("translation_key")[:1]
