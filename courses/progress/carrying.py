"""What of a learner's work carries over to another edition: everything whose identity is in both.

Computed from the bits for what is the same in both; rows are read only of activities that the new edition adds or
completes by another criterion, for a learner may have been there before.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from courses.models import ActivityProgress, CourseEdition, Enrolment
from courses.outline import ActivityKey, Outline
from courses.progress import rules
from courses.progress.packed import Packed
from courses.progress.states import state_of
from courses.querysets import read_outlines


@dataclass(frozen=True)
class Carried:
    """What a learner has in the other edition: the standing, its percent, how many done activities are in both, and
    the rows that its criteria complete.
    """

    enrolment: Enrolment
    standing: Packed
    percent: int
    kept: int
    completed: list[ActivityProgress]

    @property
    def change(self) -> int:
        """Per cents gained, or lost if below zero."""
        return self.percent - self.enrolment.percent


def carry_over(enrolments: Sequence[Enrolment], edition: CourseEdition) -> list[Carried]:
    """What each of the enrolments, read with their editions, would have in another edition. Two queries at most."""
    new = edition.outline
    outlines = read_outlines({each.edition_id: each.edition for each in enrolments}.values())
    pairs = {pk: _pairs(old, new) for pk, old in outlines.items()}
    rows = _rows(enrolments, outlines.values(), new)
    return [_carried(each, new, pairs[each.edition_id], rows.get(each.pk, [])) for each in enrolments]


def _pairs(old: Outline, new: Outline) -> list[tuple[int, int]]:
    """The bits of what is in both, in the one and in the other."""
    return [(bit, new.bit[key]) for key, bit in old.bit.items() if key in new.bit]


def _differs(key: ActivityKey, old: Outline, new: Outline) -> bool:
    """Whether rows have to be read to know what an activity of the new edition comes to."""
    one, other = old.activities.get(key), new.activities[key]
    return one is None or (one.criterion, one.minutes, one.threshold) != (
        other.criterion,
        other.minutes,
        other.threshold,
    )


def _rows(
    enrolments: Sequence[Enrolment], outlines: Iterable[Outline], new: Outline
) -> dict[int, list[ActivityProgress]]:
    keys = {key for old in outlines for key in new.activities if _differs(key, old, new)}
    found: dict[int, list[ActivityProgress]] = defaultdict(list)
    if not keys:
        return found
    # One or the other: SQLite takes a limited number of values in a statement, and jobs move learners in portions.
    rows = ActivityProgress.objects.current().filter(enrolment__in=enrolments, lesson__in={key[0] for key in keys})
    for row in rows:
        if (row.lesson, row.block) in keys:
            found[row.enrolment_id].append(row)
    return found


def _carried(enrolment: Enrolment, new: Outline, pairs: list[tuple[int, int]], rows: list[ActivityProgress]) -> Carried:
    begun = done = 0
    for old_bit, new_bit in pairs:
        if enrolment.begun & old_bit:
            begun |= new_bit
        if enrolment.done & old_bit:
            done |= new_bit
    kept = Packed(begun, done).completed(new)
    completed = []
    for row in rows:
        activity = new.activities[row.lesson, row.block]
        is_met = rules.is_met(activity, state_of(row))
        if row.completed_at is None and is_met:
            completed.append(row)
        begun |= new.bit[activity.key]
        done |= new.bit[activity.key] if row.completed_at or is_met else 0
    standing = Packed(begun, done)
    return Carried(enrolment, standing, rules.percent(standing.weight(new), new.total_weight), kept, completed)


def complete_rows(carried: Iterable[Carried], at: datetime) -> list[ActivityProgress]:
    """The rows that the other edition's criteria complete, dated; to be stored."""
    rows = [row for each in carried for row in each.completed]
    for row in rows:
        row.completed_at = at
    return rows
