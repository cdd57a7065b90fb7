"""Events about what is closed are refused."""

from collections.abc import Sequence

from courses.conditions.reading import locks_of
from courses.conditions.rules import WHOLE
from courses.models import Enrolment
from courses.progress.rules import Event


def open_events(enrolment: Enrolment, events: Sequence[Event]) -> list[Event]:
    """Those of a learner's events that are about something open to them."""
    locks = locks_of(enrolment)
    return [event for event in events if (event.lesson, WHOLE) not in locks and event.key not in locks]
