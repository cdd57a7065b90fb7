"""A learner's courses: the home page of one, and the list of all of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from courses.deadlines.reading import Deadline, handed_in_by, pending, without_handed_in
from courses.learning.deadlines import ShownDeadline, next_deadline
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
    deadlines: Sequence[Deadline] = ()

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

    @cached_property
    def next_deadline(self) -> ShownDeadline | None:
        """The nearest deadline within the course; nothing for who is through."""
        return None if self.is_completed else next_deadline(self.enrolment.run, self.deadlines, timezone.now())

    def starts_in_future(self, on: date | None = None) -> bool:
        """Whether the run has not begun."""
        return self.enrolment.run.starts_on > (on or timezone.localdate())


@dataclass(frozen=True)
class MyLearning:
    """All courses of a learner: those to go on with, and those completed, the latest first."""

    current: list[LearnersCourse]
    completed: list[LearnersCourse]


def my_learning(learner: User) -> MyLearning:
    """The learner's courses. At most three queries, whatever their number."""
    found = with_deadlines(learners_courses(Enrolment.objects.of_learner(learner).with_run()))
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


def with_deadlines(courses: Iterable[LearnersCourse]) -> list[LearnersCourse]:
    """The courses with what is still to be done in them by some day. At most one query."""
    found = list(courses)
    going_on = {each.enrolment.pk: pending(each.enrolment, each.outline) for each in found if not each.is_completed}
    works = handed_in_by(
        each.enrolment for each in found if any(not deadline.closes for deadline in going_on.get(each.enrolment.pk, ()))
    )
    return [
        replace(each, deadlines=without_handed_in(each.enrolment, going_on.get(each.enrolment.pk, ()), works))
        for each in found
    ]


def learners_course(enrolment: Enrolment, deadlines: Sequence[Deadline] = ()) -> LearnersCourse:
    """One course of a learner."""
    return LearnersCourse(enrolment, enrolment.edition.outline, deadlines)


def home_outline(
    enrolment: Enrolment, standing: Standing, deadlines: Mapping[UUID, str], language: str = ""
) -> SafeString:
    """The outline of the course's home page, unfolded where the learner goes on."""
    begin: UUID | None = standing.outline.lessons[0].key if standing.outline.lessons else None
    open_at = enrolment.next_lesson or begin
    return LearnersOutline(enrolment, standing, open_at, deadlines=deadlines, language=language).whole()
