"""When a part of a course is open: pure rules over plain values, no ORM, no clock."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

# The nil UUID stands for the lesson itself, as in outlines; a condition on a module has it too.
WHOLE = UUID(int=0)

Place = tuple[UUID, UUID]
"""A module or a lesson with the nil UUID, or a lesson and one of its activities."""

DONE, SCORE, COURSE, FROM, UNTIL, SEQUENCE = "done", "score", "course", "from", "until", "sequence"


@dataclass(frozen=True)
class Condition:
    """What must hold for ``target`` to be open: its ``kind`` says which of the other values mean something.

    ``needed`` is a lesson or an activity, ``course`` the key of another course, ``days`` counts from the run's start,
    ``percent`` is the score to reach.
    """

    target: Place
    kind: str
    needed: Place | None = None
    course: UUID | None = None
    days: int = 0
    percent: int = 0


@dataclass(frozen=True)
class Part:
    """A lesson as conditions see it: its module, its activities with whether each counts, and which of those that do
    not count have no criterion, so that nobody can ever be done with them.
    """

    key: UUID
    module: UUID
    activities: Mapping[UUID, bool]
    endless: Container[UUID] = frozenset()


@dataclass(frozen=True)
class Facts:
    """What is known of a learner: lessons that are complete, activities done, scores in %, courses completed, how many
    days ago their run began, and by how many days everything closes later for them.
    """

    lessons: Container[UUID] = frozenset()
    activities: Container[Place] = frozenset()
    scores: Mapping[Place, int] = field(default_factory=dict)
    courses: Container[UUID] = frozenset()
    day: int = 0
    more_days: int = 0


def parse(data: Mapping[str, Any]) -> Condition:
    """A condition from its JSON form in an outline."""
    needed = data.get("needed")
    return Condition(
        target=_place(data["target"]),
        kind=data["kind"],
        needed=_place(needed) if needed else None,
        course=UUID(data["course"]) if data.get("course") else None,
        days=data.get("days", 0),
        percent=data.get("percent", 0),
    )


def _place(data: Iterable[str]) -> Place:
    key, block = data
    return UUID(key), UUID(block)


def holds(condition: Condition, facts: Facts) -> bool:
    """Whether a condition is met."""
    match condition.kind:
        case "done" | "sequence":
            return _is_done(condition.needed, facts)
        case "score":
            return condition.needed is not None and facts.scores.get(condition.needed, -1) >= condition.percent
        case "course":
            return condition.course in facts.courses
        case "from":
            return facts.day >= condition.days
        case "until":
            return facts.day <= condition.days + facts.more_days
    return True


def _is_done(needed: Place | None, facts: Facts) -> bool:
    if needed is None:
        return False
    key, block = needed
    return key in facts.lessons if block == WHOLE else needed in facts.activities


def by_target(conditions: Iterable[Condition]) -> dict[Place, list[Condition]]:
    """Conditions by what they are set on."""
    found: dict[Place, list[Condition]] = {}
    for condition in conditions:
        found.setdefault(condition.target, []).append(condition)
    return found


def in_sequence(parts: Iterable[Part]) -> list[Condition]:
    """What a course in order comes to: each lesson needs the nearest before it in which anything counts."""
    found: list[Condition] = []
    last: UUID | None = None
    for part in parts:
        if last:
            found.append(Condition((part.key, WHOLE), SEQUENCE, (last, WHOLE)))
        if any(part.activities.values()):
            last = part.key
    return found


def locks(parts: Iterable[Part], conditions: Iterable[Condition], facts: Facts) -> dict[Place, list[Condition]]:
    """What keeps each lesson and activity closed; what is open is not among them. A complete lesson stays open to be
    read again. In a closed lesson nothing is said of its activities.
    """
    wanted = by_target(conditions)
    found: dict[Place, list[Condition]] = {}
    for part in parts:
        if part.key in facts.lessons:
            continue
        here = [*wanted.get((part.module, WHOLE), ()), *wanted.get((part.key, WHOLE), ())]
        if missing := [condition for condition in here if not holds(condition, facts)]:
            found[part.key, WHOLE] = missing
            continue
        for block in part.activities:
            place = (part.key, block)
            if block != WHOLE and (missing := [each for each in wanted.get(place, ()) if not holds(each, facts)]):
                found[place] = missing
    return found


def never_open(parts: Iterable[Part], conditions: Iterable[Condition], scored: Container[Place]) -> list[Place]:
    """The lessons and activities that no learner can ever reach: they wait for each other, for something that is not
    in the course or cannot be completed, or for a day after the last one. ``scored`` are the activities with marks.
    """
    every, known = list(parts), list(conditions)
    reach = _Reach(by_target(known), scored)
    # Between these days nothing opens by itself, it only closes.
    for day in sorted({0, *(each.days for each in known if each.kind == FROM)}):
        reach.day = day
        while sum(reach.grow(part) for part in every):
            pass
    return [place for part in every for place in reach.missed(part)]


@dataclass
class _Reach:
    """What a learner who does all they can, as early as they can, gets to: it grows until nothing more opens."""

    wanted: Mapping[Place, list[Condition]]
    scored: Container[Place]
    day: int = 0
    opened: set[Place] = field(default_factory=set)
    lessons: set[UUID] = field(default_factory=set)
    done: set[Place] = field(default_factory=set)

    def grow(self, part: Part) -> bool:
        """Take in what of a lesson can be reached by that day; whether that is more than before."""
        before = len(self.opened) + len(self.lessons)
        if part.key in self.lessons or self._opens((part.key, WHOLE), (part.module, WHOLE)):
            blocks = {block for block in part.activities if block == WHOLE or self._opens((part.key, block))}
            self.opened |= {(part.key, block) for block in {WHOLE, *blocks}}
            self.done |= {(part.key, block) for block in blocks if block not in part.endless}
            if all((part.key, block) in self.done for block, counts in part.activities.items() if counts):
                self.lessons.add(part.key)
        return len(self.opened) + len(self.lessons) > before

    def missed(self, part: Part) -> list[Place]:
        """The lesson when it is closed for ever, else those of its activities that are."""
        if (part.key, WHOLE) not in self.opened:
            return [(part.key, WHOLE)]
        return [(part.key, block) for block in part.activities if (part.key, block) not in self.opened]

    def _opens(self, *places: Place) -> bool:
        """Whether all conditions on the places can be met on that day, given what can be completed until then."""
        return all(self._can_be(each) for place in places for each in self.wanted.get(place, ()))

    def _can_be(self, condition: Condition) -> bool:
        if condition.kind == COURSE:
            return True
        if condition.kind == SCORE:
            return condition.needed in self.scored and _is_done(condition.needed, Facts(self.lessons, self.opened))
        return holds(condition, Facts(self.lessons, self.done, day=self.day))
