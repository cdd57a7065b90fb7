"""The structure of an edition as plain values: no ORM, no clock.

An outline is stored as JSON, read into these classes by :mod:`courses.outline_parsing`, and known by the SHA-256 of its
canonical JSON.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from courses.conditions.rules import Condition
from courses.criteria import MEASURED, Criterion
from people.localised import LocalisedText

# The lesson itself is an activity too: its block id is the nil UUID.
LESSON_ITSELF = UUID(int=0)

ActivityKey = tuple[UUID, UUID]


@dataclass(frozen=True)
class Activity:
    """Something a learner does in a lesson, with the criterion its author set.

    ``minutes`` is for completion by time, ``threshold`` (per cent) for the share watched or the score reached;
    ``weight`` is its share in the course's progress, to which what is ``optional`` adds nothing; ``object_key`` is the
    translation key of the learning object shown, if one is; ``settings`` is what the activity's kind froze.
    """

    lesson: UUID
    block: UUID
    kind: str
    criterion: Criterion
    minutes: int | None = None
    weight: int = 1
    object_key: UUID | None = None
    threshold: int | None = None
    optional: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def key(self) -> ActivityKey:
        """Its identity across languages and editions."""
        return self.lesson, self.block


@dataclass(frozen=True)
class Lesson:
    """A lesson: titles and snapshot digests by language, and its activities in order."""

    key: UUID
    titles: LocalisedText
    snapshots: Mapping[str, str]
    activities: tuple[Activity, ...]

    @cached_property
    def counted(self) -> tuple[Activity, ...]:
        """The activities that count towards completion."""
        return tuple(each for each in self.activities if each.criterion != Criterion.NONE and not each.optional)


@dataclass(frozen=True)
class Module:
    """A part of the course."""

    key: UUID
    titles: LocalisedText
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True)
class Course:
    """A course of a programme: its modules stand together in the outline. ``objects`` are the snapshots of the learning
    objects as this course has them, ``recognises`` says whether an earlier completion of it is taken over.
    """

    key: UUID
    titles: LocalisedText
    source_language: str
    modules: tuple[Module, ...]
    objects: Mapping[UUID, Mapping[str, str]]
    recognises: bool = False

    @cached_property
    def lessons(self) -> tuple[Lesson, ...]:
        """Its lessons in their order."""
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    @cached_property
    def anchor(self) -> str:
        """Its place on the programme's home page."""
        return f"course-{self.key}"


