"""A learner's courses: the home page of one, and the list of all of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from courses.learning.outlines import LearnersOutline, lesson_url
from courses.learning.standing import Standing
from courses.learning.wording import duration
from courses.models import Enrolment
from courses.outline import Lesson, Outline
from courses.querysets import read_outlines
from people.models import User


@dataclass(frozen=True)
class LearnersCourse:
    """A course somebody is learning: how far they are and where they go on."""

    enrolment: Enrolment
    outline: Outline

    @property
    def title(self) -> str:
        """The run's name or the course's title."""
        return self.enrolment.title

    @property
    def is_of_programme(self) -> bool:
        """Whether several courses are learnt in it."""
        return self.enrolment.edition.is_of_programme

    @property
    def url(self) -> str:
        """The course's home page."""
        return reverse("courses:learn", args=[self.enrolment.run.slug])

    @property
    def next_lesson(self) -> Lesson | None:
        """Where the learner goes on; nothing when all is complete."""
        return self.outline.lesson(self.enrolment.next_lesson) if self.enrolment.next_lesson else None

    @property
    def continue_url(self) -> str:
        """The page of the next lesson, else the course's home page."""
        return lesson_url(self.enrolment.run, self.next_lesson.key) if self.next_lesson else self.url

    @property
    def is_begun(self) -> bool:
        """Whether the learner has done anything yet."""
        return self.enrolment.last_seen_at is not None

    @property
    def is_completed(self) -> bool:
        """Whether the learner is through."""
        return self.enrolment.state == Enrolment.State.COMPLETED

    @property
    def total(self) -> int:
        """How many activities count."""
        return len(self.outline.counted)

    @property
    def time_spent(self) -> str:
        """Active time in the course, in words."""
        return duration(self.enrolment.seconds)

    @property
    def deadline(self) -> date | None:
        """The last day: the learner's own, else the run's; none in a run without an end."""
        return self.enrolment.term.last_day

    @property
    def days_left(self) -> int:
        """Days until the deadline, today included; below one when it is past."""
        return (self.deadline - timezone.localdate()).days + 1 if self.deadline else 0

    @property
    def is_overdue(self) -> bool:
        """Whether the deadline is past."""
        return self.deadline is not None and self.days_left < 1

    def starts_in_future(self, on: date | None = None) -> bool:
        """Whether the run has not begun."""
        return self.enrolment.run.starts_on > (on or timezone.localdate())


@dataclass(frozen=True)
class MyLearning:
    """All courses of a learner: those to go on with, and those completed, the latest first."""

    current: list[LearnersCourse]
    completed: list[LearnersCourse]


def my_learning(learner: User) -> MyLearning:
    """The learner's courses. At most two queries, whatever their number."""
    found = learners_courses(Enrolment.objects.of_learner(learner).with_run())
    return MyLearning(
        current=[course for course in found if not course.is_completed],
        completed=sorted(
            (course for course in found if course.is_completed),
            key=lambda course: course.enrolment.completed_at or course.enrolment.enrolled_at,
            reverse=True,
        ),
    )


def learners_courses(enrolments: Iterable[Enrolment]) -> list[LearnersCourse]:
    """Courses of learners, with their outlines. At most two queries."""
    rows = list(enrolments)
    outlines = read_outlines(row.edition for row in rows)
    return [LearnersCourse(row, outlines[row.edition_id]) for row in rows]


def learners_course(enrolment: Enrolment) -> LearnersCourse:
    """One course of a learner."""
    return LearnersCourse(enrolment, enrolment.edition.outline)


def home_outline(enrolment: Enrolment, standing: Standing) -> SafeString:
    """The outline of the course's home page, unfolded where the learner goes on."""
    begin: UUID | None = standing.outline.lessons[0].key if standing.outline.lessons else None
    return LearnersOutline(enrolment, standing, open_at=enrolment.next_lesson or begin).whole()
