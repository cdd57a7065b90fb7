"""What a programme's hours must be: plain values."""

from collections.abc import Iterable
from enum import StrEnum


class HoursProblem(StrEnum):
    """What is wrong with the hours of a programme."""

    UNKNOWN = "unknown"
    TOO_FEW = "too_few"
    NOT_THE_SUM = "not_the_sum"


def total_hours(own: int | None, courses: Iterable[int | None]) -> int:
    """A programme's academic hours: those its author set, else the sum of its courses'."""
    return own if own is not None else sum(hours or 0 for hours in courses)


def hours_problems(own: int | None, courses: Iterable[int | None], minimum: int) -> list[HoursProblem]:
    """What to warn of: a course without hours, a total below the minimum of the kind, or one set to less than its
    courses take. More than the courses take is no mistake: practice and the final assessment count too.
    """
    hours = list(courses)
    found = [HoursProblem.UNKNOWN] if None in hours else []
    total = total_hours(own, hours)
    if total < minimum:
        found.append(HoursProblem.TOO_FEW)
    if own is not None and own < sum(each or 0 for each in hours):
        found.append(HoursProblem.NOT_THE_SUM)
    return found