@dataclass(frozen=True)
class Outline:
    """A course's whole structure. ``objects`` are the snapshots of its learning objects: {key: {language: digest}};
    ``recognises`` says whether an earlier completion of the course is taken over, ``attempts`` how many times a learner
    may begin it by themselves. ``conditions`` say when its parts are open.

    A programme's has ``courses``, which have the objects; ``lends`` says whether a course completed in it is completed
    for all other runs too.
    """

    source_language: str
    languages: tuple[str, ...]
    modules: tuple[Module, ...]
    objects: Mapping[UUID, Mapping[str, str]]
    recognises: bool = False
    attempts: int = 1
    conditions: tuple[Condition, ...] = ()
    courses: tuple[Course, ...] = ()
    lends: bool = True

    @cached_property
    def lessons(self) -> tuple[Lesson, ...]:
        """All lessons in the order of the course."""
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    @cached_property
    def position(self) -> Mapping[UUID, int]:
        """Where each lesson stands in :attr:`lessons`."""
        return {lesson.key: index for index, lesson in enumerate(self.lessons)}

    @cached_property
    def module_of(self) -> Mapping[UUID, Module]:
        """The module each lesson is in."""
        return {lesson.key: module for module in self.modules for lesson in module.lessons}

    @cached_property
    def course_of(self) -> Mapping[UUID, Course]:
        """The course each lesson is in; empty where the outline is one course's."""
        return {lesson.key: course for course in self.courses for lesson in course.lessons}

    def source_of(self, lesson: UUID) -> str:
        """The language a lesson was written in first."""
        course = self.course_of.get(lesson)
        return course.source_language if course else self.source_language

    def objects_of(self, lesson: UUID) -> Mapping[UUID, Mapping[str, str]]:
        """The snapshots of learning objects as a lesson shows them."""
        course = self.course_of.get(lesson)
        return course.objects if course else self.objects

    def heading(self, module: Module) -> str:
        """A module's title, in a programme after that of its course."""
        course = self.course_of.get(module.lessons[0].key) if module.lessons else None
        return f"{course.titles} · {module.titles}" if course else str(module.titles)

    @cached_property
    def activities(self) -> Mapping[ActivityKey, Activity]:
        """All activities by key."""
        return {activity.key: activity for lesson in self.lessons for activity in lesson.activities}

    @cached_property
    def counted(self) -> Mapping[ActivityKey, Activity]:
        """The activities that count towards completion, by key."""
        return {activity.key: activity for lesson in self.lessons for activity in lesson.counted}

    @cached_property
    def due(self) -> tuple[tuple[Lesson, Activity, int], ...]:
        """The activities that are due on a day of their own, and how many days after the run begins that is."""
        return tuple(
            (lesson, activity, days)
            for lesson in self.lessons
            for activity in lesson.activities
            if isinstance(days := activity.settings.get("due_days"), int)
        )

    @cached_property
    def bit(self) -> Mapping[ActivityKey, int]:
        """The bit that stands for each activity in a packed standing; see :mod:`courses.progress.packed`."""
        return {key: 1 << number for number, key in enumerate(self.activities)}

    @cached_property
    def counted_bits(self) -> Mapping[UUID, int]:
        """The bits of what counts in each lesson, by the lesson's key."""
        return {lesson.key: sum(self.bit[each.key] for each in lesson.counted) for lesson in self.lessons}

    @cached_property
    def opened_bit(self) -> Mapping[UUID, int]:
        """The bit that says whether a lesson was opened, by its key: that of the lesson itself."""
        return {lesson.key: self.bit[lesson.key, LESSON_ITSELF] for lesson in self.lessons}

    @cached_property
    def measured_bits(self) -> Mapping[UUID, int]:
        """The bits of what each lesson has that is complete from some measure on, by the lesson's key."""
        return {
            lesson.key: sum(self.bit[each.key] for each in lesson.activities if each.criterion in MEASURED)
            for lesson in self.lessons
        }

    @cached_property
    def lesson_bits(self) -> Mapping[UUID, tuple[tuple[int, int], ...]]:
        """(opened bit, counted bits) of each lesson of a module, by the module's key."""
        return {
            module.key: tuple((self.opened_bit[each.key], self.counted_bits[each.key]) for each in module.lessons)
            for module in self.modules
        }

    @cached_property
    def weights(self) -> tuple[tuple[int, int], ...]:
        """(bit, weight) of each activity that counts."""
        return tuple((self.bit[key], activity.weight) for key, activity in self.counted.items())

    @cached_property
    def course_weights(self) -> Mapping[UUID, tuple[tuple[int, int], ...]]:
        """(bit, weight) of each activity that counts in a course of the programme, by the course's key."""
        return {
            course.key: tuple((self.bit[each.key], each.weight) for lesson in course.lessons for each in lesson.counted)
            for course in self.courses
        }

    @cached_property
    def total_weight(self) -> int:
        """What complete is measured against."""
        return sum(activity.weight for activity in self.counted.values())

    def lesson(self, key: UUID) -> Lesson | None:
        """The lesson of that key, if the edition has it."""
        index = self.position.get(key)
        return None if index is None else self.lessons[index]

    def neighbours(self, key: UUID) -> tuple[Lesson | None, Lesson | None]:
        """The lessons before and after."""
        index = self.position[key]
        before = self.lessons[index - 1] if index else None
        after = self.lessons[index + 1] if index + 1 < len(self.lessons) else None
        return before, after


def best_language(available: Mapping[str, str], language: str, source: str) -> str:
    """The reader's language if there is a snapshot in it, else the course's own, else any that there is."""
    return next((code for code in (language, source) if code in available), next(iter(available)))


def digest_of(data: Any) -> str:
    """SHA-256 of the canonical JSON of ``data``, as 64 hexadecimal digits."""
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
