"""Reading the events that a learner's browser sends: from untrusted JSON to plain values, or to errors by event."""

import json
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from courses.outline import LESSON_ITSELF
from courses.progress.places import MOST_SECONDS_OF_RECORDING, Place
from courses.progress.rules import MOST_SECONDS_AT_ONCE, TOLD_BY_BROWSERS, Event, EventKind

MOST_BYTES = 64 * 1024
MOST_EVENTS = 200
MOST_ATTEMPTS = 1000


class BadEventsError(ValueError):
    """What was sent cannot be recorded.

    ``message`` says why, ``by_event`` what is wrong with which event, by its place in the list. Nothing was recorded;
    the others can be sent again without those.
    """

    def __init__(self, message: str, by_event: Mapping[int, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.by_event = dict(by_event or {})


@dataclass(frozen=True)
class Batch:
    """What a browser told at once: what the learner did, and where in a lesson they are, if it says so."""

    events: list[Event]
    place: Place | None = None


def read_events(body: bytes | str, languages: Container[str]) -> list[Event]:
    """The events alone; see :func:`read_batch`."""
    return read_batch(body, languages).events


def read_batch(body: bytes | str, languages: Container[str]) -> Batch:
    """The events in ``{"events": [{"uuid", "lesson", "block", "kind", "occurred_at", "seconds", "value", …}, …]}``.

    ``block`` is left out for the lesson itself, ``seconds`` for anything but time spent, ``value`` (per cent) for
    anything but a share watched, ``attempt`` for the present one; a ``language`` that is not one of
    ``languages`` is not kept. Beside the list there may be a ``place``: ``{"lesson", "block", "offset", "second",
    "occurred_at"}``; one that cannot be read is left out, for it is only a convenience. Raises :class:`BadEventsError`.
    """
    if len(body) > MOST_BYTES:
        raise BadEventsError(f"Send at most {MOST_BYTES} bytes at once.")
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadEventsError("This is not JSON.") from error
    events = data.get("events") if isinstance(data, dict) else None
    if not isinstance(events, list):
        raise BadEventsError("Send an object with a list named “events”.")
    if len(events) > MOST_EVENTS:
        raise BadEventsError(f"Send at most {MOST_EVENTS} events at once.")
    return Batch(_read_all(events, languages), _place(data.get("place")))


def _place(data: Any) -> Place | None:
    if not isinstance(data, dict):
        return None
    try:
        return Place(
            lesson=_field(data, "lesson", UUID, "is a UUID"),
            block=_field(data, "block", UUID, "is a UUID"),
            offset=_number(data, "offset", 1000),
            second=_number(data, "second", MOST_SECONDS_OF_RECORDING),
            occurred_at=_field(data, "occurred_at", _moment, "is a moment"),
            attempt=_number(data, "attempt", MOST_ATTEMPTS) if "attempt" in data else 0,
        )
    except ValueError:
        return None


def _read_all(events: list[Any], languages: Container[str]) -> list[Event]:
    read: list[Event] = []
    errors: dict[int, str] = {}
    for index, each in enumerate(events):
        try:
            read.append(_event(each, languages))
        except ValueError as error:
            errors[index] = str(error)
    if errors:
        raise BadEventsError("Some events cannot be read; send the others again without them.", errors)
    return read


def _event(data: Any, languages: Container[str]) -> Event:
    if not isinstance(data, dict):
        raise ValueError("an event is an object")
    kind = _field(data, "kind", _kind, f"is one of {', '.join(TOLD_BY_BROWSERS)}")
    language = data.get("language")
    return Event(
        uuid=_field(data, "uuid", UUID, "is a UUID"),
        lesson=_field(data, "lesson", UUID, "is a UUID"),
        block=_field(data, "block", UUID, "is a UUID") if data.get("block") else LESSON_ITSELF,
        kind=kind,
        occurred_at=_field(data, "occurred_at", _moment, "is a moment in ISO 8601 with its time zone"),
        seconds=_number(data, "seconds", MOST_SECONDS_AT_ONCE) if kind == EventKind.SPENT else 0,
        value=_number(data, "value", 100) if kind == EventKind.WATCHED else 0,
        language=language if isinstance(language, str) and language in languages else "",
        attempt=_number(data, "attempt", MOST_ATTEMPTS) if "attempt" in data else 0,
    )


def _field(data: Mapping[str, Any], name: str, read: Callable[[str], Any], wanted: str) -> Any:
    value = data.get(name)
    try:
        if isinstance(value, str):
            return read(value)
    except (ValueError, OverflowError):
        pass
    raise ValueError(f"{name} {wanted}")


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    # Near the ends of the calendar a moment cannot be turned into another time zone.
    if moment.tzinfo is None or not 2000 <= moment.year <= 9000:
        raise ValueError(text)
    return moment


def _number(data: Mapping[str, Any], name: str, most: int) -> int:
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise ValueError(f"{name} is a whole number from 0 to {most}")
    return value


def _kind(text: str) -> EventKind:
    kind = EventKind(text)
    if kind not in TOLD_BY_BROWSERS:
        raise ValueError(text)
    return kind
