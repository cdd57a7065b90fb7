"""Events about what is closed are refused."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from courses.conditions.reading import Locks, locks_by_day
from courses.conditions.rules import WHOLE
from courses.models import Enrolment
from courses.progress.rules import Event, honest


def open_events(enrolment: Enrolment, events: Sequence[Event]) -> list[Event]:
    """Those of a learner's events that are about something open to them: now, or on the day on which they happened.

    What was done before a part closed is taken when it comes late; a clock that is behind loses nothing that is open.
    What an earlier attempt tells late is let through: the standing of the present one says nothing about it.
    """
    now = timezone.now()
    today = timezone.localdate(now)

    def day_of(event: Event) -> date:
        return min(timezone.localdate(honest(event, now, enrolment.enrolled_at).occurred_at), today)

    days = [day_of(event) for event in events]
    locks = locks_by_day(enrolment, {today, *days})
    return [
        event
        for event, day in zip(events, days, strict=True)
        if 0 < event.attempt < enrolment.attempt or _is_open(event, locks[today]) or _is_open(event, locks[day])
    ]


def _is_open(event: Event, locks: Locks) -> bool:
    return (event.lesson, WHOLE) not in locks and event.key not in locks
