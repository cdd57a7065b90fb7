"""What a visitor sees of a course: the latest edition's outline, the open runs, and where they are if they learn it."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.safestring import SafeString

from cms.translations import PageBatch, version_for_reader
from courses.learning.courses import LearnersCourse
from courses.learning.outlines import lesson_url, public_outline
from courses.models import CoursePage, Enrolment
from courses.outline import Outline
from courses.programmes.public import programmes_with
from courses.programmes.within import learnt_within
from courses.taking import Taking
from people.models import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from wagtail.models import Page

    from courses.models import LessonPage, ProgrammePage


@dataclass(frozen=True)
class PublicCourse(Taking):
    """A published course for one visitor. Everything is read when a template asks for it."""

    @property
    def outline(self) -> SafeString | None:
        """The modules and lessons of the newest edition, without states."""
        return public_outline(self.edition) if self.edition else None

    @property
    def numbers(self) -> Outline | None:
        """The newest edition's structure, to count modules and lessons in."""
        return self.edition.outline if self.edition else None

    @cached_property
    def within(self) -> list[LearnersCourse]:
        """The programmes in which the visitor learns the course."""
        return learnt_within(self.visitor, self.page.translation_key) if isinstance(self.visitor, User) else []

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


def player_url(lesson: "LessonPage", visitor: "User | AnonymousUser") -> str | None:
    """Where the visitor learns this lesson: its player page, or the course's home page when their edition does not
    have it; ``None`` for who is not enrolled. At most four queries.
    """
    if not isinstance(visitor, User):
        return None
    of_course = CoursePage.objects.ancestor_of(lesson).values_list("translation_key", flat=True)
    own = Enrolment.objects.of_learner(visitor).with_run()
    enrolment = own.filter(edition__course_key=of_course[:1]).first()
    if enrolment is None and (key := of_course.first()):
        enrolment = next((each.enrolment for each in learnt_within(visitor, key)), None)
    if enrolment is None:
        return None
    if enrolment.edition.outline.lesson(lesson.translation_key):
        return lesson_url(enrolment.run, lesson.translation_key)
    return reverse("courses:learn", args=[enrolment.run.slug])
