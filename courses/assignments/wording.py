"""The words of an assignment in a reader's language, and times and states in words."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from courses.assignments.assignment import Assignment
from courses.assignments.kind import settings_from
from courses.assignments.settings import AssignmentSettings, Level, RubricCriterion
from courses.learning.content import lesson_content
from courses.learning.languages import Reading
from courses.models import Submission
from courses.outline import Outline

TONES = {
    Submission.State.HANDED_IN: "info",
    Submission.State.RETURNED: "warning",
    Submission.State.MARKED: "success",
}

BEING_MARKED = pgettext_lazy("work", "Being marked")


def worded(settings: AssignmentSettings, value: Mapping[str, Any]) -> AssignmentSettings:
    """The settings with the words of a translation, given as the raw value of its block.

    What decides (points, levels there are) stays as it is in the edition; only words are taken.
    """
    words = settings_from(value)
    titles = {criterion.id: criterion for criterion in words.rubric}
    return replace(
        settings,
        title=words.title or settings.title,
        instructions=words.instructions or settings.instructions,
        rubric=tuple(_criterion(each, titles.get(each.id)) for each in settings.rubric),
    )


def _criterion(own: RubricCriterion, words: RubricCriterion | None) -> RubricCriterion:
    if words is None:
        return own
    levels = tuple(_level(level, words.level(level.id)) for level in own.levels)
    return replace(own, title=words.title or own.title, levels=levels)


def _level(own: Level, words: Level | None) -> Level:
    return replace(own, title=words.title or own.title, text=words.text or own.text) if words else own


def in_readers_language(assignment: Assignment, outline: Outline, reading: Reading | None = None) -> AssignmentSettings:
    """The settings in the language the reader learns in, by default the active one, as far as the edition has a
    translation. At most two queries.
    """
    lesson = outline.lesson(assignment.activity.lesson)
    if lesson is None:
        return assignment.settings
    language = reading.among(lesson.snapshots) if reading else None
    for part in lesson_content(outline, lesson, language).parts:
        if part.block == assignment.activity.block and part.value:
            return worded(assignment.settings, part.value)
    return assignment.settings


def state_words(submission: Submission, *, is_held_back: bool) -> tuple[str | Promise, str]:
    """A work's state and its tone, as its learner may know it."""
    if is_held_back and submission.state == Submission.State.MARKED:
        return BEING_MARKED, "info"
    return submission.get_state_display(), TONES.get(Submission.State(submission.state), "")
