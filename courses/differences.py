"""What changed between two outlines, lesson by lesson: pure functions over their JSON forms."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from courses.outline import digest_of
from people.localised import LocalisedText


@dataclass(frozen=True)
class LessonChange:
    """A lesson that is in both, but not the same. ``languages``: in which its content changed or came anew."""

    titles: LocalisedText
    languages: tuple[str, ...]
    activities: bool
    moved: bool


@dataclass(frozen=True)
class Difference:
    """Titles of the lessons that were added and removed, what changed in the others, and the modules, also the courses
    of a programme, whose titles did; ``rules_changed`` says whether other rules hold for learning and beginning again.
    """

    added: list[LocalisedText]
    removed: list[LocalisedText]
    changed: list[LessonChange]
    renamed: list[LocalisedText]
    rules_changed: bool

    def __bool__(self) -> bool:
        """Whether there is any."""
        return self.lessons_changed or bool(self.renamed) or self.rules_changed

    @property
    def lessons_changed(self) -> bool:
        """Whether the lessons are not the same."""
        return bool(self.added or self.removed or self.changed)


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> Difference:
    """What ``new`` has made of ``old``."""
    before, after = _lessons(old), _lessons(new)
    order_before = [key for key in before if key in after]
    order_after = [key for key in after if key in before]
    out_of_order = {one for one, other in zip(order_before, order_after, strict=True) if one != other}
    changes = (_change(before[key], after[key], moved=key in out_of_order) for key in order_after)
    return Difference(
        added=[_titles(each.data) for key, each in after.items() if key not in before],
        removed=[_titles(each.data) for key, each in before.items() if key not in after],
        changed=[change for change in changes if change],
        renamed=_renamed(old, new),
        rules_changed=_rules(old, new) != _rules(new, old),
    )


def _renamed(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[LocalisedText]:
    """The new titles of the parts that are in both."""
    before = {part["key"]: part["titles"] for part in _parts(old)}
    return [_titles(part) for part in _parts(new) if before.get(part["key"], part["titles"]) != part["titles"]]


def _parts(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [*data.get("courses", ()), *data["modules"]]


def _rules(data: Mapping[str, Any], other: Mapping[str, Any]) -> list[Any]:
    """When the lessons open, how often the course may be begun and what is recognised; of a programme's courses, for
    those that the ``other`` outline has too. What is left out is as usual.
    """
    shared = {course["key"] for course in other.get("courses", ())}
    courses = [course for course in data.get("courses", ()) if course["key"] in shared]
    return [
        data.get("attempts", 1),
        data.get("lends", True),
        sorted(digest_of(condition) for condition in data.get("conditions", ())),
        _taken(data),
        sorted((course["key"], _taken(course)) for course in courses),
    ]


def _taken(data: Mapping[str, Any]) -> tuple[bool, bool]:
    return data.get("sequential", False), data.get("recognises", False)


class _Lesson(NamedTuple):
    """A lesson with its module's key, and the learning objects of its course."""

    data: Mapping[str, Any]
    module: str
    objects: Mapping[str, Any]


def _lessons(data: Mapping[str, Any]) -> dict[str, _Lesson]:
    """Each lesson by key, in the order of the course, or of the courses of a programme."""
    objects = {course["key"]: course["objects"] for course in data.get("courses", ())}
    return {
        lesson["key"]: _Lesson(lesson, module["key"], objects.get(module.get("course"), data["objects"]))
        for module in data["modules"]
        for lesson in module["lessons"]
    }


def _titles(lesson: Mapping[str, Any]) -> LocalisedText:
    return LocalisedText(lesson["titles"])


def _change(before: _Lesson, after: _Lesson, *, moved: bool) -> LessonChange | None:
    (old, old_module, old_objects), (new, new_module, new_objects) = before, after
    languages = {code for code in {*old["snapshots"], *new["snapshots"]} if not _same("snapshots", old, new, code)}
    for key in {activity.get("object") for activity in new["activities"]} - {None}:
        one, other = old_objects.get(key, {}), new_objects.get(key, {})
        languages |= {code for code in {*one, *other} if one.get(code) != other.get(code)}
    activities = old["activities"] != new["activities"]
    moved = moved or old_module != new_module
    if not (languages or activities or moved):
        return None
    return LessonChange(_titles(new), tuple(sorted(languages)), activities, moved)


def _same(name: str, old: Mapping[str, Any], new: Mapping[str, Any], code: str) -> bool:
    return bool(old[name].get(code) == new[name].get(code))


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
