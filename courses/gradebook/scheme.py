"""The scheme of a run as plain values, ready for the rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.formats import get_format
from django.utils.translation import gettext as _

from courses.activities import kind_of
from courses.gradebook import rules
from courses.gradebook.rules import CategoryScheme, ItemScheme, Score, Step, Total
from courses.models import GradeCategory, GradeRecord, GradeScheme, Run
from courses.outline import Activity, ActivityKey, Outline


def item_key(lesson: UUID, block: UUID) -> str:
    """How an activity is called in :attr:`GradeRecord.scores`."""
    return f"{lesson}/{block}"


def marked_activities(outline: Outline) -> tuple[Activity, ...]:
    """The activities that yield a score, in the order of the course."""
    return tuple(each for each in outline.activities.values() if (kind := kind_of(each.kind)) and kind.yields_score)


@dataclass(frozen=True)
class Weighing:
    """How the marks of a run are weighed. ``category_of`` and ``weights`` are by item key."""

    scale: str = GradeScheme.Scale.PERCENT
    pass_mark: Decimal = Decimal(50)
    missing_as_zero: bool = False
    steps: tuple[Step, ...] = ()
    categories: tuple[GradeCategory, ...] = ()
    category_of: Mapping[str, str] | None = None
    weights: Mapping[str, Decimal] | None = None
    revision: int = 0

    @cached_property
    def category_schemes(self) -> tuple[CategoryScheme, ...]:
        """The categories as the rules take them."""
        return tuple(CategoryScheme(str(each.pk), each.weight, each.drop_lowest) for each in self.categories)

    def items(self, outline: Outline) -> list[ItemScheme]:
        """The items of an outline as the rules take them."""
        categories, weights = self.category_of or {}, self.weights or {}
        keys = (item_key(*activity.key) for activity in marked_activities(outline))
        return [ItemScheme(key, categories.get(key, ""), weights.get(key, Decimal(1))) for key in keys]

    def total(self, outline: Outline, record: GradeRecord | None) -> Total:
        """A learner's total with its explanation."""
        return rules.total(
            self.items(outline),
            self.category_schemes,
            scores_of(record),
            missing_as_zero=self.missing_as_zero,
            override=record.override if record else None,
        )

    def grade(self, value: Decimal | None) -> str:
        """A total in the words of the scale; a dash for none."""
        if value is None:
            return "—"
        if self.scale == GradeScheme.Scale.STEPS:
            return rules.grade(value, self.steps) or "—"
        if self.scale == GradeScheme.Scale.PASS_FAIL:
            return _("passed") if rules.is_passed(value, self.pass_mark) else _("not passed")
        return percent_text(value)

    def is_passed(self, value: Decimal | None) -> bool:
        """Whether a total is enough."""
        return rules.is_passed(value, self.pass_mark)


def percent_text(value: Decimal) -> str:
    """A per cent without idle zeros, as the reader writes numbers: 87.5%, 87,5%."""
    return f"{with_point(f'{value.normalize():f}')}%" if value else "0%"


def with_point(number: str) -> str:
    """A number with the decimal separator of the reader's language."""
    return number.replace(".", get_format("DECIMAL_SEPARATOR"))


def scores_of(record: GradeRecord | None) -> dict[str, Score]:
    """A learner's scores as the rules take them."""
    return {key: _score(data) for key, data in record.scores.items()} if record else {}


def _score(data: Mapping[str, Any]) -> Score:
    percent, override = data.get("p"), data.get("o")
    return Score(
        None if percent is None else Decimal(percent),
        None if override is None else Decimal(override),
        bool(data.get("x")),
    )


def weighing_of(run: Run) -> Weighing:
    """The scheme of a run, else the defaults. At most three queries."""
    scheme = GradeScheme.objects.filter(run=run).prefetch_related("categories", "items").first()
    if scheme is None:
        return Weighing()
    items = {item_key(each.lesson, each.block): each for each in scheme.items.all()}
    return Weighing(
        scale=scheme.scale,
        pass_mark=scheme.pass_mark,
        missing_as_zero=scheme.missing == GradeScheme.Missing.ZERO,
        steps=read_steps(scheme.steps),
        categories=tuple(scheme.categories.all()),
        category_of={key: str(each.category_id) for key, each in items.items() if each.category_id},
        weights={key: each.weight for key, each in items.items()},
        revision=scheme.revision,
    )


def read_steps(data: Iterable[Mapping[str, Any]]) -> tuple[Step, ...]:
    """The steps of a scale from their JSON form."""
    return tuple(Step(Decimal(str(each["least"])), str(each["label"])) for each in data)


def item_title(activity: Activity, outline: Outline) -> str:
    """What an item is called: by its author, else as its lesson."""
    lesson = outline.lesson(activity.lesson)
    return activity.settings.get("title") or (str(lesson.titles) if lesson else "")


def activity_of(outline: Outline, key: ActivityKey) -> Activity | None:
    """The marked activity of that key, if the outline has it."""
    found = outline.activities.get(key)
    kind = kind_of(found.kind) if found else None
    return found if kind and kind.yields_score else None
