"""What of a course finished earlier can be recognised: in another run or language, or within a programme."""

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from courses.models import ActivityProgress, CourseEdition, Enrolment
from courses.outline import ActivityKey, Outline
from courses.programmes.completed import completed_courses
from courses.querysets import read_outlines


@dataclass(frozen=True)
class Offer:
    """What was completed earlier and can be recognised: where, what it is called, with how many activities, when the
    last of them was complete, and the score of that time.
    """

    source: Enrolment
    title: str
    keys: frozenset[ActivityKey]
    completed_at: datetime | None
    score: int | None

    @property
    def activities(self) -> int:
        """How many activities."""
        return len(self.keys)


def offers(enrolment: Enrolment) -> list[Offer]:
    """What a learner can have recognised in an enrolment, the latest first; nothing unless the author allows it.

    In a programme each course is recognised by itself; a course completed in a programme is recognised elsewhere. Four
    queries at most, and none in a course that does not recognise.
    """
    wanted = _recognised(enrolment)
    if not wanted or enrolment.state != Enrolment.State.ACTIVE:
        return []
    done = _done_keys(enrolment)
    completed = completed_courses(enrolment.learner_id, enrolment.edition.course_key)
    read_outlines(source.edition for source, _courses in completed)
    found = [
        (source, courses, keys)
        for source, completed_there in completed
        if source.pk != enrolment.pk
        and (courses := completed_there & wanted)
        and (keys := _matching(source, enrolment, courses) - done)
    ]
    past = _past([source for source, _courses, _keys in found])
    return [_offer(source, courses, keys, past[source.pk]) for source, courses, keys in found]


def _recognised(enrolment: Enrolment) -> set[UUID]:
    """The courses of an enrolment whose earlier completion is recognised."""
    outline = enrolment.edition.outline
    if outline.courses:
        return {course.key for course in outline.courses if course.recognises}
    return {enrolment.edition.course_key} if outline.recognises else set()


def _course_key(edition: CourseEdition, lesson: UUID) -> UUID:
    course = edition.outline.course_of.get(lesson)
    return course.key if course else edition.course_key


def _matching(source: Enrolment, enrolment: Enrolment, courses: Container[UUID]) -> set[ActivityKey]:
    """The activities of courses done in the one whose identity and content are the same in the other."""
    old, new = source.edition.outline, enrolment.edition.outline
    done = (key for key, bit in old.bit.items() if source.done & bit and _course_key(source.edition, key[0]) in courses)
    return {key for key in done if key in new.activities and content_of(old, key) == content_of(new, key)}


Past = Mapping[ActivityKey, ActivityProgress]


def _past(sources: Iterable[Enrolment]) -> Mapping[int, Past]:
    """What is recorded of earlier enrolments. One query."""
    found: dict[int, dict[ActivityKey, ActivityProgress]] = defaultdict(dict)
    if wanted := list(sources):
        for row in ActivityProgress.objects.current().filter(enrolment__in=wanted):
            found[row.enrolment_id][row.lesson, row.block] = row
    return found


def _offer(source: Enrolment, courses: Collection[UUID], keys: Collection[ActivityKey], past: Past) -> Offer:
    rows = [row for (lesson, _block), row in past.items() if _course_key(source.edition, lesson) in courses]
    scores = [row.score for row in rows if row.score is not None]
    within = [str(course.titles) for course in source.edition.outline.courses if course.key in courses]
    return Offer(
        source=source,
        title=", ".join(within) or source.title,
        keys=frozenset(keys),
        completed_at=source.completed_at or max((row.completed_at for row in rows if row.completed_at), default=None),
        score=round(sum(scores) / len(scores)) if scores else None,
    )


def content_of(outline: Outline, key: ActivityKey) -> tuple[object, ...]:
    """What a learner saw in an activity, by digests in the course's own language, and what was asked of them."""
    lesson, activity = outline.lessons[outline.position[key[0]]], outline.activities[key]
    shown = outline.objects_of(lesson.key).get(activity.object_key, {}) if activity.object_key else {}
    source = outline.source_of(lesson.key)
    return lesson.snapshots.get(source), shown.get(source), activity.kind, activity.criterion, activity.threshold


def _done_keys(enrolment: Enrolment) -> set[ActivityKey]:
    return {key for key, bit in enrolment.edition.outline.bit.items() if enrolment.done & bit}
