"""Reading what a learner's browser sends."""

import contextlib
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.outline import LESSON_ITSELF
from courses.progress.intake import MOST_BYTES, MOST_EVENTS, BadEventsError, read_events
from courses.progress.rules import TOLD_BY_BROWSERS, Event, EventKind

LANGUAGES = {"ru", "en"}


def event(**changes: Any) -> dict[str, Any]:
    values = {
        "uuid": str(uuid4()),
        "lesson": str(uuid4()),
        "kind": "viewed",
        "occurred_at": "2026-03-02T09:00:00.000Z",
        "language": "ru",
    }
    return {name: value for name, value in (values | changes).items() if value is not ...}


def read(*events: Any) -> list[Event]:
    return read_events(json.dumps({"events": events}), LANGUAGES)


def test_an_event_is_read() -> None:
    told = event(kind="spent", seconds=20, block=str(uuid4()))
    (found,) = read(told)

    assert (str(found.uuid), str(found.lesson), str(found.block)) == (told["uuid"], told["lesson"], told["block"])
    assert (found.kind, found.seconds, found.language) == (EventKind.SPENT, 20, "ru")
    assert found.occurred_at == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_what_may_be_left_out() -> None:
    (found,) = read(event(language=..., seconds=...))

    assert (found.block, found.seconds, found.language) == (LESSON_ITSELF, 0, "")


def test_a_language_we_do_not_have_is_not_kept() -> None:
    assert [each.language for each in read(event(language="xx"), event(language=7))] == ["", ""]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"uuid": "1"}, "uuid is a UUID"),
        ({"uuid": ...}, "uuid is a UUID"),
        ({"lesson": None}, "lesson is a UUID"),
        ({"block": "main"}, "block is a UUID"),
        ({"kind": "completed"}, "kind is one of viewed, spent, confirmed, watched"),
        ({"occurred_at": "yesterday"}, "ISO 8601"),
        ({"occurred_at": "2026-03-02T09:00:00"}, "time zone"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "ISO 8601"),
        ({"occurred_at": "9999-12-31T23:59:59-14:00"}, "ISO 8601"),
        ({"kind": "spent"}, "seconds is a whole number from 0 to 300"),
        ({"kind": "spent", "seconds": -1}, "seconds"),
        ({"kind": "spent", "seconds": 301}, "seconds"),
        ({"kind": "spent", "seconds": 1.5}, "seconds"),
        ({"kind": "spent", "seconds": True}, "seconds"),
        ({"kind": "spent", "seconds": "20"}, "seconds"),
    ],
)
def test_what_is_wrong_with_which_event(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(BadEventsError) as caught:
        read(event(), event(**changes), event())

    assert list(caught.value.by_event) == [1]
    assert message in caught.value.by_event[1]


def test_every_bad_event_is_named() -> None:
    with pytest.raises(BadEventsError) as caught:
        read("text", event(), None, event(kind=3))

    assert list(caught.value.by_event) == [0, 2, 3]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        ("[" * 60_000, "not JSON"),
        ("[]", "a list named"),
        ('{"events": {}}', "a list named"),
        ("null", "a list named"),
        (" " * (MOST_BYTES + 1), f"at most {MOST_BYTES} bytes"),
        (json.dumps({"events": [1] * (MOST_EVENTS + 1)}), f"at most {MOST_EVENTS} events"),
    ],
)
def test_what_cannot_be_read_at_all(body: str | bytes, message: str) -> None:
    with pytest.raises(BadEventsError, match=message) as caught:
        read_events(body, LANGUAGES)
    assert not caught.value.by_event


def test_as_many_as_allowed() -> None:
    small = [event(language=...) for _ in range(MOST_EVENTS)]

    assert len(read_events(json.dumps({"events": small}), LANGUAGES)) == MOST_EVENTS


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda kids: st.lists(kids) | st.dictionaries(st.text() | st.sampled_from(["events", "uuid", "kind"]), kids),
        max_leaves=12,
    )
)
def test_anything_is_read_or_refused(data: Any) -> None:
    for body in (json.dumps(data), json.dumps({"events": [data]})):
        with contextlib.suppress(BadEventsError):
            read_events(body, LANGUAGES)


moments = st.datetimes(datetime(2001, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001 - strategies take naive bounds


@given(st.uuids(), st.uuids(), st.sampled_from(TOLD_BY_BROWSERS), moments)
def test_what_is_written_is_read(uuid: UUID, lesson: UUID, kind: EventKind, moment: datetime) -> None:
    aware = moment.replace(tzinfo=UTC)
    told = event(uuid=str(uuid), lesson=str(lesson), kind=kind, occurred_at=aware.isoformat(), seconds=7, value=8)
    (found,) = read(told)

    assert (found.uuid, found.lesson, found.kind, found.occurred_at) == (uuid, lesson, kind, aware)
    assert found.seconds == (7 if kind == EventKind.SPENT else 0)
    assert found.value == (8 if kind == EventKind.WATCHED else 0)


@pytest.mark.parametrize("kind", [EventKind.SUBMITTED, EventKind.SCORED])
def test_no_browser_says_what_was_handed_in_or_marked(kind: EventKind) -> None:
    with pytest.raises(BadEventsError) as refused:
        read(event(kind=kind, value=100))
    assert "kind is one of" in refused.value.by_event[0]


@pytest.mark.parametrize("value", [None, -1, 101, "50", True, 1.5])
def test_a_share_watched_is_a_whole_percent(value: Any) -> None:
    with pytest.raises(BadEventsError) as refused:
        read(event(kind="watched", value=value))
    assert refused.value.by_event == {0: "value is a whole number from 0 to 100"}
