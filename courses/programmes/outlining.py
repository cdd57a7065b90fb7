"""A programme's outline from those of its courses: pure functions over their JSON forms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from courses.conditions import rules
from courses.conditions.rules import WHOLE, Condition, Part
from courses.outline import Course, Outline


@dataclass(frozen=True)
class PartData:
    """A course of a programme: its key, its titles by language, and the outline of its edition."""

    key: str
    titles: Mapping[str, str]
    data: Mapping[str, Any]


def programme_data(parts: Sequence[PartData], *, lends: bool = True) -> dict[str, Any]:
    """The outlines one after the other.

    Each module names its course. What is said of a course as a whole stays with it: its source language, whether its
    lessons open in order, whether an earlier completion is recognised, and its learning objects, of which two courses
    may have taken different versions. Which editions it was made of is not said: the same courses make the same
    programme.
    """
    return {
        "source_language": parts[0].data["source_language"],
        "languages": sorted({code for part in parts for code in part.data["languages"]}),
        "objects": {},
        "courses": [_course(part) for part in parts],
        "modules": [{**module, "course": part.key} for part in parts for module in part.data["modules"]],
        "conditions": [condition for part in parts for condition in part.data.get("conditions", ())],
        **({} if lends else {"lends": False}),
    }


def _course(part: PartData) -> dict[str, Any]:
    kept = ("source_language", "objects", "sequential", "recognises")
    return {
        "key": part.key,
        "titles": dict(part.titles),
        **{name: part.data[name] for name in kept if name in part.data},
    }


def never_open(outline: Outline) -> list[Course]:
    """The courses with a lesson that no learner of the programme can ever open, because courses wait for each other.

    What is closed for ever within a course is found when the course is checked.
    """
    courses = {course.key: course for course in outline.courses}
    waits = [(each, courses[each.course]) for each in outline.conditions if each.course and each.course in courses]
    between = [found for each, course in waits for found in _all_of(course, each)]
    if not between:
        return []
    parts = [
        Part(
            lesson.key,
            outline.module_of[lesson.key].key,
            {each.block: each in lesson.counted for each in lesson.activities},
        )
        for lesson in outline.lessons
    ]
    conditions = [each for each in outline.conditions if each.kind in (rules.DONE, rules.SCORE, rules.SEQUENCE)]
    closed = {key for key, _block in rules.never_open(parts, [*conditions, *between], outline.activities)}
    return [course for course in outline.courses if any(lesson.key in closed for lesson in course.lessons)]


def _all_of(course: Course, condition: Condition) -> list[Condition]:
    """A condition on a course of the programme as conditions on its lessons."""
    return [Condition(condition.target, rules.DONE, (each.key, WHOLE)) for each in course.lessons if each.counted]
