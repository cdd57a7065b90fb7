"""StreamField blocks by family; ``CONTENT_BLOCKS`` is what any body of text may hold."""

from cms.blocks.text import HeadingBlock, ParagraphBlock

CONTENT_BLOCKS = [("heading", HeadingBlock()), ("paragraph", ParagraphBlock())]

__all__ = ["CONTENT_BLOCKS", "HeadingBlock", "ParagraphBlock"]
