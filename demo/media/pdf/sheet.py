"""A printed sheet: the text of a learning object laid out on pages of A4."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from demo.markup import Callout, Heading, Piece, Prose, Quote, Table, is_list, is_ordered, list_items, plain, runs
from demo.media.palette import ACCENT, LINE, MUTED, PRIMARY, SUNKEN, TEXT, TINT
from demo.media.pdf.document import Document, Page, Tag

WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT, TOP, BOTTOM = 62.0, 62.0, 66.0, 72.0
BLANK_ROW = 30.0
"""Height of an empty row, which is there to be written in."""


@dataclass(frozen=True)
class Style:
    """How a text is set. Sizes in points."""

    size: float = 11.0
    leading: float = 15.5
    face: str = "regular"
    colour: str = TEXT


BODY = Style()
SMALL = Style(9.5, 13.0, colour=MUTED)
LEAD = Style(11.5, 16.5, colour=MUTED)
TITLE = Style(22.0, 27.0, "bold", PRIMARY)
SECTION = Style(14.0, 19.0, "bold", PRIMARY)
CELL = Style(9.5, 12.5)
CELL_HEAD = Style(9.5, 12.5, "bold")

Word = tuple[str, str]
"""A word with the face it is set in."""


class Sheet:
    """Puts pieces on pages from top to bottom."""

    def __init__(self, title: str, language: str, footer: str) -> None:
        self.document = Document(title, language, WIDTH, HEIGHT)
        self.footer = footer
        self.page = self.document.new_page()
        self.y = HEIGHT - TOP

    def room(self, height: float) -> None:
        """Begin a new page unless there is so much room on this one."""
        if self.y - height < BOTTOM:
            self.page = self.document.new_page()
            self.y = HEIGHT - TOP

    def space(self, height: float) -> None:
        """Leave empty, except at the top of a page."""
        if self.y < HEIGHT - TOP:
            self.y -= height

    def paragraph(self, text: str, style: Style, tag: Tag, indent: float = 0.0) -> None:
        """A text that fills the width, line by line."""
        for line in self.lines(text, style, WIDTH - LEFT - RIGHT - indent):
            self.room(style.leading)
            self.y -= style.leading
            self.page.open(tag)
            self.line(self.page, line, LEFT + indent, self.y, style)
            self.page.close()

    def lines(self, text: str, style: Style, width: float) -> list[list[Word]]:
        """A text broken into lines of words."""
        words = [
            (word, "bold" if run.style == "bold" else style.face)
            for run in runs(text.replace("\n", " "))
            for word in run.text.split()
        ]
        gap, used = self.measure(" ", style), 0.0
        lines: list[list[Word]] = []
        line: list[Word] = []
        for word, face in _joined(text, words):
            size = self.document.fonts[face].width(word) * style.size
            if line and used + gap + size > width:
                lines.append(line)
                line, used = [], 0.0
            used += size + (gap if line else 0.0)
            line.append((word, face))
        return [*lines, line] if line else lines

    def measure(self, text: str, style: Style) -> float:
        """The width of a text."""
        return self.document.fonts[style.face].width(text) * style.size

    def line(self, page: Page, words: Sequence[Word], x: float, y: float, style: Style) -> None:
        """One line; words of one face are written together, so that they are found and read as one text."""
        for face, text in _stretches(words):
            self.document.text(page, x, y, text, style.size, face, style.colour)
            x += self.document.fonts[face].width(text) * style.size

    def finish(self) -> bytes:
        """Number the pages and give the file."""
        for page in self.document.pages:
            page.open(None)
            page.fill(LEFT, BOTTOM - 22, WIDTH - LEFT - RIGHT, 0.7, LINE)
            self.document.text(page, LEFT, BOTTOM - 38, self.footer, 8.5, "regular", MUTED)
            number = f"{page.number + 1} / {len(self.document.pages)}"
            shift = self.document.fonts["regular"].width(number) * 8.5
            self.document.text(page, WIDTH - RIGHT - shift, BOTTOM - 38, number, 8.5, "regular", MUTED)
            page.close()
        return self.document.render()


def _joined(text: str, words: Iterable[Word]) -> list[Word]:
    """The words, with punctuation that follows a bold word without a space put back to it."""
    joined: list[Word] = []
    bare = plain(text.replace("\n", " "))
    at = 0
    for word, face in words:
        start = bare.find(word, at)
        if joined and start == at and at > 0 and not bare[at - 1].isspace():
            joined[-1] = (joined[-1][0] + word, joined[-1][1])
        else:
            joined.append((word, face))
        at = start + len(word)
    return joined


def _stretches(words: Sequence[Word]) -> list[tuple[str, str]]:
    """Words of one face in a row as one text with spaces."""
    found: list[tuple[str, str]] = []
    for index, (word, face) in enumerate(words):
        text = word if index == 0 else " " + word
        if found and found[-1][0] == face:
            found[-1] = (face, found[-1][1] + text)
        else:
            found.append((face, text))
    return found


def printed(title: str, summary: str, pieces: Iterable[Piece], language: str, footer: str) -> bytes:
    """A learning object as a PDF to print: its title, summary and text. What is not text is left out."""
    sheet = Sheet(title, language, footer)
    root = sheet.document.root
    sheet.paragraph(title, TITLE, root.add("H1"))
    sheet.space(4)
    sheet.paragraph(summary, LEAD, root.add("P"))
    sheet.space(8)
    for piece in pieces:
        _place(sheet, piece, root)
    return sheet.finish()


def _place(sheet: Sheet, piece: Piece, root: Tag) -> None:
    match piece:
        case Heading(text):
            sheet.space(10)
            sheet.room(60)
            sheet.paragraph(text, SECTION, root.add("H2"))
            sheet.space(2)
        case Prose(parts):
            for part in parts:
                _prose(sheet, part, root)
        case Quote(text, author):
            _barred(sheet, [text, f"— {author}" if author else ""], root.add("BlockQuote"))
        case Callout(_, title, text):
            _barred(sheet, [f"**{title}**", *text.splitlines()], root.add("Sect"))
        case Table():
            _table(sheet, piece, root.add("Table"))


def _prose(sheet: Sheet, part: str, root: Tag) -> None:
    sheet.space(6)
    if not is_list(part):
        for line in part.splitlines():
            sheet.paragraph(line, BODY, root.add("P"))
        return
    listing = root.add("L")
    for number, item in enumerate(list_items(part), 1):
        entry = listing.add("LI")
        sheet.room(BODY.leading)
        label = f"{number}." if is_ordered(part) else "•"
        sheet.page.open(entry.add("Lbl"))
        sheet.document.text(sheet.page, LEFT + 4, sheet.y - BODY.leading, label, BODY.size, "bold", PRIMARY)
        sheet.page.close()
        sheet.paragraph(item, BODY, entry.add("LBody"), indent=24)
        sheet.space(3)


def _barred(sheet: Sheet, texts: Iterable[str], tag: Tag) -> None:
    sheet.space(10)
    sheet.room(3 * BODY.leading)
    page, top = sheet.page, sheet.y
    for text in filter(None, texts):
        sheet.paragraph(text, BODY, tag.add("P"), indent=16)
    if sheet.page is page:
        page.open(None)
        page.fill(LEFT, sheet.y - 4, 3, top - sheet.y, ACCENT)
        page.close()
    sheet.space(6)


def _widths(sheet: Sheet, table: Table) -> list[float]:
    """Columns as wide as their longest texts ask for, within reason."""
    wishes = []
    for column in zip(table.head, *table.rows, strict=True):
        longest = max(sheet.measure(plain(cell), CELL) for cell in column)
        wishes.append(min(max(longest, 52.0), 260.0) + 14)
    scale = (WIDTH - LEFT - RIGHT) / sum(wishes)
    return [wish * scale for wish in wishes]


def _table(sheet: Sheet, table: Table, tag: Tag) -> None:
    sheet.space(8)
    widths = _widths(sheet, table)
    if any(table.head):
        _row(sheet, table.head, widths, tag.add("TR"), is_head=True)
    for row in table.rows:
        _row(sheet, row, widths, tag.add("TR"), is_head=False)
    sheet.space(6)


def _row(sheet: Sheet, cells: Sequence[str], widths: Sequence[float], tag: Tag, is_head: bool) -> None:
    style = CELL_HEAD if is_head else CELL
    texts = [sheet.lines(cell, style, width - 12) for cell, width in zip(cells, widths, strict=True)]
    height = max(len(lines) for lines in texts) * style.leading + 9
    if not is_head and any(not cell for cell in cells):
        height = max(height, BLANK_ROW)
    sheet.room(height)
    top, x = sheet.y, LEFT
    sheet.page.open(None)
    for index, width in enumerate(widths):
        if is_head:
            sheet.page.fill(x, top - height, width, height, TINT)
        elif index == 0:
            sheet.page.fill(x, top - height, width, height, SUNKEN)
        sheet.page.frame(x, top - height, width, height, LINE)
        x += width
    sheet.page.close()
    x = LEFT
    for lines, width in zip(texts, widths, strict=True):
        cell = tag.add("TH" if is_head else "TD")
        for number, line in enumerate(lines, 1):
            sheet.page.open(cell)
            sheet.line(sheet.page, line, x + 6, top - 3 - number * style.leading, style)
            sheet.page.close()
        x += width
    sheet.y = top - height
