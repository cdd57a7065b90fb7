"""What happened to a learner in a run, in words, day by day, the latest first; for the learner and for their tutors."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.db.models import Max, Min, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.learning.wording import activity_name, duration
from courses.models import Enrolment, ProgressEvent
from courses.outline import ActivityKey, Outline
from courses.progress.rules import EventKind

DAYS_ON_A_PAGE = 10


@dataclass(frozen=True)
class Entry:
    """Something that happened; ``icon`` shows what kind of thing."""

    at: datetime
    icon: str
    text: str
    detail: str = ""


@dataclass(frozen=True)
class Day:
    """A day with what happened in it, the latest first; ``time_spent`` in words."""

    day: date
    entries: list[Entry]
    time_spent: str


@dataclass(frozen=True)
class Told:
    """What a learner did of one kind in one activity on one day."""

    key: ActivityKey
    kind: str
    at: datetime
    seconds: int
    value: int


@dataclass(frozen=True)
class Timeline:
    """A page of days."""

    days: list[Day]
    page: Page[date]


@dataclass(frozen=True)
class History:
    """All that is known of an enrolment, as far as it is asked for."""

    enrolment: Enrolment
    zone: object = field(default_factory=timezone.get_current_timezone)

    @cached_property
    def others(self) -> dict[date, list[Entry]]:
        """What others did, and what changed: few rows, read whole."""
        by_day: dict[date, list[Entry]] = defaultdict(list)
        for read in (_changes, _moves, _reminders, _recognitions, _attempts):
            for entry in read(self.enrolment):
                by_day[self._day(entry.at)].append(entry)
        return by_day

    @cached_property
    def days(self) -> list[date]:
        """The days on which anything happened, the latest first."""
        told = self.enrolment.events.annotate(day=TruncDate("occurred_at", tzinfo=self.zone)).order_by()
        return sorted({*told.values_list("day", flat=True).distinct(), *self.others}, reverse=True)

    def entries(self, days: Iterable[date]) -> Iterator[Day]:
        """The days with what happened in them. One query, and one more where other editions have to be asked."""
        wanted = list(days)
        told = self._told(wanted)
        names = _Names(self.enrolment, {each.key for group in told.values() for each in group})
        for day in wanted:
            mine = told.get(day, [])
            spent = sum(each.seconds for each in mine)
            entries = [*self.others.get(day, ()), *(_entry(each, names.of(each.key)) for each in mine)]
            yield Day(day, sorted(entries, key=lambda entry: entry.at, reverse=True), duration(spent))

    def _told(self, days: list[date]) -> dict[date, list[Told]]:
        """What the learner did, summed up by activity and kind: a page tells the time spent three times a minute."""
        if not days:
            return {}
        begin = timezone.make_aware(datetime.combine(min(days), time.min))
        end = timezone.make_aware(datetime.combine(max(days) + timedelta(days=1), time.min))
        rows = (
            ProgressEvent.objects.filter(enrolment=self.enrolment, occurred_at__gte=begin, occurred_at__lt=end)
            .annotate(day=TruncDate("occurred_at", tzinfo=self.zone))
            .order_by()
            .values_list("day", "lesson", "block", "kind")
            .annotate(Min("occurred_at"), Sum("seconds"), Max("value"))
        )
        by_day: dict[date, list[Told]] = defaultdict(list)
        for day, lesson, block, kind, at, seconds, value in rows:
            by_day[day].append(Told((lesson, block), kind, at, seconds, value))
        return by_day

    def _day(self, moment: datetime) -> date:
        return timezone.localtime(moment).date()


class _Names:
    """What activities are called, those of earlier editions too."""

    def __init__(self, enrolment: Enrolment, keys: Iterable[ActivityKey]) -> None:
        self._outlines: list[Outline] = [enrolment.edition.outline]
        if any(key not in self._outlines[0].activities for key in keys):
            moves = enrolment.edition_moves.select_related("before").order_by("-at", "-pk")
            self._outlines += [move.before.outline for move in moves]

    def of(self, key: ActivityKey) -> str:
        """The name of an activity."""
        for outline in self._outlines:
            if activity := outline.activities.get(key):
                return activity_name(outline.lessons[outline.position[key[0]]], activity)
        return _("a lesson of another edition")


def timeline_of(enrolment: Enrolment, page: str | None = None) -> Timeline:
    """A page of a learner's days. The number of queries does not depend on what happened."""
    history = History(enrolment)
    shown = Paginator(history.days, DAYS_ON_A_PAGE).get_page(page)
    return Timeline(list(history.entries(shown)), shown)


