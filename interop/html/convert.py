"""From a page of HTML to blocks: headings, text, images, players, tables, quotes, code, in their order."""

from collections.abc import Callable, Iterable

from lxml import html

from interop.html import tables
from interop.html.blocks import Block, Code, Converted, Heading, Image, Problem, Quote, Resolve
from interop.html.bounds import MOST_BLOCKS, bounded, texts
from interop.html.clean import clean
from interop.html.inline import MEDIA, InlineWriter, Piece, attachment, bold, is_blank, joined, plain, tidy
from interop.html.lists import HEADINGS, LISTS, ancestors, is_block, lines, list_html

_APART = {*MEDIA, "table", "pre", "figure"}


def convert(text: str, resolve: Resolve, title: str = "") -> Converted:
    """The page as blocks. ``title`` is the page's own: a first heading that only repeats it is left out.

    Nothing of ``text`` is trusted: what is kept is written anew, from a short list of elements.
    """
    tree, problems = clean(text)
    if tree is None:
        return Converted((), tuple(dict.fromkeys(problems)))
    converter = _Converter(resolve, problems)
    converter.flow(tree)
    converter.flush()
    blocks = converter.blocks
    if blocks and isinstance(blocks[0], Heading) and blocks[0].text.casefold() == title.strip().casefold():
        blocks = blocks[1:]
    if len(blocks) > MOST_BLOCKS:
        blocks = bounded(blocks, MOST_BLOCKS, problems)
    return Converted(tuple(blocks), tuple(dict.fromkeys(problems)))


class _Converter:
    """Walks the tree. Inline pieces gather in ``line``, paragraphs in ``rich``, until something else comes."""

    def __init__(self, resolve: Resolve, problems: list[Problem]) -> None:
        self.inline = InlineWriter(resolve, problems)
        self.blocks: list[Block] = []
        self.rich: list[str] = []
        self.line: list[Piece] = []
        self.handlers: dict[str, Callable[[html.HtmlElement], None]] = {
            **dict.fromkeys(HEADINGS, self.heading),
            **dict.fromkeys(LISTS, self.list),
            "p": lambda element: self.paragraph(self.inline.pieces(element)),
            "summary": lambda element: self.paragraph(map(bold, self.inline.pieces(element))),
            # A rule has no block of its own: it only ends the text before it.
            "hr": lambda _element: self.flush(),
            "pre": self.code,
            "table": self.table,
            "blockquote": self.quote,
            "figure": self.figure,
            "dl": self.definitions,
        }
        self.mark = ""
        """The number of a list item, waiting for the item's first words."""

    def flow(self, container: html.HtmlElement) -> None:
        """All that is inside a container, block by block; loose text between blocks makes paragraphs."""
        if container.text:
            self.line.append(self.inline.text(container.text))
        for element in container:
            if is_block(element):
                self.end_line()
                self.handlers.get(str(element.tag), self.flow)(element)
            else:
                self.line.extend(self.inline.element(element))
            if element.tail:
                self.line.append(self.inline.text(element.tail))
        self.end_line()

    def emit(self, block: Block) -> None:
        """A block that is not running text."""
        self.flush()
        self.blocks.append(block)

    def flush(self) -> None:
        """End the text that has gathered."""
        self.end_line()
        self.blocks.extend(texts(self.rich))
        self.rich = []

    def end_line(self) -> None:
        """Make a paragraph of the loose inline content."""
        if self.line:
            pieces, self.line = self.line, []
            self.paragraph(pieces)

    def paragraph(self, pieces: Iterable[Piece]) -> None:
        """Text as a paragraph; what is no text stands between its parts."""
        for part in joined(pieces):
            if not isinstance(part, str):
                self.emit(part)
            elif attached := attachment(part):
                self.emit(attached)
            elif not is_blank(part):
                self.rich.append(f"<p>{self.mark}{tidy(part)}</p>")
                self.mark = ""

    def heading(self, element: html.HtmlElement) -> None:
        """A heading of plain text, and after it the pictures and links that stood in it."""
        pieces = list(joined(self.inline.pieces(element)))
        text = plain(element).replace("\u200b", "").strip()
        if text:
            self.emit(Heading(text, HEADINGS[str(element.tag)]))
        for piece in pieces:
            if not isinstance(piece, str):
                self.emit(piece)
            elif "<a " in piece:
                self.paragraph([piece])

    def list(self, element: html.HtmlElement) -> None:
        """A list as rich text; one with pictures or tables between its items is written out item by item."""
        if not _contains(element, _APART):
            if written := list_html(element, self.inline):
                self.rich.append(written)
            return
        start = element.get("start", "1")
        number = int(start) if start.isdecimal() and len(start) < 5 else 1
        for item in element:
            if item.tag in LISTS:
                self.list(item)
            elif isinstance(item.tag, str):
                self.mark = f"{number}. " if element.tag == "ol" else "• "
                number += 1
                self.flow(item)
                self.mark = ""

    def table(self, element: html.HtmlElement) -> None:
        """A table of data, with its pictures below it; a table for layout as what it holds."""
        if tables.is_layout(element):
            for row in tables.own_rows(element):
                for cell in tables.cells(row):
                    self.flow(cell)
            return
        if table := tables.read_table(element, self.inline):
            self.emit(table)
        # A cell holds text alone: what is shown or played in a table follows it.
        for media in element.iter(*MEDIA):
            if not any(above.tag in MEDIA for above in ancestors(media, element)):
                self.blocks.extend(piece for piece in self.inline.element(media) if not isinstance(piece, str))

    def code(self, element: html.HtmlElement) -> None:
        """Text in which spaces and line breaks count."""
        for line_break in list(element.iter("br")):
            line_break.tail = "\n" + (line_break.tail or "")
        text = "".join(element.itertext()).strip("\n")
        if text.strip():
            self.emit(Code(text))
        for media in element.iter(*MEDIA):
            self.paragraph(self.inline.element(media))

    def quote(self, element: html.HtmlElement) -> None:
        """A quotation of plain text; one with links, lists or pictures becomes what it holds."""
        if _contains(element, _APART | LISTS | {"a", *HEADINGS}):
            self.flow(element)
            return
        if text := "\n".join(lines(element)):
            source = element.get("cite", "")
            self.emit(Quote(text, source if source.startswith(("http://", "https://")) else ""))

    def figure(self, element: html.HtmlElement) -> None:
        """An image with its caption; any other figure as what it holds."""
        caption = element.find(".//figcaption")
        images = list(element.iter("img"))
        if caption is None or len(images) != 1:
            self.flow(element)
            return
        pieces = list(joined(self.inline.element(images[0])))
        if pieces and isinstance(pieces[0], Image):
            self.emit(Image(pieces[0].id, pieces[0].alt, plain(caption)))
            return
        self.paragraph(pieces)
        self.paragraph(self.inline.pieces(caption))

    def definitions(self, element: html.HtmlElement) -> None:
        """Terms in bold, what they mean below them."""
        for item in element:
            if item.tag == "dt":
                self.paragraph(map(bold, self.inline.pieces(item)))
            elif isinstance(item.tag, str):
                self.flow(item)


def _contains(element: html.HtmlElement, tags: set[str]) -> bool:
    return any(isinstance(inner.tag, str) and inner.tag in tags for inner in element.iter() if inner is not element)
