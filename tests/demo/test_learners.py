"""What the invented learners are said to have done."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from courses.criteria import Criterion
from courses.outline import LESSON_ITSELF, Activity, Lesson
from courses.progress.rules import MOST_SECONDS_AT_ONCE, ActivityState, EventKind, apply
from demo.learners import Study, events
from people.localised import LocalisedText

BEGAN = datetime(2026, 3, 1, 9, tzinfo=UTC)
SEEN = BEGAN + timedelta(days=10)


def lesson(*criteria: Criterion) -> Lesson:
    key = uuid4()
    blocks = [LESSON_ITSELF, *(uuid4() for _ in criteria[1:])]
    activities = tuple(
        Activity(key, block, "lesson", criterion, 2 if criterion == Criterion.TIME else None)
        for block, criterion in zip(blocks, criteria, strict=True)
    )
    return Lesson(key, LocalisedText(ru="Урок"), {}, activities)


LESSONS = [lesson(Criterion.VIEW, Criterion.BUTTON), lesson(Criterion.TIME), lesson(Criterion.VIEW, Criterion.NONE)]


def study(done: float, languages: tuple[str, ...] = ("kk", "ru")) -> Study:
    return Study("learner-01", languages, done, BEGAN, SEEN)


def completed(done: float) -> int:
    """How many activities the events complete by the rules of the courses."""
    states: dict[object, ActivityState] = {}
    known = {activity.key: activity for each in LESSONS for activity in each.activities}
    for event in events(study(done), LESSONS):
        states[event.key] = apply(known[event.key], states.get(event.key, ActivityState()), event)
    return sum(state.completed_at is not None for state in states.values())


@pytest.mark.parametrize(("done", "expected"), [(0.0, 0), (0.5, 2), (1.0, 4)])
def test_the_part_that_is_done_is_completed(done: float, expected: int) -> None:
    assert completed(done) == expected


def test_the_last_event_is_the_last_visit() -> None:
    told = list(events(study(1.0), LESSONS))
    assert max(event.occurred_at for event in told) == SEEN
    assert min(event.occurred_at for event in told) > BEGAN


def test_the_language_changes_in_the_middle() -> None:
    told = list(events(study(1.0), LESSONS))
    assert (told[0].language, told[-1].language) == ("kk", "ru")
    assert {event.language for event in events(study(1.0, ("uz",)), LESSONS)} == {"uz"}


def test_identifiers_are_the_same_at_every_run_and_differ_between_people() -> None:
    told = [event.uuid for event in events(study(1.0), LESSONS)]
    assert told == [event.uuid for event in events(study(1.0), LESSONS)]
    assert len(set(told)) == len(told)
    other = Study("learner-02", ("ru",), 1.0, BEGAN, SEEN)
    assert not set(told) & {event.uuid for event in events(other, LESSONS)}


def test_time_is_told_as_a_browser_tells_it() -> None:
    for event in events(study(1.0), LESSONS):
        assert (event.kind == EventKind.SPENT) == (event.seconds > 0)
        assert event.seconds <= MOST_SECONDS_AT_ONCE
