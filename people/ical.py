"""A person's calendar as an iCalendar file (RFC 5545), for the calendar programs they use."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event

from people.calendar import Entry
from people.models import User

PRODUCT = "-//Turna//Calendar//EN"
REFRESH_EVERY = timedelta(hours=6)


def calendar_file(user: User, entries: Iterable[Entry], name: str) -> bytes:
    """The entries as a file, the same bytes for the same entries. Moments are in the person's time zone."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", user.time_zone)
    calendar.add("refresh-interval", REFRESH_EVERY, parameters={"VALUE": "DURATION"})
    zone = ZoneInfo(user.time_zone)
    for entry in entries:
        calendar.add_component(_event(entry, zone))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(entry: Entry, zone: ZoneInfo) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@turna")
    # The file has to stay the same while nothing changes, so this is no clock's.
    event.add("dtstamp", (entry.changed_at or _moment(entry.starts)).astimezone(UTC))
    event.add("summary", entry.title)
    event.add("dtstart", _at(entry.starts, zone))
    if isinstance(entry.starts, datetime):
        if isinstance(entry.ends, datetime):
            event.add("dtend", _at(entry.ends, zone))
    else:
        # The day after the last: in iCalendar the end does not belong to it.
        event.add("dtend", entry.last_day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    if entry.detail:
        event.add("description", entry.detail)
    if entry.place:
        event.add("location", entry.place)
    if entry.url:
        event.add("url", f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{entry.url}")
    return event


def _at(moment: date | datetime, zone: ZoneInfo) -> date | datetime:
    return moment.astimezone(zone) if isinstance(moment, datetime) else moment


def _moment(moment: date | datetime) -> datetime:
    return moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
