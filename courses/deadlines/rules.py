"""When what is due in a run is due for one learner: pure rules over plain values, no ORM, no clock.

The rule of an extension: the learner's own last day takes the place of the run's, and whatever closes or is due within
the run does so as many days later as the own day is after the run's. What opens, opens for everybody on the same day.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo


@dataclass(frozen=True)
class Term:
    """The days of a run for one learner. ``own_end`` is the last day that an extension has given them."""

    starts_on: date
    ends_on: date | None = None
    own_end: date | None = None

    @property
    def last_day(self) -> date | None:
        """The learner's last day; ``None`` in a run without an end."""
        return self.own_end or self.ends_on

    @property
    def more_days(self) -> int:
        """By how many days everything is later for this learner; an own day before the run's makes nothing earlier."""
        if self.own_end is None or self.ends_on is None:
            return 0
        return max(0, (self.own_end - self.ends_on).days)

    def opens_on(self, days: int) -> date:
        """The day from which a part is open that opens so many days after the run begins."""
        return self.starts_on + timedelta(days=days)

    def closes_on(self, days: int) -> date:
        """The last day on which a part is open that closes so many days after the run begins."""
        return self.starts_on + timedelta(days=days + self.more_days)

    def due_on(self, days: int | None) -> date | None:
        """The day on which work is due ``days`` after the run begins, or at the end; never after the end."""
        if days is None:
            return self.last_day
        day = self.closes_on(days)
        return min(day, self.last_day) if self.last_day else day


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """When a day is over in the zone: as people write it, 23:59 of that day, and not 0:00 of the next."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=zone)
