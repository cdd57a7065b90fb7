"""Blocks that arrange: tables, parts that unfold."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock

from cms.blocks.media import FileBlock, ImageBlock
from cms.blocks.text import ParagraphBlock, TextBlock

__all__ = ["AccordionBlock", "TableBlock"]

SAMPLE_TABLE = {
    "caption": "Lessons observed in a term",
    "columns": [
        {"type": "row_heading", "heading": "School"},
        {"type": "number", "heading": "Lessons"},
        {"type": "text", "heading": "Most often praised"},
    ],
    "rows": [
        {"values": ["Gymnasium no. 5", 24, "Questions that make pupils think"]},
        {"values": ["Lyceum no. 2", 17, "A clear aim"]},
    ],
}


class TableBlock(TypedTableBlock):
    """A table with a caption and headings.

    Value: ``caption``, ``columns`` (each with ``type``: row_heading, text, number or rich_text, and ``heading``),
    ``rows`` (each with ``values``). A table whose headings are all empty has no head.
    """

    row_heading = blocks.CharBlock(required=False, label=_("Heading of the row"))
    text = blocks.CharBlock(required=False, label=_("Text"))
    number = blocks.FloatBlock(required=False, label=_("Number"))
    rich_text = TextBlock(required=False, label=_("Text with links"))

    def get_context(self, value: TypedTable, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds ``has_head``."""
        context = super().get_context(value, parent_context)
        return {**context, "has_head": any(column["heading"] for column in value.columns)}

    def get_translatable_segments(self, value: TypedTable) -> list[Any]:
        """The caption, the headings and the words of the cells, for translators."""
        from wagtail_localize.segments import StringSegmentValue
        from wagtail_localize.segments.extract import StreamFieldSegmentExtractor

        extractor = StreamFieldSegmentExtractor(None)
        segments = [StringSegmentValue("caption", value.caption or "")]
        segments += [StringSegmentValue(f"head-{at}", col["heading"] or "") for at, col in enumerate(value.columns)]
        for path, block, cell in _cells(value):
            segments += [segment.wrap(path) for segment in extractor.handle_block(block, cell)]
        return segments

    def restore_translated_segments(self, value: TypedTable, segments: list[Any]) -> TypedTable:
        """The table with what translators wrote."""
        from wagtail_localize.segments.ingest import StreamFieldSegmentsWriter

        by_path: dict[str, list[Any]] = {}
        for segment in segments:
            path, inner = segment.unwrap()
            by_path.setdefault(path, []).append(inner)
        for caption in by_path.get("caption", []):
            value.caption = caption.render_text()
        for at, column in enumerate(value.columns):
            for heading in by_path.get(f"head-{at}", []):
                column["heading"] = heading.render_text()
        writer = StreamFieldSegmentsWriter(None, None, None)
        for path, block, cell in list(_cells(value)):
            if path in by_path:
                row, at = (int(part) for part in path.removeprefix("cell-").split("-"))
                value.row_data[row]["values"][at] = writer.handle_block(block, cell, by_path[path])
        return value

    class Meta:
        icon = "table"
        label = _("Table")
        description = _("Rows and columns with headings that are read out with every cell.")
        preview_value = SAMPLE_TABLE
        template = "cms/blocks/table.html"


def _cells(table: TypedTable) -> Iterator[tuple[str, blocks.Block, Any]]:
    """Each cell with its path among the segments and the block that understands it."""
    for row_at, row in enumerate(table.row_data):
        for at, (column, cell) in enumerate(zip(table.columns, row["values"], strict=False)):
            yield f"cell-{row_at}-{at}", column["block"], cell


class AccordionContentBlock(blocks.StreamBlock):
    """What an unfolding part may hold."""

    paragraph = ParagraphBlock()
    image = ImageBlock()
    file = FileBlock()
    table = TableBlock()


class AccordionBlock(blocks.StructBlock):
    """Parts that unfold. Value: ``parts``, each with ``title``, ``content`` (a stream) and ``open``."""

    parts = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("title", blocks.CharBlock(max_length=255, label=_("Heading"))),
                ("content", AccordionContentBlock(label=_("Content"))),
                ("open", blocks.BooleanBlock(required=False, label=_("Unfolded from the start"))),
            ]
        ),
        min_num=1,
        label=_("Parts"),
    )

    class Meta:
        icon = "list-ul"
        label = _("Parts that unfold")
        description = _("Questions and answers, or details that not every reader needs.")
        preview_value = {
            "parts": [
                {
                    "title": "How long does the course take?",
                    "content": [("paragraph", "<p>Two hours a week for eight weeks.</p>")],
                    "open": True,
                },
                {
                    "title": "Who can enrol?",
                    "content": [("paragraph", "<p>Every teacher of the partner countries.</p>")],
                    "open": False,
                },
            ]
        }
        template = "cms/blocks/accordion.html"
