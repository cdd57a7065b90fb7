"""How far a learner is in each part of a course."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from courses.conditions.reading import Locks, locks_of
from courses.models import ActivityProgress, Enrolment
from courses.outline import LESSON_ITSELF, Activity, ActivityKey, Course, Lesson, Module, Outline
from courses.progress.packed import Packed
from courses.progress.rules import percent

NOT_STARTED = "not_started"
IN_PROGRESS = "in_progress"
COMPLETED = "completed"
LOCKED = "locked"


@dataclass(frozen=True)
class Standing:
    """A learner's states, the rows of the activities they were read for, and what is closed to the learner."""

    outline: Outline
    packed: Packed
    rows: Mapping[ActivityKey, ActivityProgress] = field(default_factory=dict)
    locks: Locks = field(default_factory=dict)

    def is_done(self, activity: Activity) -> bool:
        """Whether an activity is complete."""
        return bool(self.packed.done & self.outline.bit[activity.key])

    def row(self, activity: Activity) -> ActivityProgress:
        """What is recorded of an activity; a row without anything for one that was not begun or not read for."""
        return self.rows.get(activity.key) or ActivityProgress(lesson=activity.lesson, block=activity.block)

    def seconds_in(self, lesson: Lesson) -> int:
        """Active time spent in a lesson, s."""
        return row.seconds if (row := self.rows.get((lesson.key, LESSON_ITSELF))) else 0

    def of_lesson(self, lesson: Lesson) -> str:
        """The state of a lesson. One in which nothing counts is as good as complete once it was opened."""
        if (lesson.key, LESSON_ITSELF) in self.locks:
            return LOCKED
        if not self.packed.opened(self.outline, lesson):
            return NOT_STARTED
        if not lesson.counted or self.packed.completes(self.outline, lesson):
            return COMPLETED
        return IN_PROGRESS

    def of_lessons(self, module: Module) -> list[str]:
        """The state of each lesson of a module, as :meth:`of_lesson` gives it, and quick: courses have hundreds."""
        if self.locks:
            return [self.of_lesson(lesson) for lesson in module.lessons]
        begun, done = self.packed.begun, self.packed.done
        return [
            (COMPLETED if done & counted == counted else IN_PROGRESS) if begun & opened else NOT_STARTED
            for opened, counted in self.outline.lesson_bits[module.key]
        ]

    def completed_lessons(self, module: Module) -> int:
        """How many of the lessons of a module are complete."""
        return self.of_lessons(module).count(COMPLETED)

    def percent_of(self, course: Course) -> int:
        """How far the learner is in a course of the programme, %."""
        weights = self.outline.course_weights[course.key]
        done = sum(weight for bit, weight in weights if self.packed.done & bit)
        return percent(done, sum(weight for _bit, weight in weights))

    def signature(self, module: Module) -> str:
        """The states of a module's lessons, a letter each: what is drawn of it depends on nothing else."""
        return "".join([state[0] for state in self.of_lessons(module)])


def standing_of(enrolment: Enrolment) -> Standing:
    """The learner's states in the whole course, from the enrolment alone. No query but those of :func:`locks_of`."""
    return Standing(enrolment.edition.outline, enrolment.packed, locks=locks_of(enrolment))


def standing_in(enrolment: Enrolment, lesson: Lesson) -> Standing:
    """The learner's states in the whole course, with what is recorded of one lesson's activities.

    One query; none where nothing is under way there of which more is to be said than whether it is done.
    """
    if not enrolment.packed.is_under_way(enrolment.edition.outline, lesson):
        return standing_of(enrolment)
    return standing_with(enrolment, ActivityProgress.objects.of(enrolment).filter(lesson=lesson.key))


def whole_standing(enrolment: Enrolment) -> Standing:
    """The learner's states with what is recorded of every activity. One query."""
    return standing_with(enrolment, ActivityProgress.objects.of(enrolment))


def standing_with(enrolment: Enrolment, rows: Iterable[ActivityProgress]) -> Standing:
    """The learner's states with rows that were read already."""
    found = {(row.lesson, row.block): row for row in rows}
    return Standing(enrolment.edition.outline, enrolment.packed, found, locks_of(enrolment))
