"""Blocks of text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue
from wagtail.rich_text import RichText

from cms.addresses import web_address
from cms.rich_text import batched

__all__ = ["CalloutBlock", "CodeBlock", "HeadingBlock", "ParagraphBlock", "QuoteBlock", "TextBlock", "headings"]

FEATURES = [
    "bold", "italic", "superscript", "subscript", "code", "ol", "ul", "link", "document-link",
]  # fmt: skip
"""What a paragraph may hold. Headings, images and files are blocks of their own, to be found and moved."""


class TextBlock(blocks.RichTextBlock):
    """Rich text with the features of a paragraph. The texts of a whole body are expanded in one go."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": FEATURES, **kwargs})

    def bulk_to_python(self, values: Iterable[str]) -> list[RichText]:
        """The texts of a body, sharing the queries for their links."""
        return batched(list(values))


class ParagraphBlock(TextBlock):
    """Text with emphasis, lists and links. Value: rich text."""

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("Paragraphs, lists and links.")
        preview_value = "<p>Good feedback says <b>what was done well</b>, what to improve, and how.</p>"
        template = "cms/blocks/paragraph.html"


class HeadingBlock(blocks.StructBlock):
    """A heading inside the text. Value: ``text``, ``level`` ("2" to "4")."""

    LEVELS: ClassVar = [("2", _("Section")), ("3", _("Part of a section")), ("4", _("Small heading"))]

    text = blocks.CharBlock(max_length=255, label=_("Heading"))
    level = blocks.ChoiceBlock(choices=LEVELS, default="2", label=_("Level"))

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds ``anchor``, the id of the heading in the page, and ``level``."""
        context = super().get_context(value, parent_context)
        return {**context, "anchor": anchor(context.get("id")), "level": heading_level(value)}

    class Meta:
        icon = "title"
        label = _("Heading")
        label_format = "{text}"
        description = _("Divides a long text. Readers can jump to it and link to it.")
        preview_value = {"text": "Feedback that moves learning forward", "level": "2"}
        template = "cms/blocks/heading.html"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a body for its table of contents; ``anchor`` is the id of the element in the page."""

    anchor: str
    text: str
    level: int


def heading_level(value: Any) -> str:
    """The level of a heading block's value, the highest for one that no heading has."""
    return value["level"] if value["level"] in dict(HeadingBlock.LEVELS) else "2"


def anchor(block_id: str | None) -> str:
    """The id of a heading in the page: of the block, so that it is unique there and the same in every language."""
    return f"s-{(block_id or 'preview')[:8]}"


def headings(stream: StreamValue | Sequence[Any]) -> list[Heading]:
    """The headings of a body, in their order."""
    return [
        Heading(anchor(block.id), block.value["text"], int(heading_level(block.value)))
        for block in stream
        if block.block_type == "heading"
    ]


class QuoteBlock(blocks.StructBlock):
    """Somebody's words. Value: ``text``, ``author``, ``url``."""

    text = blocks.TextBlock(label=_("Quotation"))
    author = blocks.CharBlock(required=False, max_length=255, label=_("Whose words"))
    url = blocks.URLBlock(required=False, label=_("Where they can be read"))

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds ``address``, the address if a browser only goes there; empty for one that would act."""
        return {**super().get_context(value, parent_context), "address": web_address(value["url"])}

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        label_format = "{text}"
        description = _("Somebody’s words, with their name and where they were said.")
        preview_value = {
            "text": "A teacher who stops learning stops teaching.",
            "author": "Saule Sample, head of a school",
            "url": "",
        }
        template = "cms/blocks/quote.html"


class CalloutBlock(blocks.StructBlock):
    """A remark set apart. Value: ``tone`` (note, tip or warning), ``title``, ``text``."""

    TONES: ClassVar = [("note", _("Note")), ("tip", _("Tip")), ("warning", _("Warning"))]
    LOOKS: ClassVar = {"note": "info", "tip": "success", "warning": "warning"}

    tone = blocks.ChoiceBlock(choices=TONES, default="note", label=_("Kind"))
    title = blocks.CharBlock(required=False, max_length=120, label=_("Heading"))
    text = TextBlock(label=_("Text"))

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds ``look``, the component's name for the tone, and ``kind``, its name for the reader."""
        context = super().get_context(value, parent_context)
        tone = value["tone"] if value["tone"] in self.LOOKS else "note"
        return {**context, "look": self.LOOKS[tone], "kind": dict(self.TONES)[tone]}

    class Meta:
        icon = "info-circle"
        label = _("Remark")
        label_format = "{tone}: {title}"
        description = _("A note, a tip or a warning beside the text.")
        preview_value = {
            "tone": "tip",
            "title": "Try it tomorrow",
            "text": "<p>Ask each pupil to write one question on their way out.</p>",
        }
        template = "cms/blocks/callout.html"


class CodeBlock(blocks.StructBlock):
    """Text in which every space counts. Value: ``code``, ``language`` (a word such as ``python``)."""

    code = blocks.TextBlock(label=_("Code"))
    language = blocks.RegexBlock(
        r"^[a-z0-9+#-]*$",
        required=False,
        max_length=20,
        label=_("Language"),
        help_text=_("In small Latin letters, for instance python. May be left empty."),
        error_messages={"invalid": _("Use small Latin letters, digits, + # and - only.")},
    )

    def get_translatable_segments(self, value: Any) -> list[Any]:
        """Nothing: code is the same in every language."""
        return []

    class Meta:
        icon = "code"
        label = _("Code")
        description = _("A program, a formula or a log, with its spaces kept.")
        preview_value = {"code": "for pupil in pupils:\n    print(pupil.question)", "language": "python"}
        template = "cms/blocks/code.html"
