"""What is closed to a learner, from their enrolment."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.utils import timezone

from courses.conditions import rules
from courses.conditions.rules import Condition, Facts, Part, Place
from courses.models import ActivityProgress, Enrolment
from courses.outline import Outline
from courses.programmes.completed import completed_courses, is_complete

Locks = Mapping[Place, list[Condition]]


def parts_of(outline: Outline) -> list[Part]:
    """The lessons of an outline as conditions see them."""
    return [
        Part(
            lesson.key,
            outline.module_of[lesson.key].key,
            {activity.block: activity in lesson.counted for activity in lesson.activities},
        )
        for lesson in outline.lessons
    ]


def locks_of(enrolment: Enrolment, on: date | None = None) -> Locks:
    """What keeps parts of the course closed to a learner, by place.

    No query for a course without conditions on scores and other courses, else one for each of the two.
    """
    day = on or timezone.localdate()
    return locks_by_day(enrolment, [day])[day]


def locks_by_day(enrolment: Enrolment, days: Iterable[date]) -> dict[date, Locks]:
    """As :func:`locks_of` for several days, with no more queries: what is done and scored is as it is now."""
    outline = enrolment.edition.outline
    if not outline.conditions:
        return {day: {} for day in days}
    parts, facts, start = parts_of(outline), _facts(enrolment, outline), enrolment.run.starts_on
    return {day: rules.locks(parts, outline.conditions, replace(facts, day=(day - start).days)) for day in days}


def _facts(enrolment: Enrolment, outline: Outline) -> Facts:
    kinds = {condition.kind for condition in outline.conditions}
    packed = enrolment.packed
    return Facts(
        lessons={
            lesson.key
            for lesson in outline.lessons
            if packed.opened(outline, lesson) and (not lesson.counted or packed.completes(outline, lesson))
        },
        activities={key for key, bit in outline.bit.items() if packed.done & bit},
        scores=_scores(enrolment) if rules.SCORE in kinds else {},
        courses=_courses(enrolment, outline) if rules.COURSE in kinds else set(),
        more_days=enrolment.term.more_days,
    )


def _scores(enrolment: Enrolment) -> dict[Place, int]:
    rows = ActivityProgress.objects.of(enrolment).filter(score__isnull=False)
    return {(lesson, block): score or 0 for lesson, block, score in rows.values_list("lesson", "block", "score")}


def _courses(enrolment: Enrolment, outline: Outline) -> set[UUID]:
    """The keys of the courses that the learner has completed: here, where it is a programme, and in any run. No query
    when those of the programme are all that is asked for.
    """
    here = {course.key for course in outline.courses if is_complete(outline, course, enrolment.packed)}
    if {condition.course for condition in outline.conditions if condition.kind == rules.COURSE} <= here:
        return here
    return here.union(*(keys for _enrolment, keys in completed_courses(enrolment.learner_id)))
