"""What scores come to: pure rules over plain values.

Scores and weights have two decimals at most and are reckoned with as whole hundredths, exactly; what comes out is
rounded once, at the end, half up, to a hundredth of a per cent. So a total does not depend on the order of items, and
two people who add it up by hand get the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Status(StrEnum):
    """What became of an item in a total."""

    COUNTED = "counted"
    OVERRIDDEN = "overridden"
    DROPPED = "dropped"
    EXCLUDED = "excluded"
    MISSING = "missing"
    MISSING_AS_ZERO = "missing_as_zero"
    WITHOUT_WEIGHT = "without_weight"


COUNTS = frozenset({Status.COUNTED, Status.OVERRIDDEN, Status.MISSING_AS_ZERO})


@dataclass(frozen=True)
class ItemScheme:
    """How an item counts: the category it is in ("" for none of its own) and its weight there."""

    key: str
    category: str = ""
    weight: Decimal = Decimal(1)


@dataclass(frozen=True)
class CategoryScheme:
    """How a category counts: its weight in the total, and how many of the worst items are left out of it."""

    key: str
    weight: Decimal = Decimal(1)
    drop_lowest: int = 0


@dataclass(frozen=True)
class Score:
    """What a learner has for an item, %. ``override`` takes the place of ``percent``; ``is_excluded`` leaves it out."""

    percent: Decimal | None = None
    override: Decimal | None = None
    is_excluded: bool = False

    @property
    def value(self) -> Decimal | None:
        """What counts."""
        return self.percent if self.override is None else self.override


@dataclass(frozen=True)
class ItemTotal:
    """An item in an explanation: what it is worth, and how much of the whole total depends on it (``share``, %)."""

    key: str
    value: Decimal | None
    weight: Decimal
    status: Status
    share: Decimal = Decimal(0)
    gives: Decimal = Decimal(0)


@dataclass(frozen=True)
class CategoryTotal:
    """A category in an explanation. ``percent`` is ``None`` when nothing in it counts yet."""

    key: str
    weight: Decimal
    percent: Decimal | None
    items: tuple[ItemTotal, ...]


@dataclass(frozen=True)
class Total:
    """A total with its reasons. ``percent`` is ``None`` as long as nothing counts."""

    percent: Decimal | None
    categories: tuple[CategoryTotal, ...]
    override: Decimal | None = None

    @property
    def value(self) -> Decimal | None:
        """What is shown: the override when somebody has set one."""
        return self.percent if self.override is None else self.override


def rounded(value: Fraction) -> Decimal:
    """Half up to a hundredth, exactly."""
    return _ratio(value.numerator, value.denominator)


def _ratio(numerator: int, denominator: int) -> Decimal:
    """The same for two whole numbers, neither below 0."""
    return Decimal((200 * numerator + denominator) // (2 * denominator)).scaleb(-2)


def _hundredths(value: Decimal) -> int:
    return int(value.scaleb(2))


def total(
    items: Sequence[ItemScheme],
    categories: Sequence[CategoryScheme],
    scores: Mapping[str, Score],
    *,
    missing_as_zero: bool,
    override: Decimal | None = None,
) -> Total:
    """A learner's total with its explanation.

    A category is the weighted mean of its items that count; the total is the weighted mean of the categories in which
    anything counts. Items in no known category make up one of their own, named "", with weight 1 unless one is given.
    """
    parts = _parts(items, categories, scores, missing_as_zero)
    whole = _whole(parts)
    explained = tuple(_category(each, rows, whole) for each, rows in parts)
    return Total(_percent(parts, whole), explained, override)


def percent_of(
    items: Sequence[ItemScheme],
    categories: Sequence[CategoryScheme],
    scores: Mapping[str, Score],
    *,
    missing_as_zero: bool,
) -> Decimal | None:
    """The total alone, without its explanation: for whole runs at once."""
    parts = _parts(items, categories, scores, missing_as_zero)
    return _percent(parts, _whole(parts))


def _parts(
    items: Sequence[ItemScheme],
    categories: Sequence[CategoryScheme],
    scores: Mapping[str, Score],
    missing_as_zero: bool,
) -> "list[Part]":
    """Every category with what became of its items."""
    groups = _groups(items, categories)
    return [(category, _counted(category, members, scores, missing_as_zero)) for category, members in groups]


def _whole(parts: "Iterable[Part]") -> int:
    """The weight of the categories in which anything counts, in hundredths."""
    return sum(_hundredths(category.weight) for category, rows in parts if _weight(rows))


def _percent(parts: "Iterable[Part]", whole: int) -> Decimal | None:
    if not whole:
        return None
    sums = ((_hundredths(category.weight), *_sums(rows)) for category, rows in parts)
    reached = sum((Fraction(own * earned, weight) for own, weight, earned in sums if weight), Fraction(0))
    return rounded(reached / (100 * whole))


def _groups(
    items: Sequence[ItemScheme], categories: Sequence[CategoryScheme]
) -> list[tuple[CategoryScheme, list[ItemScheme]]]:
    """The items of each category, in its order; those of no known one at the end."""
    members: dict[str, list[ItemScheme]] = {category.key: [] for category in categories}
    loose = members.setdefault("", [])
    for item in items:
        members.get(item.category, loose).append(item)
    known = list(categories)
    if loose and not any(category.key == "" for category in categories):
        known.append(CategoryScheme(""))
    return [(category, members[category.key]) for category in known]


def _counted(
    category: CategoryScheme, members: Iterable[ItemScheme], scores: Mapping[str, Score], missing_as_zero: bool
) -> "list[Row]":
    """Every item of a category with what became of it."""
    rows = [_row(item, scores.get(item.key, Score()), missing_as_zero) for item in members]
    counting = sorted((value, item.key) for item, value, status in rows if status in COUNTS and value is not None)
    # One always stays: a category cannot be dropped away.
    dropped = {key for _value, key in counting[: min(category.drop_lowest, max(0, len(counting) - 1))]}
    return [(item, value, Status.DROPPED if item.key in dropped else status) for item, value, status in rows]


def _row(item: ItemScheme, score: Score, missing_as_zero: bool) -> "Row":
    value = score.value
    if score.is_excluded:
        return item, value, Status.EXCLUDED
    if not item.weight:
        return item, value, Status.WITHOUT_WEIGHT
    if value is None:
        return (item, Decimal(0), Status.MISSING_AS_ZERO) if missing_as_zero else (item, None, Status.MISSING)
    return item, value, Status.COUNTED if score.override is None else Status.OVERRIDDEN


Row = tuple[ItemScheme, Decimal | None, Status]
Part = tuple[CategoryScheme, list[Row]]


def _sums(rows: Iterable[Row]) -> tuple[int, int]:
    """The weight of what counts, and the sum of weight times score, in hundredths and their hundredths."""
    counting = [
        (_hundredths(item.weight), _hundredths(value))
        for item, value, status in rows
        if status in COUNTS and value is not None
    ]
    return sum(weight for weight, _value in counting), sum(weight * value for weight, value in counting)


def _weight(rows: Iterable[Row]) -> int:
    return _sums(rows)[0]


def _category(category: CategoryScheme, rows: Sequence[Row], whole: int) -> CategoryTotal:
    weight, earned = _sums(rows)
    own = _hundredths(category.weight)
    return CategoryTotal(
        key=category.key,
        weight=category.weight,
        percent=_ratio(earned, 100 * weight) if weight else None,
        items=tuple(_explained(row, own, weight * whole) for row in rows),
    )


def _explained(row: Row, own: int, whole: int) -> ItemTotal:
    """``own`` is the category's weight, ``whole`` what its items' weights and the categories' add up to."""
    item, value, status = row
    if status not in COUNTS or value is None or not whole:
        return ItemTotal(item.key, value, item.weight, status)
    part = own * _hundredths(item.weight)
    share, gives = _ratio(100 * part, whole), _ratio(part * _hundredths(value), 100 * whole)
    return ItemTotal(item.key, value, item.weight, status, share, gives)


@dataclass(frozen=True)
class Step:
    """A mark of a scale and the total, %, from which it is given."""

    least: Decimal
    label: str


def grade(value: Decimal | None, steps: Iterable[Step]) -> str:
    """The mark of a scale that a total earns: that of the highest step it reaches; "" below all, or without one."""
    if value is None:
        return ""
    reached = [step for step in steps if value >= step.least]
    return max(reached, key=lambda step: step.least).label if reached else ""


def is_passed(value: Decimal | None, pass_mark: Decimal) -> bool:
    """Whether a total is enough."""
    return value is not None and value >= pass_mark
