"""StreamField blocks by family; ``CONTENT_BLOCKS`` is what any body of text may hold."""

from cms.blocks.text import HeadingBlock, ParagraphBlock
from wagtail import blocks

CONTENT_BLOCKS = [("heading", HeadingBlock()), ("paragraph", ParagraphBlock())]
WAY_BLOCKS = [("way", blocks.CharBlock())]
FEATURED_BLOCKS = [("page", blocks.PageChooserBlock())]
__all__ = ["CONTENT_BLOCKS", "HeadingBlock", "ParagraphBlock"]
