"""What lies ahead of a person, from all apps: each registers a provider in ``AppConfig.ready()``."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from people.models import User
from people.notification_kinds import Words


@dataclass(frozen=True)
class Entry:
    """Something on a day, or from one moment to another.

    ``uid`` is the same each time it is asked for, whatever the language. ``starts`` is a ``date`` for what takes the
    whole day; ``ends`` of the same type, the last day or the moment, ``None`` for one day or a moment alone.
    ``changed_at`` is when it was last changed, if that is known.
    """

    uid: str
    title: str
    starts: date | datetime
    ends: date | datetime | None = None
    kind: Words = ""
    url: str = ""
    place: str = ""
    detail: str = ""
    changed_at: datetime | None = None

    @property
    def is_all_day(self) -> bool:
        """Whether it has no hour."""
        return not isinstance(self.starts, datetime)

    @property
    def first_day(self) -> date:
        """The day it begins, in the active time zone."""
        return _day(self.starts)

    @property
    def last_day(self) -> date:
        """The day it ends, in the active time zone."""
        return _day(self.ends or self.starts)


Provider = Callable[[User, date, date], Iterable[Entry]]
"""From a person, a first and a last day to their entries, in the active language and time zone."""

_providers: dict[str, Provider] = {}


def register(name: str, provider: Provider) -> None:
    """Add an app's entries. The number of queries of a provider must not depend on how much it finds."""
    _providers[name] = provider


def entries(user: User, first: date, last: date) -> list[Entry]:
    """Everything between two days, in order."""
    found = (entry for provider in _providers.values() for entry in provider(user, first, last))
    inside = (entry for entry in found if entry.last_day >= first and entry.first_day <= last)
    return sorted(inside, key=_order)


def _order(entry: Entry) -> tuple[date, bool, datetime | date, str]:
    return entry.first_day, not entry.is_all_day, entry.starts, entry.uid


def _day(moment: date | datetime) -> date:
    return timezone.localdate(moment) if isinstance(moment, datetime) else moment


@dataclass(frozen=True)
class Day:
    """A day of a month's page."""

    date: date
    is_in_month: bool
    is_today: bool
    entries: list[Entry]


def month(user: User, year: int, number: int, today: date) -> list[list[Day]]:
    """The weeks of a month, from Monday, with the days of its neighbours that complete them."""
    first = date(year, number, 1)
    begin = first - timedelta(days=first.weekday())
    following = date(year + number // 12, number % 12 + 1, 1)
    weeks = -(-(following - begin).days // 7)
    found = entries(user, begin, begin + timedelta(days=weeks * 7 - 1))
    days = [begin + timedelta(days=offset) for offset in range(weeks * 7)]
    made = [
        Day(day, day.month == number, day == today, [each for each in found if each.first_day <= day <= each.last_day])
        for day in days
    ]
    return [made[week * 7 : week * 7 + 7] for week in range(weeks)]


def agenda(user: User, first: date, last: date, today: date) -> list[Day]:
    """The days on which there is something, each with what begins on it."""
    days: dict[date, list[Entry]] = {}
    for entry in entries(user, first, last):
        days.setdefault(max(entry.first_day, first), []).append(entry)
    return [Day(day, True, day == today, found) for day, found in days.items()]
