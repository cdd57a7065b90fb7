"""Tables: which are data, and their cells as running text."""

from collections.abc import Iterator

from lxml import html

from interop.html.blocks import Table
from interop.html.inline import MEDIA, InlineWriter, plain
from interop.html.lists import item

_MAX_SPAN = 100


def is_layout(table: html.HtmlElement) -> bool:
    """Whether a table only arranges things on the page: it has one column, or holds what no data table holds."""
    rows = list(own_rows(table))
    if not any(len(list(cells(row))) > 1 for row in rows):
        return True
    if any(True for _nested in table.iter("table") if _nested is not table):
        return True
    has_header = any(True for _header in table.iter("th"))
    return not has_header and any(isinstance(e.tag, str) and e.tag in MEDIA for e in table.iter())


def own_rows(table: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The table's rows, not those of tables inside it."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def cells(row: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The cells of a row."""
    return (cell for cell in row if cell.tag in ("td", "th"))


def read_table(table: html.HtmlElement, inline: InlineWriter) -> Table | None:
    """The table; None if every cell is empty. A cell that spans others leaves those empty."""
    rows = [list(cells(row)) for row in own_rows(table)]
    texts = [[text for cell in row for text in _spanned(cell, inline)] for row in rows]
    width = max((len(row) for row in texts), default=0)
    if not any(text for row in texts for text in row):
        return None
    caption = table.find("caption")
    return Table(
        rows=tuple((*row, *[""] * (width - len(row))) for row in texts),
        header_row=bool(rows) and bool(rows[0]) and all(cell.tag == "th" for cell in rows[0]),
        header_column=len(rows) > 1 and all(row and row[0].tag == "th" for row in rows[1:]),
        caption="" if caption is None else plain(caption),
    )


def _spanned(cell: html.HtmlElement, inline: InlineWriter) -> Iterator[str]:
    text, nested = item(cell, inline)
    yield text + nested
    span = cell.get("colspan", "1")
    extra = min(int(span), _MAX_SPAN) - 1 if span.isdecimal() else 0
    yield from [""] * extra
