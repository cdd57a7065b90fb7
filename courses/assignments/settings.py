"""What an assignment asks for, as frozen into an edition: plain values, no ORM."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Self

KIND = "assignment"

# The most that an author may allow; an installation's disk and its readers bear no more.
MOST_FILES = 20
MOST_MEGABYTES = 200
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Level:
    """A degree in which a criterion may be met, what it is worth and how it is worded."""

    id: str
    title: str
    points: int
    text: str = ""


@dataclass(frozen=True)
class RubricCriterion:
    """One thing a work is judged by."""

    id: str
    title: str
    levels: tuple[Level, ...]

    @cached_property
    def most(self) -> int:
        """Points of the best level."""
        return max((level.points for level in self.levels), default=0)

    def level(self, identifier: str | None) -> Level | None:
        """The level of that id."""
        return next((level for level in self.levels if level.id == identifier), None)


@dataclass(frozen=True)
class PeerReview:
    """How learners review each other's work: how many works each, and for how many days after the deadline."""

    reviews: int
    days: int = 7


@dataclass(frozen=True)
class AssignmentSettings:
    """All that an author says about an assignment.

    ``types`` are extensions without the dot; ``versions`` is how often it may be handed in, 0 for as often as one
    likes; ``due_days`` counts from the run's first day, ``None`` means the run's last day.
    """

    title: str = ""
    instructions: str = ""
    types: tuple[str, ...] = ()
    most_files: int = 5
    megabytes: int = 20
    allows_text: bool = True
    points: int = 100
    rubric: tuple[RubricCriterion, ...] = ()
    due_days: int | None = None
    accepts_late: bool = True
    versions: int = 1
    blind: bool = False
    peer: PeerReview | None = None
    pass_percent: int = 50
    extra: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """The settings from their JSON form; what is missing has its default, what is unknown is kept aside."""
        known = {name: data[name] for name in cls.__dataclass_fields__ if name in data and name != "extra"}
        known["types"] = tuple(known.get("types", ()))
        known["rubric"] = tuple(_criterion(each) for each in known.get("rubric", ()))
        known["peer"] = PeerReview(**known["peer"]) if known.get("peer") else None
        return cls(**known, extra={name: value for name, value in data.items() if name not in known})

    def data(self) -> dict[str, Any]:
        """The JSON form, as it is frozen into an edition."""
        data = asdict(self) | {"types": list(self.types)}
        data.pop("extra")
        data["rubric"] = [each | {"levels": list(each["levels"])} for each in data["rubric"]]
        return data

    @property
    def most_points(self) -> int:
        """What the best work gets: the rubric's best levels, else the points the author set."""
        return sum(criterion.most for criterion in self.rubric) if self.rubric else self.points

    @property
    def most_bytes(self) -> int:
        """Of one file."""
        return self.megabytes * MEGABYTE

    @property
    def allows_files(self) -> bool:
        """Whether files can be handed in."""
        return self.most_files > 0

    def percent(self, points: Decimal) -> Decimal:
        """Points as a share of the most there are, to a hundredth of a per cent, within 0 and 100."""
        if not self.most_points:
            return Decimal(0)
        share = points * 100 / self.most_points
        return min(Decimal(100), max(Decimal(0), share)).quantize(Decimal("0.01"))


def _criterion(data: Mapping[str, Any]) -> RubricCriterion:
    levels = tuple(Level(**level) for level in data["levels"])
    return RubricCriterion(data["id"], data["title"], levels)
