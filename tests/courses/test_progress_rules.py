"""The rules of progress over plain values."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import reduce
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.criteria import Criterion
from courses.outline import LESSON_ITSELF, Activity, Lesson, Module, Outline
from courses.progress import rules
from courses.progress.packed import Packed
from courses.progress.rules import ActivityState, Event, EventKind
from people.localised import LocalisedText

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LESSON = UUID(int=1)

moments = st.integers(0, 100_000).map(lambda seconds: NOW + timedelta(seconds=seconds))
criteria = st.sampled_from(list(Criterion))


def activity(criterion: Criterion = Criterion.VIEW, minutes: int | None = None, weight: int = 1) -> Activity:
    return Activity(LESSON, LESSON_ITSELF, "lesson", criterion, minutes, weight, threshold=60)


def event(
    kind: EventKind = EventKind.VIEWED, after: int = 0, seconds: int = 0, block: UUID = LESSON_ITSELF, value: int = 0
) -> Event:
    return Event(uuid4(), LESSON, block, kind, NOW + timedelta(seconds=after), seconds, value=value)


events = st.builds(
    Event,
    uuid=st.uuids(),
    lesson=st.just(LESSON),
    block=st.just(LESSON_ITSELF),
    kind=st.sampled_from(EventKind),
    occurred_at=moments,
    seconds=st.integers(-10, 4000),
    value=st.integers(-10, 200),
)


def fold(which: Activity, happened: list[Event]) -> ActivityState:
    return reduce(lambda state, each: rules.apply(which, state, each), happened, ActivityState())


@pytest.mark.parametrize(
    ("criterion", "happened", "complete"),
    [
        (Criterion.VIEW, [event()], True),
        (Criterion.BUTTON, [event()], False),
        (Criterion.BUTTON, [event(EventKind.CONFIRMED)], True),
        (Criterion.TIME, [event(EventKind.SPENT, 0, 119)], False),
        (Criterion.TIME, [event(EventKind.SPENT, 0, 60), event(EventKind.SPENT, 60, 60)], True),
        (Criterion.TIME, [event(EventKind.CONFIRMED)], False),
        (Criterion.WATCHED, [event(EventKind.WATCHED, value=59)], False),
        (Criterion.WATCHED, [event(EventKind.WATCHED, value=60)], True),
        (Criterion.WATCHED, [event(), event(EventKind.SCORED, value=90)], False),
        (Criterion.SUBMITTED, [event()], False),
        (Criterion.SUBMITTED, [event(EventKind.SUBMITTED)], True),
        (Criterion.PASSED, [event(EventKind.SUBMITTED)], False),
        (Criterion.PASSED, [event(), event(EventKind.SCORED, value=59)], False),
        (Criterion.PASSED, [event(), event(EventKind.SCORED, value=60), event(EventKind.SCORED, value=10)], True),
        (Criterion.NONE, [event(EventKind.CONFIRMED), event(EventKind.SPENT, 0, 300)], False),
    ],
)
def test_criteria(criterion: Criterion, happened: list[Event], complete: bool) -> None:
    state = fold(activity(criterion, minutes=2), happened)

    assert (state.completed_at is not None) is complete
    assert state.viewed_at == NOW


def test_a_mark_is_no_sign_of_the_learner_being_there() -> None:
    marked = event(EventKind.SCORED, value=100)

    assert fold(activity(Criterion.PASSED), [marked]).viewed_at is None
    assert fold(activity(Criterion.PASSED), [marked]).completed_at == NOW
    assert rules.echo(event(EventKind.SCORED, block=uuid4())) is None


def test_a_share_watched_dates_the_completion_whenever_it_is_told() -> None:
    told = [event(EventKind.WATCHED, 300, value=100), event(EventKind.WATCHED, 200, value=60)]
    state = fold(activity(Criterion.WATCHED), [*told, event(EventKind.WATCHED, 100, value=59)])

    assert (state.watched, state.completed_at) == (100, NOW + timedelta(seconds=200))


def test_completed_stays_completed_when_the_criterion_becomes_stricter() -> None:
    state = fold(activity(Criterion.VIEW), [event()])

    assert rules.apply(activity(Criterion.BUTTON), state, event(after=9)).completed_at == NOW


@given(criteria.filter(lambda which: which != Criterion.TIME), st.lists(events, max_size=8), st.randoms())
def test_order_does_not_matter(criterion: Criterion, happened: list[Event], random: object) -> None:
    shuffled = list(happened)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert fold(activity(criterion), happened) == fold(activity(criterion), shuffled)


@given(st.lists(events, max_size=8))
def test_time_is_complete_exactly_when_enough_was_spent(happened: list[Event]) -> None:
    honest = [rules.honest(each, NOW + timedelta(days=9)) for each in happened]
    state = fold(activity(Criterion.TIME, minutes=5), honest)

    assert state.seconds == sum(each.seconds for each in honest)
    assert (state.completed_at is not None) is (bool(honest) and state.seconds >= 300)


@given(st.lists(st.tuples(moments, st.integers(0, 300)), max_size=10), st.integers(1, 900))
def test_reached_at_is_the_first_moment_with_enough(spent: list[tuple[datetime, int]], needed: int) -> None:
    spent.sort()
    reached = rules.reached_at(spent, needed)

    assert (reached is None) is (sum(seconds for _, seconds in spent) < needed)
    if reached:
        assert sum(seconds for moment, seconds in spent if moment <= reached) >= needed
        assert sum(seconds for moment, seconds in spent if moment < reached) < needed


# --- What clients tell ----------------------------------------------------------------------------


@given(events, st.integers(-100, 100))
def test_honest_events_are_within_what_can_be_true(told: Event, minutes: int) -> None:
    received = NOW + timedelta(minutes=minutes)
    enrolled = received - timedelta(days=1)
    honest = rules.honest(told, received, enrolled)

    assert enrolled <= honest.occurred_at <= received + rules.CLOCK_TOLERANCE
    assert 0 <= honest.seconds <= rules.MOST_SECONDS_AT_ONCE
    assert honest.kind == EventKind.SPENT or honest.seconds == 0
    assert rules.honest(honest, received, enrolled) == honest


def test_a_clock_that_runs_a_little_ahead_is_believed() -> None:
    ahead = event(after=120)

    assert rules.honest(ahead, NOW).occurred_at == ahead.occurred_at
    assert rules.honest(event(after=3600), NOW).occurred_at == NOW


def test_what_is_done_in_a_lesson_is_a_sign_of_having_opened_it() -> None:
    block = uuid4()
    confirmed = rules.echo(event(EventKind.CONFIRMED, block=block))
    spent = rules.echo(event(EventKind.SPENT, seconds=30, block=block))

    assert confirmed is not None
    assert (confirmed.block, confirmed.kind) == (LESSON_ITSELF, EventKind.VIEWED)
    assert spent is not None
    assert (spent.block, spent.kind, spent.seconds) == (LESSON_ITSELF, EventKind.SPENT, 30)
    assert rules.echo(event(EventKind.CONFIRMED)) is None


# --- The whole ------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(1, 20), st.booleans()), max_size=30))
def test_percent_is_within_bounds_and_says_all_and_nothing_truly(weights: list[tuple[int, bool]]) -> None:
    done = sum(weight for weight, is_done in weights if is_done)
    total = sum(weight for weight, _ in weights)
    result = rules.percent(done, total)

    assert 0 <= result <= 100
    assert (result == 0) is (not done)
    assert (result == 100) is (bool(done) and done == total)


def test_percent_of_nothing_is_nothing() -> None:
    assert rules.percent(0, 0) == 0


def outline(lessons: int, nothing_counts_in: int | None = None) -> Outline:
    made = []
    for number in range(lessons):
        key = UUID(int=number + 1)
        criterion = Criterion.NONE if number == nothing_counts_in else Criterion.VIEW
        made.append(Lesson(key, LocalisedText(), {}, (Activity(key, LESSON_ITSELF, "lesson", criterion),)))
    return Outline("ru", ("ru",), (Module(uuid4(), LocalisedText(), tuple(made)),), {})


def standing(of: Outline, done: Iterable[int]) -> Packed:
    return Packed().with_rows(of, (((UUID(int=number), LESSON_ITSELF), True) for number in done))


@pytest.mark.parametrize(
    ("done", "last", "expected"),
    [
        ([], None, 1),
        ([], 2, 2),
        ([2], 2, 3),
        ([2, 3, 4], 2, 1),
        ([1, 2, 3, 4], 4, None),
        ([1], 99, 2),
    ],
)
def test_next_lesson(done: list[int], last: int | None, expected: int | None) -> None:
    found = rules.next_lesson(outline(4), standing(outline(4), done), UUID(int=last) if last else None)

    assert found == (UUID(int=expected) if expected else None)


def test_a_lesson_in_which_nothing_counts_does_not_hold_anybody_up() -> None:
    which = outline(2, nothing_counts_in=0)

    assert rules.next_lesson(which, Packed(), None) == UUID(int=2)
    assert not Packed().completes(which, which.lessons[0])


@given(st.sets(st.integers(1, 6)), st.integers(1, 6))
def test_next_lesson_is_never_a_complete_one(done: set[int], last: int) -> None:
    found = rules.next_lesson(outline(6), standing(outline(6), done), UUID(int=last))

    assert (found is None) is (len(done) == 6)
    assert found is None or found.int not in done
