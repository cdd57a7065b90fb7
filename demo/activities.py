"""The activities that a course brings along beside objects of the library, and when its parts open."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from courses.models import CourseCondition
from courses.outline import ActivityKey
from demo.identifiers import identifier
from demo.markup import Directive, parse
from demo.reader import LANGUAGES, Course, table
from demo.rich_text import block
from demo.streams import Block, Maker

PLAIN = (
    "rubric", "due_days", "versions", "types", "most_files", "points", "pass_percent", "blind", "peer_reviews",
    "peer_days",
)  # fmt: skip
"""What an assignment says in every language alike."""


@cache
def words_of(course: str, language: str) -> Mapping[str, Any]:
    """The words of a course's activities."""
    return table(f"courses/{course}/activities.{language}")


@dataclass(frozen=True)
class Activities:
    """Makes the blocks of a course's activities in one language."""

    course: Course
    maker: Maker

    def block(self, key: str) -> tuple[str, Block]:
        """The kind and the value of an activity."""
        data, words = self.course.data["activities"][key], words_of(self.course.key, self.maker.language)[key]
        made: Block = getattr(self, f"_{data['kind']}")(key, data, words)
        return data["kind"], {**made, "completion": _completion(data)}

    def _watching(self, _key: str, data: Mapping[str, Any], words: Mapping[str, Any]) -> Block:
        return self.maker.film(data["film"], words["title"])

    def _reading(self, key: str, _data: Mapping[str, Any], words: Mapping[str, Any]) -> Block:
        text = self.maker.stream(parse(words["text"]), "activity", self.course.key, key)
        return {"title": words["title"], "text": text}

    def _website(self, _key: str, data: Mapping[str, Any], words: Mapping[str, Any]) -> Block:
        return {"url": data["url"], "title": words["title"], "text": self._rich(words["text"])}

    def _discussion(self, _key: str, data: Mapping[str, Any], words: Mapping[str, Any]) -> Block:
        return {"prompt": words["prompt"], "posts": data["posts"], "by_group": data["by_group"]}

    def _reflection(self, _key: str, _data: Mapping[str, Any], words: Mapping[str, Any]) -> Block:
        return {"prompt": words["prompt"]}

    def _assignment(self, key: str, data: Mapping[str, Any], words: Mapping[str, Any]) -> Block:
        plain = {name: data[name] for name in PLAIN if name in data}
        rubric = [
            self._criterion(f"{key}/{place}", points, criterion)
            for place, (points, criterion) in enumerate(
                zip(data.get("rubric", ()), words.get("rubric", ()), strict=True)
            )
        ]
        return {**plain, "title": words["title"], "instructions": self._rich(words["instructions"]), "rubric": rubric}

    def _criterion(self, key: str, points: list[int], words: Mapping[str, Any]) -> Block:
        levels = [
            self._item(f"{key}/{place}", {"title": title, "points": worth, "text": ""})
            for place, (title, worth) in enumerate(zip(words["levels"], points, strict=True))
        ]
        return self._item(key, {"title": words["title"], "levels": levels})

    def _item(self, key: str, value: Block) -> Block:
        """An item of a list; its id is the same in every language, for marks hold on to it."""
        return {"type": "item", "value": value, "id": str(identifier("item", self.course.key, key))}

    def _rich(self, text: str) -> str:
        parts = (part.strip() for part in text.strip().split("\n\n"))
        return "".join(block(part, self.maker.link) for part in parts)


def _completion(data: Mapping[str, Any]) -> Block:
    return {
        "criterion": data["criterion"],
        "threshold": data.get("threshold"),
        "optional": data.get("optional", False),
        "weight": data.get("weight", 1),
    }


def place_of(course: Course, name: str) -> ActivityKey:
    """A lesson by its key, with the block of none, or one of its activities: ``plan/plan``. Raises ``LookupError``."""
    lesson, _, activity = name.partition("/")
    key = identifier("lesson", f"{course.key}/{lesson}")
    if not activity:
        return key, UUID(int=0)
    section = next(each for each in course.texts[LANGUAGES[0]].lessons if each.key == lesson)
    for place, piece in enumerate(section.pieces):
        if isinstance(piece, Directive) and piece.key == activity:
            return key, identifier("block", "lesson", course.key, lesson, place)
    raise LookupError(f"The lesson {lesson} of {course.key} has no activity {activity}.")


def conditions(course: Course) -> Iterator[CourseCondition]:
    """When parts of the course open."""
    for row in course.data.get("conditions", ()):
        target, block_ = place_of(course, row["on"])
        needed, needed_block = place_of(course, row["needs"]) if "needs" in row else (None, None)
        yield CourseCondition(
            target=target,
            target_block=block_ if block_.int else None,
            kind=row["kind"],
            needed=needed,
            needed_block=needed_block if needed_block and needed_block.int else None,
            days=row.get("days"),
            percent=row.get("percent"),
        )
