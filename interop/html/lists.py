"""Lists as rich text: items of running text with lists inside them."""

import re
from collections.abc import Iterator

from lxml import html

from interop.html.inline import InlineWriter, Piece, bold, tidy

LISTS = {"ul", "ol"}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCK_NAMES = """
    p div section article aside header footer main nav address center details summary figure figcaption hgroup
    blockquote pre table dl dt dd hr li tbody thead tfoot tr td th caption
"""
BLOCKS = {*HEADINGS, *LISTS, *_BLOCK_NAMES.split()}
_BREAKS = re.compile(r"(?:<br/>\s*){2,}")


def is_block(element: html.HtmlElement) -> bool:
    """Whether an element stands on its own, or is an inline one around something that does."""
    tag = element.tag
    if not isinstance(tag, str):
        return False
    if tag in BLOCKS:
        return True
    return tag != "a" and any(isinstance(inner.tag, str) and inner.tag in BLOCKS for inner in element.iter())


def list_html(element: html.HtmlElement, inline: InlineWriter) -> str:
    """The list in Wagtail's rich text, without empty items; empty if nothing is left."""
    items: list[str] = []
    for inner in element:
        if not isinstance(inner.tag, str):
            continue
        if inner.tag in LISTS:
            _nest(items, list_html(inner, inline))
            continue
        text, nested = item(inner, inline)
        if text or nested:
            items.append(f"<li>{text}{nested}</li>")
    return f"<{element.tag}>{''.join(items)}</{element.tag}>" if items else ""


def _nest(items: list[str], nested: str) -> None:
    """A list right inside a list, as old editors write it, belongs to the item before it."""
    if nested and items:
        items[-1] = items[-1].removesuffix("</li>") + nested + "</li>"
    elif nested:
        items.append(nested[len("<ul>") : -len("</ul>")])


def item(element: html.HtmlElement, inline: InlineWriter) -> tuple[str, str]:
    """The text of an item or a cell, and the lists inside it."""
    nested = "".join(
        list_html(inner, inline)
        for inner in element.iter(*LISTS)
        if not any(ancestor.tag in LISTS for ancestor in ancestors(inner, element))
    )
    text = "".join(piece for piece in item_pieces(element, inline) if isinstance(piece, str))
    return _BREAKS.sub("<br/>", tidy(text)), nested


def item_pieces(element: html.HtmlElement, inline: InlineWriter) -> Iterator[Piece]:
    """The running text of an item without the lists inside it; headings in it are only emphasis."""
    if element.text:
        yield inline.text(element.text)
    for inner in element:
        if inner.tag in HEADINGS:
            yield from ("<br/>", *(bold(piece) for piece in inline.pieces(inner)), "<br/>")
        elif inner.tag not in LISTS and is_block(inner):
            yield from ("<br/>", *item_pieces(inner, inline), "<br/>")
        elif inner.tag not in LISTS:
            yield from inline.element(inner)
        if inner.tail:
            yield inline.text(inner.tail)


def ancestors(element: html.HtmlElement, top: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The elements between ``element`` and ``top``, without either."""
    for ancestor in element.iterancestors():
        if ancestor is top:
            return
        yield ancestor


def lines(element: html.HtmlElement) -> list[str]:
    """The plain text of an element, a line for each paragraph and line break."""
    parts: list[str] = []

    def walk(node: html.HtmlElement) -> None:
        parts.append(" ".join((node.text or "").split("\n")))
        for inner in node:
            breaks = inner.tag == "br" or is_block(inner)
            parts.append("\n" if breaks else "")
            walk(inner)
            parts.append("\n" if breaks and inner.tag != "br" else "")
            parts.append(" ".join((inner.tail or "").split("\n")))

    walk(element)
    found = (" ".join(line.split()) for line in "".join(parts).replace("\u00a0", " ").split("\n"))
    return [line for line in found if line]
