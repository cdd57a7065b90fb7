"""One learner's record in a run: every lesson with its state and times."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from courses.learning.standing import Standing
from courses.learning.wording import STATE_LABELS, duration
from courses.models import ActivityProgress, Enrolment
from courses.outline import LESSON_ITSELF, ActivityKey, Lesson


@dataclass(frozen=True)
class LessonRecord:
    """What a learner did of a lesson. ``done`` of ``total`` are the activities in it that count."""

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
    rows = {(row.lesson, row.block): row for row in ActivityProgress.objects.filter(enrolment=enrolment)}
    outline = enrolment.edition.outline
    standing = Standing(outline, {key: (row.seconds, row.completed_at is not None) for key, row in rows.items()})
    return [
        ModuleRecord(str(module.titles), [_lesson(lesson, standing, rows) for lesson in module.lessons])
        for module in outline.modules
    ]


def _lesson(lesson: Lesson, standing: Standing, rows: dict[ActivityKey, ActivityProgress]) -> LessonRecord:
    itself = rows.get((lesson.key, LESSON_ITSELF))
    moments = [row.completed_at for each in lesson.counted if (row := rows.get(each.key)) and row.completed_at]
    is_complete = bool(lesson.counted) and len(moments) == len(lesson.counted)
    return LessonRecord(
        title=str(lesson.titles),
        state=standing.of_lesson(lesson),
        done=len(moments),
        total=len(lesson.counted),
        time_spent=duration(standing.seconds_in(lesson)),
        opened_at=itself.viewed_at if itself else None,
        completed_at=max(moments) if is_complete else None,
    )
