"""A learner's marks with the reasons of their total: for the learner, and for who looks after them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from courses.assignments.settings import KIND
from courses.gradebook.rules import CategoryTotal, ItemTotal, Status, Total
from courses.gradebook.scheme import Weighing, item_key, item_title, marked_activities, percent_text, weighing_of
from courses.models import Enrolment, GradeCategory, GradeChange, GradeRecord
from courses.outline import Activity, Outline

STATUS_WORDS: Mapping[Status, str | Promise] = {
    Status.COUNTED: "",
    Status.OVERRIDDEN: pgettext_lazy("mark", "Set by hand"),
    Status.DROPPED: pgettext_lazy("mark", "One of the worst: left out"),
    Status.EXCLUDED: pgettext_lazy("mark", "Left out for you"),
    Status.MISSING: pgettext_lazy("mark", "Not marked yet"),
    Status.MISSING_AS_ZERO: pgettext_lazy("mark", "Not marked yet: counts as 0"),
    Status.WITHOUT_WEIGHT: pgettext_lazy("mark", "Does not count"),
}

NO_CATEGORY = _("Other marks")


@dataclass(frozen=True)
class ShownItem:
    """An item of the report. ``anchor`` is its place on the page."""

    item: ItemTotal
    activity: Activity
    title: str
    url: str

    @property
    def value(self) -> str:
        """The mark; a dash for none."""
        has_none = self.item.value is None or self.item.status == Status.MISSING_AS_ZERO
        return "—" if has_none else percent_text(Decimal(self.item.value or 0))

    @property
    def status(self) -> str | Promise:
        """What is special about it; empty for nothing."""
        return STATUS_WORDS[self.item.status]

    @property
    def anchor(self) -> str:
        """The id of its row."""
        return anchor_of(self.activity)


def anchor_of(activity: Activity) -> str:
    """Where an item is on the page of a learner's marks."""
    return f"m-{activity.lesson.hex[:8]}{activity.block.hex}"


@dataclass(frozen=True)
class ShownCategory:
    """A category of the report."""

    total: CategoryTotal
    label: str | Promise
    drop_lowest: int
    items: list[ShownItem]

    @property
    def rows(self) -> SafeString:
        """The items as rows of the table."""
        return mark_safe("".join([_drawn(row) for row in self.items]))  # noqa: S308 - titles are escaped by _drawn

    @property
    def percent(self) -> str:
        """What it comes to."""
        return "—" if self.total.percent is None else percent_text(self.total.percent)


# Drawn here: in a template three hundred rows cost more than all the rest of the page.
ROW = (
    '<tr id="{anchor}"><th scope="row"><a href="{url}">{title}</a></th><td class="number">{value}</td>'
    '<td class="number">{weight}</td><td class="number">{share}</td><td class="number">{gives}</td>'
    "<td>{status}</td></tr>"
)


def number(value: Decimal) -> str:
    """A number as the reader's language writes it, without idle zeros."""
    return _number(value, get_language() or "")


@lru_cache(maxsize=10_000)
def _number(value: Decimal, language: str) -> str:
    return number_format(f"{value.normalize():f}" if value else 0, use_l10n=True)


def _drawn(row: ShownItem) -> str:
    item = row.item
    return ROW.format(
        anchor=row.anchor,
        url=row.url,
        title=escape(row.title),
        value=row.value,
        weight=number(item.weight),
        share=f"{number(item.share)}%" if item.share else "—",
        gives=number(item.gives) if item.gives else "—",
        status=escape(row.status) if row.status else "",
    )


@dataclass(frozen=True)
class LearnersMarks:
    """The report."""

    enrolment: Enrolment
    weighing: Weighing
    record: GradeRecord | None
    changes: list[GradeChange]

    @property
    def outline(self) -> Outline:
        """The structure of the learner's edition."""
        return self.enrolment.edition.outline

    @cached_property
    def total(self) -> Total:
        """The total with its explanation."""
        return self.weighing.total(self.outline, self.record)

    @property
    def value(self) -> str:
        """The total; a dash for none."""
        return "—" if self.total.value is None else percent_text(self.total.value)

    @property
    def grade(self) -> str:
        """The total in the words of the scale."""
        return self.weighing.grade(self.total.value)

    @property
    def is_passed(self) -> bool:
        """Whether it is enough."""
        return self.weighing.is_passed(self.total.value)

    @property
    def number_marked(self) -> int:
        """How many items have a mark."""
        return sum(
            each.value is not None and each.status != Status.MISSING_AS_ZERO
            for category in self.total.categories
            for each in category.items
        )

    @cached_property
    def activities(self) -> Mapping[str, Activity]:
        """The marked activities by the key of their item."""
        return {item_key(*each.key): each for each in marked_activities(self.outline)}

    @cached_property
    def categories(self) -> list[ShownCategory]:
        """Everything, as it is reckoned."""
        rows = {str(each.pk): each for each in self.weighing.categories}
        return [self._category(each, rows.get(each.key)) for each in self.total.categories if each.items]

    def _category(self, total: CategoryTotal, row: GradeCategory | None) -> ShownCategory:
        return ShownCategory(
            total=total,
            label=str(row) if row else NO_CATEGORY,
            drop_lowest=row.drop_lowest if row else 0,
            items=[self._item(each) for each in total.items],
        )

    @cached_property
    def _base(self) -> str:
        # Composed, not reversed three hundred times.
        return reverse("courses:learn", args=[self.enrolment.run.slug])

    def _item(self, item: ItemTotal) -> ShownItem:
        activity = self.activities[item.key]
        ending = f"assignment/{activity.block}/" if activity.kind == KIND else ""
        url = f"{self._base}{activity.lesson}/{ending}"
        return ShownItem(item, activity, item_title(activity, self.outline), url)

    def title_of(self, change: GradeChange) -> str:
        """What a change was about."""
        if change.lesson is None or change.block is None:
            return str(_("Total"))
        activity = self.activities.get(item_key(change.lesson, change.block))
        return item_title(activity, self.outline) if activity else ""

    @property
    def history(self) -> list[tuple[GradeChange, str]]:
        """What was changed by hand, the latest first, with what it was about."""
        return [(each, self.title_of(each)) for each in self.changes]


def learners_marks(enrolment: Enrolment) -> LearnersMarks:
    """The report of a learner's present attempt. At most six queries, whatever the number of activities."""
    changes = GradeChange.objects.filter(enrolment=enrolment, attempt=enrolment.attempt)
    return LearnersMarks(
        enrolment=enrolment,
        weighing=weighing_of(enrolment.run),
        record=GradeRecord.objects.filter(enrolment=enrolment, attempt=enrolment.attempt).first(),
        changes=list(changes.select_related("by")),
    )
