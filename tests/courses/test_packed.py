"""A standing packed into bits says the same as the rows it was made of."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.criteria import Criterion
from courses.models.fields import BitsField
from courses.outline import LESSON_ITSELF, Activity, ActivityKey, Lesson, Module, Outline
from courses.progress.packed import Packed
from people.localised import LocalisedText

LESSONS = 40
BLOCK = UUID(int=99)


def lesson(number: int) -> Lesson:
    """Every third lesson does not count itself; every second has an activity, every fifth of those optional."""
    key = UUID(int=number)
    itself = Activity(key, LESSON_ITSELF, "lesson", Criterion.NONE if number % 3 == 0 else Criterion.VIEW)
    block = Activity(key, BLOCK, "library_object", Criterion.BUTTON, weight=number, optional=number % 10 == 0)
    return Lesson(key, LocalisedText(), {}, (itself, block) if number % 2 == 0 else (itself,))


OUTLINE = Outline(
    "ru",
    ("ru",),
    tuple(
        Module(UUID(int=1000 + first), LocalisedText(), tuple(map(lesson, range(first, first + 10))))
        for first in range(1, LESSONS + 1, 10)
    ),
    {},
)

rows = st.dictionaries(st.sampled_from(list(OUTLINE.activities)), st.booleans())


@given(rows)
def test_it_says_what_the_rows_say(told: dict[ActivityKey, bool]) -> None:
    packed = Packed().with_rows(OUTLINE, told.items())
    done = {key for key, is_done in told.items() if is_done}

    for each in OUTLINE.lessons:
        assert packed.opened(OUTLINE, each) is ((each.key, LESSON_ITSELF) in told)
        assert packed.completes(OUTLINE, each) is (
            bool(each.counted) and all(activity.key in done for activity in each.counted)
        )
    counted = [activity for key, activity in OUTLINE.counted.items() if key in done]
    assert packed.completed(OUTLINE) == len(counted)
    assert packed.weight(OUTLINE) == sum(activity.weight for activity in counted)


@given(rows, rows)
def test_more_rows_only_add(first: dict[ActivityKey, bool], more: dict[ActivityKey, bool]) -> None:
    before = Packed().with_rows(OUTLINE, first.items())
    after = before.with_rows(OUTLINE, more.items())

    assert after.begun & before.begun == before.begun
    assert after.done & before.done == before.done
    assert after.with_rows(OUTLINE, more.items()) == after


def test_what_the_outline_does_not_have_is_left_out() -> None:
    assert Packed().with_rows(OUTLINE, [((UUID(int=12345), LESSON_ITSELF), True)]) == Packed()


def test_what_is_optional_adds_nothing() -> None:
    everything = Packed().with_rows(OUTLINE, ((key, True) for key in OUTLINE.counted))

    assert everything.weight(OUTLINE) == OUTLINE.total_weight
    assert (UUID(int=10), BLOCK) not in OUTLINE.counted


@given(st.integers(0, 1 << 400))
def test_the_column_keeps_every_bit(number: int) -> None:
    field = BitsField()
    stored = field.get_prep_value(number)

    assert field.to_python(stored) == number
    assert field.from_db_value(stored, None, None) == number  # type: ignore[arg-type]


@pytest.mark.parametrize("empty", [None, ""])
def test_an_empty_column_is_nothing(empty: str | None) -> None:
    assert BitsField().to_python(empty) == 0
