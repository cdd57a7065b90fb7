"""One learner's record in a run: every lesson with its state and times."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise

from courses.learning.standing import Standing, whole_standing
from courses.learning.wording import STATE_LABELS, duration
from courses.models import Enrolment
from courses.outline import Lesson


@dataclass(frozen=True)
class LessonRecord:
    """What a learner did of a lesson. ``done`` of ``total`` are the activities in it that count."""

    key: UUID
    title: str
    state: str
    done: int
    total: int
    time_spent: str
    opened_at: datetime | None
    completed_at: datetime | None

    @property
    def state_label(self) -> str | Promise:
        """The state in a word."""
        return STATE_LABELS[self.state]


@dataclass(frozen=True)
class ModuleRecord:
    """The lessons of a module."""

    title: str
    lessons: list[LessonRecord]


def record_of(enrolment: Enrolment) -> list[ModuleRecord]:
    """A learner's record, module by module. One query."""
    standing = whole_standing(enrolment)
    return [
        ModuleRecord(standing.outline.heading(module), [_lesson(lesson, standing) for lesson in module.lessons])
        for module in standing.outline.modules
    ]


def _lesson(lesson: Lesson, standing: Standing) -> LessonRecord:
    moments = [moment for each in lesson.counted if (moment := standing.row(each).completed_at)]
    is_complete = bool(lesson.counted) and len(moments) == len(lesson.counted)
    return LessonRecord(
        key=lesson.key,
        title=str(lesson.titles),
        state=standing.of_lesson(lesson),
        done=len(moments),
        total=len(lesson.counted),
        time_spent=duration(standing.seconds_in(lesson)),
        opened_at=standing.row(lesson.activities[0]).viewed_at,
        completed_at=max(moments) if is_complete else None,
    )
