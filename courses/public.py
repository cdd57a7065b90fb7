"""What a visitor sees of a course: the latest edition's outline, the open runs, and where they are if they learn it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.safestring import SafeString

from cms.translations import PageBatch, version_for_reader
from courses.learning.courses import LearnersCourse, learners_course
from courses.learning.line import LineEntry, Offer, offers, own_line_of
from courses.learning.outlines import lesson_url, public_outline
from courses.models import CourseEdition, Enrolment, Run
from courses.outline import Outline
from courses.programmes.public import programmes_with
from people.models import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from wagtail.models import Page

    from courses.models import CoursePage, LessonPage, ProgrammePage


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
        """The runs one can ask to be in, the next to begin first, with their places counted."""
        runs = Run.objects.of_course(self.page.translation_key).announced(self.on)
        return list(runs.with_edition().select_related("organisation").with_places().order_by("starts_on", "slug"))

    @cached_property
    def enrolments(self) -> list[LearnersCourse]:
        """Where the visitor learns this course, what they did last first."""
        if not isinstance(self.visitor, User):
            return []
        own = Enrolment.objects.of_learner(self.visitor).with_run()
        return [learners_course(each) for each in own.filter(edition__course_key=self.page.translation_key)]

    @cached_property
    def needed(self) -> "list[Page]":
        """The courses to complete before, as far as anybody may read them, in the reader's language."""
        items = self.page.prerequisite_courses.select_related("course__locale")
        pages = [item.course for item in items]
        PageBatch(pages, specific=False)
        return [shown for page in pages if (shown := version_for_reader(page))]

    @cached_property
    def programmes(self) -> "list[ProgrammePage]":
        """The programmes it is a part of."""
        return list(programmes_with(self.page.translation_key))

    @property
    def joinable(self) -> list[Offer]:
        """The runs that the visitor is neither in nor waits for."""
        joined = {course.enrolment.run_id for course in self.enrolments}
        joined |= {entry.enrolment.run_id for entry in self.line if not entry.is_rejected}
        return offers([run for run in self.runs if run.pk not in joined], self.on)

    @cached_property
    def line(self) -> list[LineEntry]:
        """The visitor's applications and places on waiting lists."""
        return own_line_of(self.visitor, self.page.translation_key) if isinstance(self.visitor, User) else []


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
