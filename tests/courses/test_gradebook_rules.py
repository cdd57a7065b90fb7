"""What scores come to."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.gradebook import rules
from courses.gradebook.rules import CategoryScheme, ItemScheme, Score, Status, Step

PERCENTS = st.decimals(0, 100, places=2)
WEIGHTS = st.decimals(0, 20, places=2)

SCORES = st.builds(
    Score,
    percent=st.none() | PERCENTS,
    override=st.none() | PERCENTS,
    is_excluded=st.sampled_from([False, False, True]),
)
CATEGORIES = st.lists(
    st.builds(CategoryScheme, key=st.sampled_from("ABC"), weight=WEIGHTS, drop_lowest=st.integers(0, 3)),
    max_size=3,
    unique_by=lambda each: each.key,
)
ITEMS = st.lists(
    st.builds(
        ItemScheme, key=st.sampled_from("abcdefgh"), category=st.sampled_from(["", "A", "B", "C", "?"]), weight=WEIGHTS
    ),
    max_size=8,
    unique_by=lambda each: each.key,
)
MARKS = st.dictionaries(st.sampled_from("abcdefgh"), SCORES)


def score(value: str | None, **more: Any) -> Score:
    return Score(None if value is None else Decimal(value), **more)


def percent(
    scores: dict[str, Score], *items: ItemScheme, categories: tuple[CategoryScheme, ...] = (), **more: Any
) -> Any:
    items = items or tuple(ItemScheme(key) for key in scores)
    values = {"missing_as_zero": False} | more
    return rules.percent_of(items, categories, scores, **values)


class TestTotal:
    def test_is_the_mean_of_what_counts(self) -> None:
        assert percent({"a": score("80"), "b": score("50"), "c": score(None)}) == 65

    def test_weighs_items(self) -> None:
        items = ItemScheme("a", weight=Decimal(3)), ItemScheme("b", weight=Decimal(1))

        assert percent({"a": score("80"), "b": score("40")}, *items) == 70

    def test_weighs_categories(self) -> None:
        items = ItemScheme("a", "A"), ItemScheme("b", "B"), ItemScheme("c", "B")
        categories = CategoryScheme("A", Decimal(60)), CategoryScheme("B", Decimal(40))
        scores = {"a": score("100"), "b": score("50"), "c": score("0")}

        assert percent(scores, *items, categories=categories) == 70

    def test_a_category_without_marks_takes_no_weight(self) -> None:
        items = ItemScheme("a", "A"), ItemScheme("b", "B")
        categories = CategoryScheme("A", Decimal(60)), CategoryScheme("B", Decimal(40))

        assert percent({"a": score("90")}, *items, categories=categories) == 90

    def test_missing_counts_as_zero_where_the_scheme_says_so(self) -> None:
        assert percent({"a": score("80")}, ItemScheme("a"), ItemScheme("b"), missing_as_zero=True) == 40

    def test_nothing_comes_to_nothing(self) -> None:
        assert percent({}) is None
        assert percent({"a": score("80")}, ItemScheme("a", weight=Decimal(0))) is None

    def test_drops_the_worst_but_never_the_last(self) -> None:
        items = tuple(ItemScheme(key, "A") for key in "abc")
        scores = {"a": score("10"), "b": score("60"), "c": score("80")}

        assert percent(scores, *items, categories=(CategoryScheme("A", drop_lowest=1),)) == 70
        assert percent(scores, *items, categories=(CategoryScheme("A", drop_lowest=9),)) == 80

    def test_override_and_exclusion(self) -> None:
        scores = {"a": score("10", override=Decimal(90)), "b": score("20", is_excluded=True)}

        assert percent(scores) == 90

    @pytest.mark.parametrize(
        ("value", "expected"),
        [(Fraction(1, 3), "0.33"), (Fraction(1, 200), "0.01"), (Fraction(201, 8), "25.13"), (Fraction(100), "100.00")],
    )
    def test_rounds_halves_up(self, value: Fraction, expected: str) -> None:
        assert str(rules.rounded(value)) == expected

    @given(ITEMS, CATEGORIES, MARKS, st.booleans())
    def test_is_bounded(
        self, items: list[ItemScheme], categories: list[CategoryScheme], scores: dict[str, Score], zero: bool
    ) -> None:
        value = rules.percent_of(items, categories, scores, missing_as_zero=zero)

        assert value is None or 0 <= value <= 100

    @given(ITEMS, CATEGORIES, MARKS, st.booleans(), st.randoms())
    def test_does_not_depend_on_the_order(
        self,
        items: list[ItemScheme],
        categories: list[CategoryScheme],
        scores: dict[str, Score],
        zero: bool,
        random: Any,
    ) -> None:
        mixed_items, mixed_categories = list(items), list(categories)
        random.shuffle(mixed_items)
        random.shuffle(mixed_categories)

        assert rules.percent_of(items, categories, scores, missing_as_zero=zero) == rules.percent_of(
            mixed_items, mixed_categories, dict(reversed(scores.items())), missing_as_zero=zero
        )

    @given(ITEMS, CATEGORIES, MARKS, st.booleans())
    def test_is_explained(
        self, items: list[ItemScheme], categories: list[CategoryScheme], scores: dict[str, Score], zero: bool
    ) -> None:
        total = rules.total(items, categories, scores, missing_as_zero=zero)
        rows = [row for category in total.categories for row in category.items]

        assert total.percent == rules.percent_of(items, categories, scores, missing_as_zero=zero)
        assert sorted(row.key for row in rows) == sorted(item.key for item in items)
        if total.percent is not None:
            room = Decimal("0.005") * (len(rows) + 1)
            assert abs(sum((row.share for row in rows), Decimal(0)) - 100) <= room
            assert abs(sum((row.gives for row in rows), Decimal(0)) - total.percent) <= room

    @given(ITEMS, MARKS, PERCENTS)
    def test_all_alike_comes_to_the_same(
        self, items: list[ItemScheme], scores: dict[str, Score], value: Decimal
    ) -> None:
        same = {item.key: Score(value) for item in items}

        assert rules.percent_of(items, [], same, missing_as_zero=True) in (None, value)

    @given(ITEMS, CATEGORIES, MARKS, st.sampled_from("abcdefgh"), PERCENTS, PERCENTS)
    def test_more_never_comes_to_less_where_nothing_is_dropped(  # noqa: PLR0917
        self,
        items: list[ItemScheme],
        categories: list[CategoryScheme],
        scores: dict[str, Score],
        raised: str,
        one: Decimal,
        other: Decimal,
    ) -> None:
        kept = [CategoryScheme(each.key, each.weight) for each in categories]
        low, high = (
            rules.percent_of(items, kept, scores | {raised: Score(value)}, missing_as_zero=False)
            for value in sorted((one, other))
        )

        assert (low is None) == (high is None)
        assert low is None or high is None or low <= high

    @given(ITEMS, CATEGORIES, MARKS)
    def test_what_is_missing_never_helps(
        self, items: list[ItemScheme], categories: list[CategoryScheme], scores: dict[str, Score]
    ) -> None:
        kept = [CategoryScheme(each.key, each.weight) for each in categories]
        lenient, strict = (rules.percent_of(items, kept, scores, missing_as_zero=zero) for zero in (False, True))

        # A category of which everything is missing takes its weight only where it counts as zero.
        assert lenient is None or (strict is not None and strict <= lenient)

    def test_says_what_became_of_each(self) -> None:
        items = [*(ItemScheme(key, "A") for key in "abcde"), ItemScheme("f", "A", Decimal(0))]
        scores = {
            "a": score("10"),
            "b": score("60"),
            "c": score("1", override=Decimal(70)),
            "d": score("9", is_excluded=True),
        }
        total = rules.total(items, [CategoryScheme("A", drop_lowest=1)], scores, missing_as_zero=False)

        statuses = {row.key: row.status for row in total.categories[0].items}
        assert statuses == {
            "a": Status.DROPPED,
            "b": Status.COUNTED,
            "c": Status.OVERRIDDEN,
            "d": Status.EXCLUDED,
            "e": Status.MISSING,
            "f": Status.WITHOUT_WEIGHT,
        }

    def test_the_total_itself_can_be_set(self) -> None:
        total = rules.total([ItemScheme("a")], [], {"a": score("40")}, missing_as_zero=False, override=Decimal(55))

        assert (total.percent, total.value) == (40, 55)


class TestScale:
    steps = tuple(Step(Decimal(least), label) for least, label in ((85, "5"), (0, "2"), (70, "4"), (50, "3")))

    @pytest.mark.parametrize(
        ("value", "expected"), [("100", "5"), ("85", "5"), ("84.99", "4"), ("50", "3"), ("49.99", "2"), ("0", "2")]
    )
    def test_steps(self, value: str, expected: str) -> None:
        assert rules.grade(Decimal(value), self.steps) == expected

    @given(st.dictionaries(st.text(min_size=1, max_size=3), PERCENTS, max_size=6), PERCENTS, PERCENTS)
    def test_more_never_earns_a_lower_step(self, leasts: dict[str, Decimal], one: Decimal, other: Decimal) -> None:
        steps = [Step(least, label) for label, least in leasts.items()]
        low, high = (leasts.get(rules.grade(value, steps), Decimal(-1)) for value in sorted((one, other)))

        assert low <= high <= max(one, other)

    def test_nothing_earns_nothing(self) -> None:
        assert rules.grade(None, self.steps) == ""
        assert rules.grade(Decimal(10), self.steps[:1]) == ""

    def test_passing(self) -> None:
        assert rules.is_passed(Decimal(50), Decimal(50))
        assert not rules.is_passed(Decimal("49.99"), Decimal(50))
        assert not rules.is_passed(None, Decimal(0))
