"""Blocks of text."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

__all__ = ["HeadingBlock", "ParagraphBlock"]


class HeadingBlock(blocks.CharBlock):
    """A heading inside the text."""

    class Meta:
        icon = "title"
        label = _("Heading")
        description = _("Divides a long text; shown in its table of contents.")
        preview_value = "Feedback that moves learning forward"
        template = "cms/blocks/heading.html"


class ParagraphBlock(blocks.RichTextBlock):
    """Text with emphasis, lists and links."""

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("Paragraphs, lists and links.")
        preview_value = "<p>Good feedback says what was done well, what to improve, and how.</p>"
