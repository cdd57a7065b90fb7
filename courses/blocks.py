"""Blocks of a lesson: what any text may hold, and activities with a completion criterion of their own."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import CONTENT_BLOCKS
from courses.criteria import Criterion
from library.blocks import LibraryObjectBlock


class CompletionBlock(blocks.StructBlock):
    """When the activity counts as done."""

    criterion = blocks.ChoiceBlock(choices=Criterion.choices, default=Criterion.VIEW, label=_("Complete"))
    minutes = blocks.IntegerBlock(
        min_value=1,
        max_value=600,
        required=False,
        label=_("Minutes"),
        help_text=_("For completion by time: minutes of active work."),
    )

    class Meta:
        icon = "check"
        label = _("Completion")


class ObjectActivityBlock(LibraryObjectBlock):
    """A learning object that the learner works through as part of the lesson."""

    completion = CompletionBlock()


LESSON_BLOCKS = [*CONTENT_BLOCKS, ("library_object", ObjectActivityBlock())]

# Top-level blocks that are activities, by their name in the stream.
ACTIVITY_BLOCKS = frozenset({"library_object"})
