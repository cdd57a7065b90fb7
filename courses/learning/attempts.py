"""A learner's earlier attempts, each with its lessons."""

from collections import defaultdict
from dataclasses import dataclass

from courses.assignments.access import overseen
from courses.assignments.earlier import EarlierResults, earlier_results
from courses.learning.standing import Standing
from courses.learning.wording import STATE_LABELS, duration
from courses.models import ActivityProgress, Attempt, Enrolment
from courses.outline import ActivityKey
from people.models import User


@dataclass(frozen=True)
class AttemptLesson:
    """A lesson as it stood in an attempt."""

    title: str
    state: str
    time_spent: str

    @property
    def state_label(self) -> object:
        """The state in a word."""
        return STATE_LABELS[self.state]


@dataclass(frozen=True)
class EarlierAttempt:
    """An attempt that has ended, with the lessons that were begun in it and the works that were handed in."""

    attempt: Attempt
    lessons: list[AttemptLesson]
    results: EarlierResults | None

    @property
    def time_spent(self) -> str:
        """Active time in all, in words."""
        return duration(self.attempt.seconds)


def earlier_attempts(enrolment: Enrolment, reader: User) -> list[EarlierAttempt]:
    """The attempts before the present one, the latest first; their works for the learner and for who reads learners'
    work. Nine queries at most; one when there are none.
    """
    attempts = list(enrolment.attempts.select_related("edition", "ended_by").order_by("-number"))
    if not attempts:
        return []
    is_own = enrolment.learner_id == reader.pk
    reads = is_own or overseen(reader).filter(pk=enrolment.pk).exists()
    results = earlier_results(enrolment, attempts, for_learner=is_own) if reads else {}
    rows: dict[int, dict[ActivityKey, ActivityProgress]] = defaultdict(dict)
    for row in ActivityProgress.objects.filter(enrolment=enrolment).exclude(attempt=enrolment.attempt):
        rows[row.attempt][row.lesson, row.block] = row
    return [EarlierAttempt(each, _lessons(each, rows[each.number]), results.get(each.number)) for each in attempts]


def _lessons(attempt: Attempt, rows: dict[ActivityKey, ActivityProgress]) -> list[AttemptLesson]:
    standing = Standing(attempt.edition.outline, attempt.packed, rows)
    return [
        AttemptLesson(str(lesson.titles), standing.of_lesson(lesson), duration(standing.seconds_in(lesson)))
        for lesson in standing.outline.lessons
        if standing.packed.opened(standing.outline, lesson)
    ]
