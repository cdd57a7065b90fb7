"""How far a learner is in each part of a course."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Q

from courses.models import ActivityProgress, Enrolment
from courses.outline import LESSON_ITSELF, Activity, ActivityKey, Lesson, Module, Outline
from courses.progress import rules

NOT_STARTED = "not_started"
IN_PROGRESS = "in_progress"
COMPLETED = "completed"


@dataclass(frozen=True)
class Standing:
    """A learner's states: the seconds spent in each activity they have begun, and whether it is done."""

    outline: Outline
    rows: Mapping[ActivityKey, tuple[int, bool]]

    @cached_property
    def done(self) -> frozenset[ActivityKey]:
        """What is complete."""
        return frozenset(key for key, (_, is_done) in self.rows.items() if is_done)

    @cached_property
    def begun(self) -> frozenset[UUID]:
        """The lessons in which anything was done."""
        return frozenset(lesson for lesson, _ in self.rows)

    def is_done(self, activity: Activity) -> bool:
        """Whether an activity is complete."""
        return self.rows.get(activity.key, (0, False))[1]

    def seconds(self, activity: Activity) -> int:
        """Active time spent in an activity, s."""
        return self.rows.get(activity.key, (0, False))[0]

    def seconds_in(self, lesson: Lesson) -> int:
        """Active time spent in a lesson, s."""
        return self.rows.get((lesson.key, LESSON_ITSELF), (0, False))[0]

    def of_lesson(self, lesson: Lesson) -> str:
        """The state of a lesson. One in which nothing counts is as good as complete once it was opened."""
        return self._states[lesson.key]

    @cached_property
    def _states(self) -> Mapping[UUID, str]:
        return {lesson.key: self._state(lesson) for lesson in self.outline.lessons}

    def _state(self, lesson: Lesson) -> str:
        if lesson.key not in self.begun:
            return NOT_STARTED
        if not lesson.counted or rules.is_complete(lesson, self.done):
            return COMPLETED
        return IN_PROGRESS

    def completed_lessons(self, lessons: Iterable[Lesson]) -> int:
        """How many of the lessons are complete."""
        return sum(self.of_lesson(lesson) == COMPLETED for lesson in lessons)

    def signature(self, module: Module) -> str:
        """The states of a module's lessons, a letter each: what is drawn of it depends on nothing else."""
        return "".join(self.of_lesson(lesson)[0] for lesson in module.lessons)


def standing_of(enrolment: Enrolment) -> Standing:
    """The learner's states in the whole course. One query."""
    rows = ActivityProgress.objects.filter(enrolment=enrolment).annotate(is_done=Q(completed_at__isnull=False))
    states = {
        (lesson, block): (seconds, is_done)
        for lesson, block, seconds, is_done in rows.values_list("lesson", "block", "seconds", "is_done")
    }
    return Standing(enrolment.edition.outline, states)
