"""What changed between two outlines, lesson by lesson: pure functions over their JSON forms."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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
    """Titles of the lessons that were added and removed, and what changed in the others."""

    added: list[LocalisedText]
    removed: list[LocalisedText]
    changed: list[LessonChange]

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.added or self.removed or self.changed)


Place = tuple[str, int]


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> Difference:
    """What ``new`` has made of ``old``."""
    before, after = _lessons(old), _lessons(new)
    order_before = [key for key in before if key in after]
    order_after = [key for key in after if key in before]
    out_of_order = {one for one, other in zip(order_before, order_after, strict=True) if one != other}
    changes = (
        _change(before[key], after[key], old["objects"], new["objects"], moved=key in out_of_order)
        for key in order_after
    )
    return Difference(
        added=[_titles(lesson) for key, (lesson, _) in after.items() if key not in before],
        removed=[_titles(lesson) for key, (lesson, _) in before.items() if key not in after],
        changed=[change for change in changes if change],
    )


def _lessons(data: Mapping[str, Any]) -> dict[str, tuple[Mapping[str, Any], str]]:
    """Each lesson with its module, by key, in the order of the course."""
    return {lesson["key"]: (lesson, module["key"]) for module in data["modules"] for lesson in module["lessons"]}


def _titles(lesson: Mapping[str, Any]) -> LocalisedText:
    return LocalisedText(lesson["titles"])


def _change(
    before: tuple[Mapping[str, Any], str],
    after: tuple[Mapping[str, Any], str],
    old_objects: Mapping[str, Any],
    new_objects: Mapping[str, Any],
    *,
    moved: bool,
) -> LessonChange | None:
    (old, old_module), (new, new_module) = before, after
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
