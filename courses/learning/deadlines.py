"""A learner's deadlines as the pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from courses.conditions.rules import WHOLE
from courses.deadlines.reading import Deadline, by_lesson, next_of
from courses.learning.outlines import lesson_url
from courses.models import Run
from courses.outline import Lesson


@dataclass(frozen=True)
class ShownDeadline:
    """A deadline with what it is about and the way there."""

    title: str
    words: str
    url: str


def next_deadline(run: Run, deadlines: Sequence[Deadline], at: datetime) -> ShownDeadline | None:
    """The nearest deadline that is still ahead."""
    found = next_of(deadlines, at)
    if found is None:
        return None
    is_lesson = found.place[1] != WHOLE or any(lesson.key == found.place[0] for lesson in found.lessons)
    url = lesson_url(run, found.place[0]) if is_lesson else reverse("courses:learn", args=[run.slug])
    return ShownDeadline(str(found.titles), found.words(at), url)


def lesson_words(deadlines: Sequence[Deadline], at: datetime) -> dict[UUID, str]:
    """What the outline says of each lesson that has a deadline."""
    return {lesson: each.words(at) for lesson, each in by_lesson(deadlines, at).items()}


def part_words(deadlines: Sequence[Deadline], lesson: Lesson, at: datetime) -> dict[UUID, str]:
    """What is said at the activities of a lesson that close by themselves; when work is due, the work itself says."""
    return {
        each.place[1]: each.words(at)
        for each in deadlines
        if each.closes and each.place[0] == lesson.key and each.place[1] != WHOLE
    }
