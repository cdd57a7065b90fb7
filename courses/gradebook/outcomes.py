"""The results a final assessment can have by a run's scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from courses.gradebook import rules
from courses.gradebook.scheme import Weighing
from courses.models import GradeScheme

PASSED, FAILED = "passed", "failed"

WORDS: dict[str, str | Promise] = {
    PASSED: pgettext_lazy("final assessment", "passed"),
    FAILED: pgettext_lazy("final assessment", "not passed"),
}


@dataclass(frozen=True)
class Outcome:
    """A result: how it is stored, how it is called, whether it is enough."""

    value: str
    label: str | Promise
    is_passed: bool


def outcomes(weighing: Weighing) -> Sequence[Outcome]:
    """The marks of the scale, the best first; without marks: passed and not passed."""
    if weighing.scale == GradeScheme.Scale.STEPS and weighing.steps:
        steps = sorted(weighing.steps, key=lambda step: step.least, reverse=True)
        return [Outcome(step.label, step.label, step.least >= weighing.pass_mark) for step in steps]
    return [Outcome(PASSED, WORDS[PASSED], True), Outcome(FAILED, WORDS[FAILED], False)]


def proposed(weighing: Weighing, total: Decimal | None) -> str:
    """The result that a total in the gradebook suggests; "" for none."""
    if total is None:
        return ""
    if weighing.scale == GradeScheme.Scale.STEPS and weighing.steps:
        return rules.grade(total, weighing.steps)
    return PASSED if weighing.is_passed(total) else FAILED


def words_of(grade: str) -> str:
    """A stored result as it is read."""
    return str(WORDS.get(grade, grade))