def _entry(told: Told, name: str) -> Entry:
    icon, words = _SAID.get(told.kind, _SAID[EventKind.VIEWED])
    return Entry(told.at, icon, str(words) % {"name": name, "value": told.value, "time": duration(told.seconds)})


_SAID: Mapping[str, tuple[str, str | Promise]] = {
    EventKind.VIEWED: ("eye", gettext_lazy("Opened: %(name)s")),
    EventKind.SPENT: ("clock", gettext_lazy("Worked for %(time)s: %(name)s")),
    EventKind.CONFIRMED: ("check", gettext_lazy("Marked as done: %(name)s")),
    EventKind.WATCHED: ("video", gettext_lazy("Watched %(value)d%%: %(name)s")),
    EventKind.SUBMITTED: ("upload", gettext_lazy("Handed in: %(name)s")),
    EventKind.SCORED: ("star", gettext_lazy("Marked with %(value)d%%: %(name)s")),
}


def _changes(enrolment: Enrolment) -> Iterator[Entry]:
    for change in enrolment.changes.select_related("by"):
        if change.before == change.after:
            continue
        text = _("State: %(state)s") % {"state": change.get_after_display()}
        yield Entry(change.at, "user", _by(text, change.by), change.reason)


def _moves(enrolment: Enrolment) -> Iterator[Entry]:
    for move in enrolment.edition_moves.select_related("by", "before", "after").defer(
        "before__outline_data", "after__outline_data"
    ):
        told = {
            "before": move.before.number,
            "after": move.after.number,
            "from": move.percent_before,
            "to": move.percent_after,
        }
        if move.undoes_id:
            text = _("Moved back from edition %(before)d to %(after)d: %(from)d%% → %(to)d%%") % told
        else:
            text = _("Moved from edition %(before)d to %(after)d: %(from)d%% → %(to)d%%") % told
        yield Entry(move.at, "refresh", _by(text, move.by))


def _reminders(enrolment: Enrolment) -> Iterator[Entry]:
    for reminder in enrolment.reminders.select_related("by"):
        yield Entry(reminder.at, "bell", _by(_("Reminded to go on"), reminder.by), reminder.text)


def _recognitions(enrolment: Enrolment) -> Iterator[Entry]:
    for each in enrolment.recognitions.select_related("by", "undone_by", "source__run", "source__edition").defer(
        "source__edition__outline_data"
    ):
        told = {"title": each.source.title, "from": each.percent_before, "to": each.percent_after}
        yield Entry(each.at, "check", _by(_("Recognised from “%(title)s”: %(from)d%% → %(to)d%%") % told, each.by))
        if each.undone_at:
            text = _("Recognition of “%(title)s” taken back") % told
            yield Entry(each.undone_at, "warning", _by(text, each.undone_by), each.reason)


def _attempts(enrolment: Enrolment) -> Iterator[Entry]:
    for attempt in enrolment.attempts.select_related("ended_by"):
        told = {"number": attempt.number, "percent": attempt.percent}
        text = _("Attempt %(number)d ended at %(percent)d%%, and a new one began") % told
        yield Entry(attempt.ended_at, "refresh", _by(text, attempt.ended_by), attempt.reason)


def _by(text: str, person: object) -> str:
    """With who did it, unless the system did."""
    return f"{text} — {person}" if person else text
