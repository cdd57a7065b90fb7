"""Who is behind: pure rules over plain values."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from statistics import median

# A learner who has not been seen for so long is behind, wherever the run is.
ABSENT_AFTER = timedelta(days=14)


def expected_percent(starts_on: date, ends_on: date | None, on: date) -> int:
    """How far somebody is by ``on`` who spreads the course evenly over the run, %; 0 in a run without an end."""
    if ends_on is None or on < starts_on:
        return 0
    length = (ends_on - starts_on).days + 1
    return min(100, (on - starts_on).days * 100 // length)


def is_behind(percent: int, expected: int, last_sign: datetime, at: datetime) -> bool:
    """Whether a learner who has not completed the course is behind: less done than expected, or absent for long.

    ``last_sign`` is when they were last seen, or enrolled if they have never been.
    """
    return percent < expected or last_sign < at - ABSENT_AFTER


def middle(percents: Sequence[int]) -> int:
    """The median, to the whole percent; 0 of nobody."""
    return round(median(percents)) if percents else 0
