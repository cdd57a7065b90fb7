"""The lesson player's page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString

from courses.criteria import Criterion
from courses.learning.content import LessonContent, lesson_content
from courses.learning.languages import Reading
from courses.learning.outlines import LearnersOutline, lesson_url
from courses.learning.standing import Standing
from courses.learning.wording import STATE_LABELS, reason
from courses.models import Enrolment
from courses.outline import LESSON_ITSELF, Activity, Lesson, Module


@dataclass(frozen=True)
class ActivityState:
    """An activity in a lesson: how it is completed, whether it is, and what is still to do."""

    activity: Activity
    is_done: bool
    reason: str

    @property
    def is_counted(self) -> bool:
        """Whether there is anything to complete."""
        return self.activity.criterion != Criterion.NONE

    @property
    def needs_button(self) -> bool:
        """Whether the learner says themselves that it is done, and has not yet."""
        return self.activity.criterion == Criterion.BUTTON and not self.is_done

    @property
    def needs_opening(self) -> bool:
        """Whether having seen it is enough; without scripts a button says so."""
        return self.activity.criterion == Criterion.VIEW and not self.is_done


@dataclass(frozen=True)
class Step:
    """The way to another lesson."""

    title: str
    url: str


@dataclass(frozen=True)
class LessonPlayer:
    """What the page of a lesson shows to its learner."""

    enrolment: Enrolment
    lesson: Lesson
    standing: Standing
    content: LessonContent
    reading: Reading
    deadlines: Mapping[UUID, str] = field(default_factory=dict)

    @property
    def deadline(self) -> str:
        """Until when something of the lesson can be done; empty when nothing is said of it."""
        return self.deadlines.get(self.lesson.key, "")

    @property
    def itself(self) -> ActivityState:
        """The state of the lesson as an activity."""
        return activity_state(self.lesson.activities[0], self.standing)

    @property
    def position(self) -> int:
        """Which lesson of the course this is, from 1."""
        return self.standing.outline.position[self.lesson.key] + 1

    @property
    def total(self) -> int:
        """How many lessons the course has."""
        return len(self.standing.outline.lessons)

    @property
    def module(self) -> Module:
        """The part of the course the lesson is in."""
        return self.standing.outline.module_of[self.lesson.key]

    @property
    def place(self) -> str:
        """The title of the part, in a programme after that of the course."""
        return self.standing.outline.heading(self.module)

    @cached_property
    def previous(self) -> Step | None:
        """The lesson before."""
        return self._step(self.standing.outline.neighbours(self.lesson.key)[0])

    @cached_property
    def next(self) -> Step | None:
        """The lesson after."""
        return self._step(self.standing.outline.neighbours(self.lesson.key)[1])

    @property
    def outline(self) -> SafeString:
        """The course beside the lesson."""
        here = self.lesson.key
        return LearnersOutline(
            self.enrolment, self.standing, here, here, self.deadlines, self.reading.code
        ).beside_lesson()

    def _step(self, lesson: Lesson | None) -> Step | None:
        return (
            Step(lesson.titles.in_language(self.reading.code), lesson_url(self.enrolment.run, lesson.key))
            if lesson
            else None
        )


def activity_state(activity: Activity, standing: Standing) -> ActivityState:
    """The state of one activity."""
    return ActivityState(activity, standing.is_done(activity), reason(activity, standing))


def lesson_player(
    enrolment: Enrolment,
    lesson: Lesson,
    standing: Standing,
    reading: Reading,
    deadlines: Mapping[UUID, str] = MappingProxyType({}),
) -> LessonPlayer:
    """The page of a lesson of the enrolment's edition; ``deadlines`` is what to say of lessons that have one."""
    content = lesson_content(standing.outline, lesson, reading.among(lesson.snapshots))
    return LessonPlayer(enrolment, lesson, standing, content, reading, deadlines)


def news_of(lesson: Lesson, enrolment: Enrolment, standing: Standing) -> dict[str, Any]:
    """What an open page of a lesson needs to bring itself up to date, as JSON for its script."""
    module = standing.outline.module_of[lesson.key]
    course = standing.outline.course_of.get(lesson.key)
    state = standing.of_lesson(lesson)
    return {
        **({"course_percent": standing.percent_of(course)} if course else {}),
        "percent": enrolment.percent,
        "state": state,
        "state_label": str(STATE_LABELS[state]),
        "module": {"completed": standing.completed_lessons(module), "total": len(module.lessons)},
        "activities": {
            "lesson" if each.block == LESSON_ITSELF else str(each.block): {
                "done": standing.is_done(each),
                "reason": reason(each, standing),
            }
            for each in lesson.activities
        },
    }
