"""When parts of a course are open: the rules by themselves."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.conditions.rules import (
    COURSE,
    DONE,
    FROM,
    SCORE,
    UNTIL,
    WHOLE,
    Condition,
    Facts,
    Part,
    Place,
    in_sequence,
    locks,
    never_open,
    parse,
)

MODULE, OTHER = UUID(int=900), UUID(int=901)
ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))
TASK = UUID(int=50)
PARTS = [
    Part(ONE, MODULE, {WHOLE: True, TASK: True}),
    Part(TWO, MODULE, {WHOLE: True}),
    Part(THREE, OTHER, {WHOLE: True}),
]


def on(target: Place, kind: str, **more: object) -> Condition:
    return Condition(target, kind, **more)  # type: ignore[arg-type]


def closed(*conditions: Condition, **facts: object) -> set[Place]:
    return set(locks(PARTS, conditions, Facts(**facts)))  # type: ignore[arg-type]


class TestLocks:
    def test_nothing_is_closed_without_conditions(self) -> None:
        assert closed() == set()

    def test_after_a_lesson(self) -> None:
        condition = on((TWO, WHOLE), DONE, needed=(ONE, WHOLE))

        assert closed(condition) == {(TWO, WHOLE)}
        assert closed(condition, lessons={ONE}) == set()

    def test_after_an_activity(self) -> None:
        condition = on((TWO, WHOLE), DONE, needed=(ONE, TASK))

        assert closed(condition, lessons={ONE}) == {(TWO, WHOLE)}
        assert closed(condition, activities={(ONE, TASK)}) == set()

    def test_a_module_closes_its_lessons_and_no_others(self) -> None:
        assert closed(on((MODULE, WHOLE), COURSE, course=OTHER)) == {(ONE, WHOLE), (TWO, WHOLE)}
        assert closed(on((MODULE, WHOLE), COURSE, course=OTHER), courses={OTHER}) == set()

    def test_days_count_from_the_runs_start_and_both_ends_belong_to_it(self) -> None:
        window = [on((TWO, WHOLE), FROM, days=3), on((TWO, WHOLE), UNTIL, days=5)]

        assert [bool(closed(*window, day=day)) for day in range(2, 7)] == [True, False, False, False, True]

    def test_a_score_must_be_there_and_high_enough(self) -> None:
        condition = on((TWO, WHOLE), SCORE, needed=(ONE, TASK), percent=60)

        assert [bool(closed(condition, scores=scores)) for scores in ({}, {(ONE, TASK): 59}, {(ONE, TASK): 60})] == [
            True,
            True,
            False,
        ]

    def test_an_activity_alone(self) -> None:
        condition = on((ONE, TASK), FROM, days=3)

        assert closed(condition) == {(ONE, TASK)}

    def test_of_a_closed_lesson_nothing_more_is_said(self) -> None:
        both = [on((ONE, WHOLE), FROM, days=1), on((ONE, TASK), FROM, days=3)]

        assert closed(*both) == {(ONE, WHOLE)}

    def test_what_is_complete_can_be_read_again(self) -> None:
        assert closed(on((ONE, WHOLE), UNTIL, days=1), day=9, lessons={ONE}) == set()

    def test_all_that_is_missing_is_told(self) -> None:
        both = [on((TWO, WHOLE), FROM, days=3), on((TWO, WHOLE), DONE, needed=(ONE, WHOLE))]

        assert locks(PARTS, both, Facts())[TWO, WHOLE] == both


class TestSequence:
    def test_each_lesson_needs_the_one_before(self) -> None:
        found = in_sequence(PARTS)

        assert closed(*found) == {(TWO, WHOLE), (THREE, WHOLE)}
        assert closed(*found, lessons={ONE}) == {(THREE, WHOLE)}

    def test_lessons_in_which_nothing_counts_are_passed_over(self) -> None:
        parts = [PARTS[0], Part(TWO, MODULE, {WHOLE: False}), PARTS[2]]

        assert [condition.needed for condition in in_sequence(parts)] == [(ONE, WHOLE), (ONE, WHOLE)]


class TestNeverOpen:
    def test_a_circle(self) -> None:
        circle = [on((ONE, WHOLE), DONE, needed=(TWO, WHOLE)), on((TWO, WHOLE), DONE, needed=(ONE, WHOLE))]

        assert never_open(PARTS, circle, ()) == [(ONE, WHOLE), (TWO, WHOLE)]

    def test_an_activity_that_waits_for_its_own_lesson(self) -> None:
        assert never_open(PARTS, [on((ONE, TASK), DONE, needed=(ONE, WHOLE))], ()) == [(ONE, TASK)]

    def test_something_that_is_gone(self) -> None:
        assert never_open(PARTS, [on((TWO, WHOLE), DONE, needed=(OTHER, WHOLE))], ()) == [(TWO, WHOLE)]

    def test_a_score_in_what_is_not_marked(self) -> None:
        condition = on((TWO, WHOLE), SCORE, needed=(ONE, TASK), percent=50)

        assert never_open(PARTS, [condition], ()) == [(TWO, WHOLE)]
        assert never_open(PARTS, [condition], {(ONE, TASK)}) == []

    def test_closed_before_it_opens(self) -> None:
        assert never_open(PARTS, [on((TWO, WHOLE), FROM, days=9), on((MODULE, WHOLE), UNTIL, days=8)], ()) == [
            (TWO, WHOLE)
        ]

    @pytest.mark.parametrize("place", [(ONE, WHOLE), (MODULE, WHOLE)])
    def test_an_activity_that_closes_before_its_lesson_or_module_opens(self, place: Place) -> None:
        late = on(place, FROM, days=10)

        assert (ONE, TASK) in never_open(PARTS, [late, on((ONE, TASK), UNTIL, days=3)], ())
        assert never_open(PARTS, [late, on((ONE, TASK), UNTIL, days=10)], ()) == []

    def test_an_activity_that_opens_after_its_lesson_has_closed(self) -> None:
        window = [on((ONE, TASK), FROM, days=10), on((ONE, WHOLE), UNTIL, days=3)]
        optional = [Part(ONE, MODULE, {WHOLE: True, TASK: False})]

        assert never_open(PARTS, window, ()) == [(ONE, TASK)]
        # Without it the lesson can be completed in time, and what is complete stays open.
        assert never_open(optional, window, ()) == []

    @pytest.mark.parametrize(("opens", "expected"), [(10, [(TWO, WHOLE)]), (3, [])])
    def test_a_lesson_that_closes_before_the_one_it_needs_opens(self, opens: int, expected: list[Place]) -> None:
        last = [on((TWO, WHOLE), DONE, needed=(ONE, WHOLE)), on((TWO, WHOLE), UNTIL, days=3)]

        assert never_open(PARTS, [*last, on((ONE, WHOLE), FROM, days=opens)], ()) == expected

    def test_lateness_is_handed_on_from_lesson_to_lesson(self) -> None:
        conditions = [*in_sequence(PARTS), on((ONE, TASK), FROM, days=5), on((THREE, WHOLE), UNTIL, days=4)]

        assert never_open(PARTS, conditions, ()) == [(THREE, WHOLE)]

    def test_what_is_done_in_time_opens_others_later(self) -> None:
        conditions = [
            on((ONE, WHOLE), UNTIL, days=3),
            on((TWO, WHOLE), DONE, needed=(ONE, WHOLE)),
            on((TWO, WHOLE), FROM, days=30),
        ]

        assert never_open(PARTS, conditions, ()) == []

    def test_an_activity_that_nobody_can_be_done_with_and_one_that_need_not_be_done(self) -> None:
        waits = [on((TWO, WHOLE), DONE, needed=(ONE, TASK))]
        activities = {WHOLE: True, TASK: False}

        assert never_open([Part(ONE, MODULE, activities, {TASK}), PARTS[1]], waits, ()) == [(TWO, WHOLE)]
        assert never_open([Part(ONE, MODULE, activities), PARTS[1]], waits, ()) == []

    def test_a_score_is_given_where_nothing_counts_too(self) -> None:
        parts = [Part(ONE, MODULE, {WHOLE: True, TASK: False}, {TASK}), PARTS[1]]
        condition = on((TWO, WHOLE), SCORE, needed=(ONE, TASK), percent=50)

        assert never_open(parts, [condition], {(ONE, TASK)}) == []

    def test_another_course_can_be_completed(self) -> None:
        assert never_open(PARTS, [on((MODULE, WHOLE), COURSE, course=OTHER)], ()) == []

    def test_a_course_in_order_is_reached_to_its_end(self) -> None:
        assert never_open(PARTS, in_sequence(PARTS), ()) == []


LESSONS = [UUID(int=number) for number in range(1, 6)]
TARGETS = st.tuples(st.sampled_from(LESSONS), st.just(WHOLE))
CONDITIONS = st.lists(
    st.one_of(
        st.builds(lambda target, needed: Condition(target, DONE, needed), TARGETS, TARGETS),
        st.builds(lambda target, days: Condition(target, FROM, days=days), TARGETS, st.integers(0, 9)),
    ),
    max_size=8,
)
CLOSING = st.builds(lambda target, days: Condition(target, UNTIL, days=days), TARGETS, st.integers(0, 9))
KINDS = st.dictionaries(st.uuids(), st.sampled_from(["counts", "optional", "endless"]), max_size=4)


def _part(key: UUID, kinds: dict[UUID, str]) -> Part:
    counts = {block: kind == "counts" for block, kind in kinds.items()}
    return Part(key, MODULE, {WHOLE: True, **counts}, {block for block in kinds if kinds[block] == "endless"})


OUTLINES = st.dictionaries(st.uuids(), KINDS, max_size=5).map(
    lambda lessons: [_part(key, kinds) for key, kinds in lessons.items()]
)
ALL_PARTS = [Part(key, MODULE, {WHOLE: True}) for key in LESSONS]


@given(CONDITIONS, st.sets(st.sampled_from(LESSONS)), st.sets(st.sampled_from(LESSONS)), st.integers(0, 9))
def test_doing_more_never_closes_anything(
    conditions: list[Condition], done: set[UUID], more: set[UUID], day: int
) -> None:
    before = locks(ALL_PARTS, conditions, Facts(lessons=done, day=day))
    after = locks(ALL_PARTS, conditions, Facts(lessons=done | more, day=day + 1))

    assert after.keys() <= before.keys()


@given(CONDITIONS, st.lists(CLOSING, max_size=3))
def test_what_never_opens_is_what_a_diligent_learner_never_gets_to(
    conditions: list[Condition], closing: list[Condition]
) -> None:
    every, done = [*conditions, *closing], set[UUID]()
    for day in range(12):
        for _round in LESSONS:
            shut = locks(ALL_PARTS, every, Facts(lessons=done, day=day))
            done |= {key for key in LESSONS if (key, WHOLE) not in shut}

    assert {key for key, _block in never_open(ALL_PARTS, every, ())} == set(LESSONS) - done


@given(OUTLINES)
def test_without_conditions_nothing_is_closed_for_ever(parts: list[Part]) -> None:
    assert never_open(parts, [], ()) == []
    assert never_open(parts, in_sequence(parts), ()) == []


def test_is_read_from_an_outline() -> None:
    read = parse({"target": [str(TWO), str(WHOLE)], "kind": "score", "needed": [str(ONE), str(TASK)], "percent": 70})

    assert read == Condition((TWO, WHOLE), SCORE, (ONE, TASK), percent=70)
