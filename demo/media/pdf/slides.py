"""A presentation as a PDF: a title slide, and one slide for each heading of the text."""

from collections.abc import Iterable

from demo.markup import Heading, Piece, Prose, is_list, list_items
from demo.media.palette import CANVAS, CROWN, DEEP, MIDDLE, MUTED, PRIMARY, SURFACE
from demo.media.pdf.document import Document, Page, Tag
from demo.media.pdf.sheet import Sheet, Style

WIDTH, HEIGHT = 960.0, 540.0
MARGIN = 84.0
BIG = Style(44.0, 54.0, "bold", SURFACE)
HEAD = Style(36.0, 45.0, "bold", PRIMARY)
WORDS = Style(25.0, 38.0)


class Slides(Sheet):
    """Slides of one text; each begins at the top."""

    def __init__(self, title: str, language: str) -> None:
        super().__init__(title, language, "")
        self.document = Document(title, language, WIDTH, HEIGHT)

    def write(self, page: Page, text: str, style: Style, y: float, tag: Tag, indent: float = 0.0) -> float:
        """A text from ``y`` down; gives where it ended."""
        for line in self.lines(text, style, WIDTH - 2 * MARGIN - indent):
            y -= style.leading
            page.open(tag)
            self.line(page, line, MARGIN + indent, y, style)
            page.close()
        return y


def presentation(title: str, pieces: Iterable[Piece], language: str, footer: str) -> bytes:
    """The slides of a text. Only headings and prose stand on slides."""
    slides = Slides(title, language)
    _title_slide(slides, title, footer)
    page, y = slides.document.pages[0], 0.0
    section = slides.document.root
    for piece in pieces:
        match piece:
            case Heading(text):
                section = slides.document.root.add("Sect")
                page, y = _slide(slides, footer), HEIGHT - MARGIN
                y = slides.write(page, text, HEAD, y, section.add("H2")) - 26
            case Prose(parts):
                for part in parts:
                    y = _part(slides, page, part, y, section) - 12
    return slides.document.render()


def _part(slides: Slides, page: Page, part: str, y: float, section: Tag) -> float:
    if not is_list(part):
        return slides.write(page, part, WORDS, y, section.add("P"))
    listing = section.add("L")
    for item in list_items(part):
        page.open(None)
        page.fill(MARGIN, y - 26, 9, 9, CROWN)
        page.close()
        y = slides.write(page, item, WORDS, y, listing.add("LI").add("LBody"), indent=30) - 4
    return y


def _slide(slides: Slides, footer: str) -> Page:
    page = slides.document.new_page()
    page.open(None)
    page.fill(0, 0, WIDTH, HEIGHT, CANVAS)
    page.fill(0, 0, 14, HEIGHT, PRIMARY)
    slides.document.text(page, MARGIN, 34, footer, 12, "regular", MUTED)
    slides.document.text(page, WIDTH - MARGIN, 34, str(page.number), 12, "regular", MUTED)
    page.close()
    return page


def _title_slide(slides: Slides, title: str, footer: str) -> None:
    page = slides.document.new_page()
    page.open(None)
    page.fill(0, 0, WIDTH, HEIGHT, DEEP)
    page.fill(MARGIN, HEIGHT - MARGIN - 10, 110, 8, CROWN)
    page.fill(0, 0, WIDTH, 18, MIDDLE)
    page.close()
    y = slides.write(page, title, BIG, HEIGHT - MARGIN - 60, slides.document.root.add("H1"))
    slides.write(page, footer, Style(18.0, 26.0, colour=CANVAS), y - 20, slides.document.root.add("P"))
