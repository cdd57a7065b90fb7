"""StreamField blocks by family. ``CONTENT_BLOCKS`` is what any body of text may hold; every app reuses it.

Raw values, as they are stored: ``{"type": <name>, "value": <value>, "id": <UUID>}`` with these values::

    heading    {"text", "level": "2" | "3" | "4"}
    paragraph  "<p>HTML as Wagtail stores it</p>"
    image      {"image": id, "alt", "decorative": bool, "caption"}
    gallery    {"images": [{"type": "item", "value": <as image>, "id"}, …]}
    video      {"file": id, "title", "poster": id | None, "captions": id | None, "captions_language",
                "transcript": HTML}
    audio      {"file": id, "title", "transcript": HTML}
    file       {"file": id, "title", "preview": bool}
    link       {"url", "title", "text"}
    table      {"caption", "columns": [{"type": "text" | "row_heading" | "number" | "rich_text", "heading"}, …],
                "rows": [{"values": [one for each column]}, …]}
    quote      {"text", "author", "url"}
    callout    {"tone": "note" | "tip" | "warning", "title", "text": HTML}
    code       {"code", "language"}
    page       {"page": id, "text"}
    accordion  {"parts": [{"type": "item", "value": {"title", "content": <stream>, "open": bool}, "id"}, …]}

A key that is left out takes the block's default. Items of a list and blocks of a stream
need all three keys, ``type``, ``value`` and ``id``: translations find them by it.
"""

from wagtail.blocks import Block

from cms.blocks.choosers import FileChooserBlock, PictureChooserBlock, ReadersPageChooserBlock
from cms.blocks.embed import LinkBlock, PageBlock
from cms.blocks.layout import AccordionBlock, TableBlock
from cms.blocks.links import FeaturedPageBlock, LinkColumnBlock, TargetBlock, WayInBlock
from cms.blocks.media import AudioBlock, FileBlock, GalleryBlock, ImageBlock, VideoBlock
from cms.blocks.text import CalloutBlock, CodeBlock, HeadingBlock, ParagraphBlock, QuoteBlock, TextBlock, headings

CONTENT_BLOCKS: list[tuple[str, Block]] = [
    ("heading", HeadingBlock()),
    ("paragraph", ParagraphBlock()),
    ("image", ImageBlock()),
    ("gallery", GalleryBlock()),
    ("video", VideoBlock()),
    ("audio", AudioBlock()),
    ("file", FileBlock()),
    ("link", LinkBlock()),
    ("page", PageBlock()),
    ("table", TableBlock()),
    ("quote", QuoteBlock()),
    ("callout", CalloutBlock()),
    ("code", CodeBlock()),
    ("accordion", AccordionBlock()),
]
WAY_BLOCKS: list[tuple[str, Block]] = [("way", WayInBlock())]
FEATURED_BLOCKS: list[tuple[str, Block]] = [("page", FeaturedPageBlock())]
NAVIGATION_BLOCKS: list[tuple[str, Block]] = [("link", TargetBlock())]
FOOTER_BLOCKS: list[tuple[str, Block]] = [("column", LinkColumnBlock())]

__all__ = [
    "CONTENT_BLOCKS",
    "FEATURED_BLOCKS",
    "FOOTER_BLOCKS",
    "NAVIGATION_BLOCKS",
    "WAY_BLOCKS",
    "AccordionBlock",
    "AudioBlock",
    "CalloutBlock",
    "CodeBlock",
    "FeaturedPageBlock",
    "FileBlock",
    "FileChooserBlock",
    "GalleryBlock",
    "HeadingBlock",
    "ImageBlock",
    "LinkBlock",
    "LinkColumnBlock",
    "PageBlock",
    "ParagraphBlock",
    "PictureChooserBlock",
    "QuoteBlock",
    "ReadersPageChooserBlock",
    "TableBlock",
    "TargetBlock",
    "TextBlock",
    "VideoBlock",
    "WayInBlock",
    "headings",
]
