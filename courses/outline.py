"""The structure of an edition as plain values: no ORM, no clock.

An outline is stored as JSON, read into these classes, and known by the SHA-256 of its canonical JSON.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from courses.conditions.rules import Condition, Part, in_sequence
from courses.conditions.rules import parse as parse_condition
from courses.criteria import Criterion
from people.localised import LocalisedText

# The lesson itself is an activity too: its block id is the nil UUID.
LESSON_ITSELF = UUID(int=0)

# Parsed outlines of the editions in use; about 100 kB for 300 lessons.
MOST_PARSED = 128

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
class Outline:
    """A course's whole structure. ``objects`` are the snapshots of its learning objects: {key: {language: digest}};
    ``recognises`` says whether an earlier completion of the course is taken over, ``attempts`` how many times a learner
    may begin it by themselves. ``conditions`` say when its parts are open.
    """

    source_language: str
    languages: tuple[str, ...]
    modules: tuple[Module, ...]
    objects: Mapping[UUID, Mapping[str, str]]
    recognises: bool = False
    attempts: int = 1
    conditions: tuple[Condition, ...] = ()

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
    def activities(self) -> Mapping[ActivityKey, Activity]:
        """All activities by key."""
        return {activity.key: activity for lesson in self.lessons for activity in lesson.activities}

    @cached_property
    def counted(self) -> Mapping[ActivityKey, Activity]:
        """The activities that count towards completion, by key."""
        return {activity.key: activity for lesson in self.lessons for activity in lesson.counted}

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
    def weights(self) -> tuple[tuple[int, int], ...]:
        """(bit, weight) of each activity that counts."""
        return tuple((self.bit[key], activity.weight) for key, activity in self.counted.items())

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


def _activity(lesson: UUID, data: Mapping[str, Any]) -> Activity:
    return Activity(
        lesson=lesson,
        block=UUID(data["block"]),
        kind=data["kind"],
        criterion=Criterion(data["criterion"]),
        minutes=data.get("minutes"),
        threshold=data.get("threshold"),
        weight=data.get("weight", 1),
        optional=data.get("optional", False),
        object_key=UUID(data["object"]) if data.get("object") else None,
        settings=data.get("settings", {}),
    )


def _lessons(data: Mapping[str, Any]) -> Iterator[Lesson]:
    for lesson in data["lessons"]:
        key = UUID(lesson["key"])
        activities = tuple(_activity(key, activity) for activity in lesson["activities"])
        yield Lesson(key, LocalisedText(lesson["titles"]), lesson["snapshots"], activities)


def parse(data: Mapping[str, Any]) -> Outline:
    """The outline from its JSON form."""
    modules = tuple(
        Module(UUID(module["key"]), LocalisedText(module["titles"]), tuple(_lessons(module)))
        for module in data["modules"]
    )
    objects = {UUID(key): digests for key, digests in data["objects"].items()}
    return Outline(
        data["source_language"],
        tuple(data["languages"]),
        modules,
        objects,
        recognises=data.get("recognises", False),
        attempts=data.get("attempts", 1),
        conditions=(*map(parse_condition, data.get("conditions", ())), *_sequence(data, modules)),
    )


def _sequence(data: Mapping[str, Any], modules: Iterable[Module]) -> list[Condition]:
    """The conditions that lessons in order come to."""
    if not data.get("sequential"):
        return []
    parts = (
        Part(lesson.key, module.key, {each.block: each in lesson.counted for each in lesson.activities})
        for module in modules
        for lesson in module.lessons
    )
    return in_sequence(parts)


_parsed: dict[str, Outline] = {}


def outline_from(digest: str, load: Callable[[], Mapping[str, Any]]) -> Outline:
    """The outline of that digest; ``load`` is called only when this process has not seen the digest lately."""
    outline = _parsed.get(digest) or parse(load())
    _parsed.pop(digest, None)
    _parsed[digest] = outline  # back in as the youngest
    if len(_parsed) > MOST_PARSED:
        _parsed.pop(next(iter(_parsed)), None)
    return outline


def is_parsed(digest: str) -> bool:
    """Whether this process has the outline of that digest at hand, so that its data need not be read."""
    return digest in _parsed


def keeps_all_of(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether ``new`` is ``old`` with translations added and nothing else changed.

    Both are outlines in their JSON form. True means that learners of ``old`` can be given ``new`` unasked: all they
    have seen is in it as it was. A translation may come lesson by lesson, so each text may gain languages by itself.
    """
    return set(old["languages"]) <= set(new["languages"]) and _keeps(
        {**old, "languages": None}, {**new, "languages": None}, may_gain=False
    )


# Mappings by language (and of such mappings by object), to which translations add.
_BY_LANGUAGE = frozenset({"titles", "snapshots", "objects"})


def _keeps(old: Any, new: Any, *, may_gain: bool) -> bool:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        same_names = old.keys() <= new.keys() if may_gain else old.keys() == new.keys()
        return same_names and all(
            _keeps(value, new[name], may_gain=may_gain or name in _BY_LANGUAGE) for name, value in old.items()
        )
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(
            _keeps(one, other, may_gain=may_gain) for one, other in zip(old, new, strict=True)
        )
    return bool(old == new)
