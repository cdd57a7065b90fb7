"""Outlines from their JSON form, each parsed once in a process."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from courses.conditions.rules import Condition, Part, in_sequence
from courses.conditions.rules import parse as parse_condition
from courses.criteria import Criterion
from courses.outline import Activity, Course, Lesson, Module, Outline
from people.localised import LocalisedText

# Parsed outlines of the editions in use; about 100 kB for 300 lessons.
MOST_PARSED = 128


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


def _objects(data: Mapping[str, Any]) -> Mapping[UUID, Mapping[str, str]]:
    return {UUID(key): digests for key, digests in data["objects"].items()}


def parse(data: Mapping[str, Any]) -> Outline:
    """The outline from its JSON form."""
    modules = tuple(
        Module(UUID(module["key"]), LocalisedText(module["titles"]), tuple(_lessons(module)))
        for module in data["modules"]
    )
    courses = tuple(_course(each, data["modules"], modules) for each in data.get("courses", ()))
    in_order = [
        condition
        for each, course in zip(data.get("courses", ()), courses, strict=True)
        for condition in _sequence(each, course.modules)
    ]
    return Outline(
        data["source_language"],
        tuple(data["languages"]),
        modules,
        _objects(data),
        recognises=data.get("recognises", False),
        attempts=data.get("attempts", 1),
        conditions=(*map(parse_condition, data.get("conditions", ())), *_sequence(data, modules), *in_order),
        courses=courses,
        lends=data.get("lends", True),
    )


def _course(data: Mapping[str, Any], raw: Iterable[Mapping[str, Any]], modules: Iterable[Module]) -> Course:
    return Course(
        UUID(data["key"]),
        LocalisedText(data["titles"]),
        data["source_language"],
        tuple(module for each, module in zip(raw, modules, strict=True) if each["course"] == data["key"]),
        _objects(data),
        recognises=data.get("recognises", False),
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
