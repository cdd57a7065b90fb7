"""A learner's standing in an edition, packed into two whole numbers.

Each bit stands for an activity of the edition's outline, in the order of the outline, which never changes: a lesson's
page, a table of a thousand learners and the intake of events read one row of a learner instead of three hundred. The
rows of the activities remain what is true; the numbers are made of them in the same transaction.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from courses.outline import ActivityKey, Lesson, Outline


@dataclass(frozen=True, slots=True)
class Packed:
    """What has been begun, and what is done, as bits."""

    begun: int = 0
    done: int = 0

    def with_rows(self, outline: Outline, rows: Iterable[tuple[ActivityKey, bool]]) -> "Packed":
        """This and the (activity, whether it is done) of ``rows``; those the outline does not have are left out."""
        begun, done = self.begun, self.done
        for key, is_done in rows:
            bit = outline.bit.get(key, 0)
            begun |= bit
            done |= bit if is_done else 0
        return Packed(begun, done)

    def opened(self, outline: Outline, lesson: Lesson) -> bool:
        """Whether anything was done in a lesson."""
        return bool(self.begun & outline.opened_bit[lesson.key])

    def completes(self, outline: Outline, lesson: Lesson) -> bool:
        """Whether all that counts in a lesson is done; never so for a lesson in which nothing counts."""
        counted = outline.counted_bits[lesson.key]
        return bool(counted) and self.done & counted == counted

    def is_under_way(self, outline: Outline, lesson: Lesson) -> bool:
        """Whether something in a lesson that is complete from some measure on was begun, and falls short of it."""
        return bool(self.begun & ~self.done & outline.measured_bits[lesson.key])

    def weight(self, outline: Outline) -> int:
        """The weight of what counts and is done."""
        return sum(weight for bit, weight in outline.weights if self.done & bit)

    def completed(self, outline: Outline) -> int:
        """How many of the activities that count are done."""
        return sum(1 for bit, _weight in outline.weights if self.done & bit)
