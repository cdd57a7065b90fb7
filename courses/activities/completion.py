"""The author's choice of when an activity counts as done."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.criteria import Criterion

HEAVIEST = 100
WITH_THRESHOLD = (Criterion.WATCHED, Criterion.PASSED)


class CompletionBlock(blocks.StructBlock):
    """When the activity counts as done, and what for: only the criteria its kind allows, and what those need."""

    def __init__(self, criteria: Sequence[Criterion] = (), default: Criterion | None = None, **kwargs: Any) -> None:
        allowed = tuple(criteria) or tuple(Criterion)
        super().__init__(_fields(allowed, default or allowed[0]), **kwargs)

    def clean(self, value: Any) -> Any:
        """Completion by time needs the time, and a threshold that is asked for must be given."""
        cleaned = super().clean(value)
        criterion = cleaned.get("criterion")
        errors = {}
        if criterion == Criterion.TIME and not cleaned.get("minutes"):
            errors["minutes"] = ValidationError(_("Say how many minutes the learner should spend here."))
        if criterion in WITH_THRESHOLD and not cleaned.get("threshold"):
            errors["threshold"] = ValidationError(_("Say how many per cent are enough."))
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned

    class Meta:
        icon = "check"
        label = _("Completion")


def _fields(criteria: Sequence[Criterion], default: Criterion) -> list[tuple[str, blocks.Block]]:
    choices = [(criterion.value, criterion.label) for criterion in criteria]
    fields: list[tuple[str, blocks.Block]] = [
        ("criterion", blocks.ChoiceBlock(choices=choices, default=default.value, label=_("Complete")))
    ]
    if Criterion.TIME in criteria:
        fields.append(("minutes", _minutes()))
    if any(each in criteria for each in WITH_THRESHOLD):
        fields.append(("threshold", _threshold()))
    return [*fields, ("optional", _optional()), ("weight", _weight())]


def _minutes() -> blocks.IntegerBlock:
    return blocks.IntegerBlock(
        min_value=1,
        max_value=600,
        required=False,
        label=_("Minutes"),
        help_text=_("For completion by time: minutes of active work."),
    )


def _threshold() -> blocks.IntegerBlock:
    return blocks.IntegerBlock(
        min_value=1,
        max_value=100,
        required=False,
        default=80,
        label=_("Enough, %"),
        help_text=_("The share to be watched, or the score to be reached."),
    )


def _optional() -> blocks.BooleanBlock:
    return blocks.BooleanBlock(
        required=False,
        label=_("Optional"),
        help_text=_("Shown as done when it is, but the lesson and the course are complete without it."),
    )


def _weight() -> blocks.IntegerBlock:
    return blocks.IntegerBlock(
        min_value=1,
        max_value=HEAVIEST,
        default=1,
        required=False,
        label=_("Weight"),
        help_text=_("Its share in the progress of the course, from 1 to 100, beside the others."),
    )
