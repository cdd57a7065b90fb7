"""A text to read, with a criterion of its own."""

from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import CONTENT_BLOCKS
from courses.activities.kinds import ActivityKind, Place
from courses.criteria import Criterion


class ReadingBlock(blocks.StructBlock):
    """A stretch of the lesson under a title of its own."""

    title = blocks.CharBlock(required=False, max_length=255, label=_("Title"))
    text = blocks.StreamBlock(CONTENT_BLOCKS, label=_("Text"))

    class Meta:
        label_format = "{title}"
        description = _("A part of the lesson that counts by itself.")
        preview_value = {
            "title": "Before you go on",
            "text": [("paragraph", "<p>Recall the last lesson you watched. What did you write down first?</p>")],
        }
        template = "courses/blocks/reading.html"


class ReadingKind(ActivityKind):
    """A stretch of the lesson that counts by itself."""

    name = "reading"
    label = _("Text to read")
    icon = "doc-full-inverse"
    block = ReadingBlock
    criteria = (Criterion.VIEW, Criterion.TIME, Criterion.BUTTON, Criterion.NONE)

    def draw(self, value: Mapping[str, Any], language: str) -> SafeString:
        """The text."""
        return self.draw_by_template(value)

    def render(self, place: Place) -> SafeString:
        """The text."""
        return place.drawn
