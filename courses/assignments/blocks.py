"""What an author fills in for an assignment."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from cms.blocks.text import FEATURES
from courses.assignments.filetypes import TESTS
from courses.assignments.settings import MOST_FILES, MOST_MEGABYTES

USUAL_TYPES = ["pdf", "docx", "odt"]


class LevelBlock(blocks.StructBlock):
    """A level of a criterion."""

    title = blocks.CharBlock(max_length=100, label=pgettext_lazy("rubric", "Level"))
    points = blocks.IntegerBlock(min_value=0, max_value=1000, default=0, label=_("Points"))
    text = blocks.TextBlock(required=False, max_length=1000, rows=2, label=_("What such a work is like"))

    class Meta:
        label = pgettext_lazy("rubric", "Level")


class RubricCriterionBlock(blocks.StructBlock):
    """A criterion with its levels."""

    title = blocks.CharBlock(max_length=200, label=pgettext_lazy("rubric", "Criterion"))
    levels = blocks.ListBlock(LevelBlock(), min_num=2, max_num=10, label=_("Levels"))

    class Meta:
        label = pgettext_lazy("rubric", "Criterion")


def _number(label: Any, default: int | None, least: int, most: int, **kwargs: Any) -> blocks.IntegerBlock:
    required = kwargs.pop("required", True)
    return blocks.IntegerBlock(
        label=label, default=default, min_value=least, max_value=most, required=required, **kwargs
    )


class AssignmentBlock(blocks.StructBlock):
    """Work that the learner hands in."""

    title = blocks.CharBlock(max_length=200, label=_("Title"))
    instructions = blocks.RichTextBlock(features=FEATURES, required=False, label=_("Instructions"))
    types = blocks.MultipleChoiceBlock(
        choices=[(name, f".{name}") for name in TESTS],
        default=USUAL_TYPES,
        required=False,
        label=_("Types of files"),
        help_text=_("What a file holds is checked as well as its name."),
    )
    most_files = _number(_("Files at most"), 3, 0, MOST_FILES, help_text=_("0: only a text is handed in."))
    megabytes = _number(_("Size of a file at most, MB"), 20, 1, MOST_MEGABYTES)
    allows_text = blocks.BooleanBlock(required=False, default=True, label=_("An answer can be written in the page"))
    points = _number(_("Points at most"), 100, 1, 1000, help_text=_("Without a rubric; else its best levels count."))
    rubric = blocks.ListBlock(
        RubricCriterionBlock(),
        default=[],
        max_num=20,
        label=_("Rubric"),
        help_text=_("Criteria the work is judged by. Leave empty to give points without them."),
    )
    pass_percent = _number(_("Enough to pass, %"), 50, 0, 100)
    due_days = _number(
        _("Due, days after the run begins"), None, 0, 1000, required=False, help_text=_("Empty: on the run’s last day.")
    )
    accepts_late = blocks.BooleanBlock(
        required=False, default=True, label=_("Late work is taken"), help_text=_("It is marked as late.")
    )
    versions = _number(
        _("How often it may be handed in"), 1, 0, 20, help_text=_("0: as often as one likes, until it is marked.")
    )
    blind = blocks.BooleanBlock(
        required=False,
        label=_("Marked blind"),
        help_text=_("Tutors and peers see codes instead of names until the marks are released."),
    )
    peer_reviews = _number(
        _("Works each learner reviews"), 0, 0, 10, help_text=_("0: learners do not review each other.")
    )
    peer_days = _number(_("Days for reviews, after the deadline"), 7, 1, 90)

    def clean(self, value: Any) -> Any:
        """Something must be possible to hand in; files need their types."""
        cleaned = super().clean(value)
        errors = {}
        if not cleaned.get("allows_text") and not cleaned.get("most_files"):
            errors["most_files"] = ValidationError(_("Allow files, or an answer written in the page."))
        if cleaned.get("most_files") and not cleaned.get("types"):
            errors["types"] = ValidationError(_("Choose the types of files that are taken."))
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned

    def get_preview_value(self) -> Any:
        """An invented assignment."""
        return self.normalize(
            {
                "title": _("Plan of a lesson"),
                "instructions": _("Plan one lesson of your subject, and say how you will see what was learnt."),
                "types": USUAL_TYPES,
            }
        )

    class Meta:
        icon = "upload"
        label = pgettext_lazy("activity", "Assignment")
        description = _("Work that the learner hands in as files or as a text, and a tutor marks.")
        template = "courses/assignments/block.html"
