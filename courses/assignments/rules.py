"""What may be done with a work, and when: pure rules over plain values."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from enum import StrEnum
from statistics import median
from uuid import UUID

from courses.assignments.settings import AssignmentSettings, RubricCriterion
from courses.deadlines.rules import Term, end_of_day

# Easily told apart when read aloud or written by hand: no 0 and O, no 1 and I.
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 5


class Refusal(StrEnum):
    """Why a work cannot be handed in."""

    NOT_STARTED = "not_started"
    TOO_LATE = "too_late"
    NO_MORE_VERSIONS = "no_more_versions"
    MARKED = "marked"
    EMPTY = "empty"


def deadline(due_days: int | None, term: Term, zone: tzinfo) -> datetime | None:
    """When the work is due: the end of the day ``due_days`` after the run's first, else of the learner's last day.

    A day after the end is the end; an extension moves the day. ``None`` when neither is set.
    """
    day = term.due_on(due_days)
    return end_of_day(day, zone) if day else None


def refusal(
    settings: AssignmentSettings, *, at: datetime, opens: datetime, due: datetime | None, versions: int, state: str
) -> Refusal | None:
    """Why a learner cannot hand in another version, if so.

    ``versions`` is how many have been handed in; ``state`` that of the latest one ("" when there is none). A version
    returned for rework may always be answered: whoever asks for another version gets it, late or not.
    """
    if state == "returned":
        return None
    if at < opens:
        return Refusal.NOT_STARTED
    if is_late(at, due) and not settings.accepts_late:
        return Refusal.TOO_LATE
    if state == "marked":
        return Refusal.MARKED
    if versions and settings.versions and versions >= settings.versions:
        return Refusal.NO_MORE_VERSIONS
    return None


def is_late(at: datetime, due: datetime | None) -> bool:
    """Whether a moment is after the deadline."""
    return due is not None and at > due


def rubric_points(rubric: Iterable[RubricCriterion], choices: Mapping[str, str]) -> Decimal:
    """The points of the chosen levels; a criterion without a choice gives none."""
    levels = (criterion.level(choices.get(criterion.id)) for criterion in rubric)
    return Decimal(sum(level.points for level in levels if level))


def unchosen(rubric: Iterable[RubricCriterion], choices: Mapping[str, str]) -> list[RubricCriterion]:
    """The criteria for which no level of theirs was chosen."""
    return [criterion for criterion in rubric if criterion.level(choices.get(criterion.id)) is None]


def blind_code(secret: str, *parts: UUID) -> str:
    """A name in place of a name: the same for the same work's author in one assignment, telling nothing else."""
    text = ":".join([secret, *(str(part) for part in parts)])
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    letters = []
    for _place in range(CODE_LENGTH):
        number, index = divmod(number, len(CODE_LETTERS))
        letters.append(CODE_LETTERS[index])
    return "".join(letters)


def middle_points(points: Sequence[Decimal]) -> Decimal | None:
    """The median of what reviewers gave, to a hundredth; ``None`` when nobody has."""
    return Decimal(median(points)).quantize(Decimal("0.01")) if points else None
