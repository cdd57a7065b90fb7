"""Running text: from inline elements to the rich text Wagtail stores, with images and players set apart."""

import re
from collections.abc import Iterable, Iterator
from html import escape, unescape

from lxml import html

from interop.html.blocks import Attachment, Block, Image, Link, Media, Problem, ProblemKind, Resolve, Target, TargetKind

Piece = str | Block

_FORMATS = {"b": "b", "strong": "b", "i": "i", "em": "i", "cite": "i", "dfn": "i", "sub": "sub", "sup": "sup"}
_CODE = {"code", "kbd", "samp", "tt", "var"}
_BREAKING_NAMES = "p div li dt dd tr h1 h2 h3 h4 h5 h6 blockquote pre table ul ol figure section article"
_BREAKING = set(_BREAKING_NAMES.split())
MEDIA = {"img", "iframe", "video", "audio", "embed", "object"}
_SPACE = re.compile(r"[ \t\r\n\f]+")
_EDGE = re.compile(r"\A(?:\s|<br/>)+|(?:\s|<br/>)+\Z")
_ONLY_A_FILE = re.compile(r'(?:<(?:b|i)>)*<a linktype="document" id="(?P<id>\d+)">(?P<label>.*?)</a>(?:</(?:b|i)>)*')
_TAG = re.compile(r"<[^>]*>")
# What Canvas adds for its own screen: "(Links to an external site.)", play buttons.
_DECORATION = re.compile(r"screenreader-only|ui-icon|media_comment_thumbnail|external_link_icon")


def tidy(text: str) -> str:
    """Inline HTML without space and line breaks at its ends."""
    return _EDGE.sub("", _SPACE.sub(" ", text.replace("\u00a0", " ")))


def is_blank(text: str) -> bool:
    """Whether inline HTML shows nothing."""
    return not _TAG.sub("", text).replace("\u00a0", " ").replace("\u200b", "").strip()


def plain(element: html.HtmlElement) -> str:
    """The text of an element on one line."""
    return " ".join("".join(element.itertext()).split())


class InlineWriter:
    """Writes the inline content of elements as pieces: rich text, with blocks where media stood."""

    def __init__(self, resolve: Resolve, problems: list[Problem]) -> None:
        self.resolve = resolve
        self.problems = problems

    def pieces(self, element: html.HtmlElement) -> Iterator[Piece]:
        """All that is inside the element; text next to text is joined."""
        if element.text:
            yield self.text(element.text)
        for inner in element:
            yield from self.element(inner)
            if inner.tail:
                yield self.text(inner.tail)

    @staticmethod
    def text(text: str) -> str:
        """Plain text as HTML, its space collapsed as a browser would show it."""
        return escape(_SPACE.sub(" ", text), quote=False)

    def element(self, element: html.HtmlElement) -> Iterator[Piece]:
        """One element with its content."""
        tag = element.tag
        if not isinstance(tag, str) or _DECORATION.search(element.get("class", "")):
            return
        if tag in MEDIA:
            yield from self.media(element)
        elif tag == "br":
            yield "<br/>"
        elif tag == "a":
            yield from self._link(element)
        elif wrapper := _wrapper(tag):
            yield from (_wrapped(piece, wrapper) for piece in self.pieces(element))
        elif tag == "q":
            yield from ("“", *self.pieces(element), "”")
        elif tag in _BREAKING:
            yield from ("<br/>", *self.pieces(element), "<br/>")
        else:
            yield from self.pieces(element)

    def _link(self, element: html.HtmlElement) -> Iterator[Piece]:
        href = element.get("href", "")
        pieces = list(joined(self.pieces(element)))
        if not href:
            yield from pieces
            return
        target = self.resolve(href)
        if target.kind is TargetKind.IMAGE:
            # A picture is shown where it was only linked to, unless its thumbnail is there already.
            yield from pieces
            if not any(isinstance(piece, Image) for piece in pieces):
                yield Image(target.id, " ".join(plain(element).split()))
            return
        attributes = self._attributes(href, target)
        if not attributes:
            yield from pieces
            return
        if not any(isinstance(piece, str) and not is_blank(piece) for piece in pieces):
            yield from (piece for piece in pieces if not isinstance(piece, str))
            # A link around nothing but an image still has to be a link: named by what there is to name it.
            if label := self._label(element, pieces, href):
                yield f"<a {attributes}>{escape(label, quote=False)}</a>"
            return
        for piece in pieces:
            wrap = isinstance(piece, str) and not is_blank(piece)
            yield f"<a {attributes}>{_without_links(piece)}</a>" if wrap and isinstance(piece, str) else piece

    def _label(self, element: html.HtmlElement, pieces: list[Piece], href: str) -> str:
        alts = [piece.alt for piece in pieces if isinstance(piece, Image) and piece.alt]
        if not any(isinstance(piece, Image) for piece in pieces):
            # Nothing to see: an anchor of a previous editor, or a second link on the same play button.
            return ""
        return element.get("title", "") or " ".join(alts) or href

    def _attributes(self, href: str, target: Target) -> str:
        """The attributes of a rich text link; empty, with a problem noted, if it leads nowhere."""
        if target.kind in (TargetKind.PAGE, TargetKind.DOCUMENT):
            return f'linktype="{target.kind}" id="{target.id}"'
        if target.url and target.kind is TargetKind.EXTERNAL:
            return f'href="{escape(target.url)}"'
        if not href.startswith("#"):
            self.problems.append(Problem(ProblemKind.LINK, href))
        return ""

    def media(self, element: html.HtmlElement) -> Iterator[Piece]:
        """The block an image, a player or a frame becomes; a link where it cannot be one."""
        if element.tag == "img":
            yield from self._image(element)
            return
        sources = [element.get("src", "") or element.get("data", "")]
        sources += [source.get("src", "") for source in element.iter("source")]
        title = element.get("title", "") or element.get("aria-label", "")
        for url in filter(None, sources):
            target = self.resolve(url)
            if (block := _player(target, title)) is not None:
                if isinstance(block, Link):
                    self.problems.append(Problem(ProblemKind.EMBEDDED, block.url))
                yield block
                return
        if any(sources):
            self.problems.append(Problem(ProblemKind.EMBEDDED, next(filter(None, sources))))
        # What stands inside a player is for those who cannot play it: all there is left to show.
        yield from self.pieces(element)

    def _image(self, element: html.HtmlElement) -> Iterator[Piece]:
        if formula := element.get("data-equation-content", ""):
            yield escape(f"\\({formula}\\)", quote=False)
            return
        url, alt = element.get("src", ""), " ".join(element.get("alt", "").split())
        decorative = element.get("alt") == ""
        if not url:
            if alt:
                yield escape(alt, quote=False)
            return
        target = self.resolve(url)
        if target.kind is TargetKind.IMAGE:
            # A file's name says nothing to somebody who does not see the image.
            yield Image(target.id, "" if alt.lower() == target.title.lower() else alt, decorative=decorative)
            return
        self.problems.append(Problem(ProblemKind.IMAGE, url))
        if target.kind is TargetKind.EXTERNAL:
            yield f'<a href="{escape(target.url)}">{escape(alt or target.url, quote=False)}</a>'
        elif alt:
            yield escape(alt, quote=False)


def _player(target: Target, title: str) -> Block | None:
    if target.kind is TargetKind.DOCUMENT:
        return Media(target.id, target.extension, title or target.title)
    if target.kind is TargetKind.IMAGE:
        return Image(target.id, title)
    if target.kind is TargetKind.EXTERNAL and target.url.startswith(("http://", "https://")):
        return Link(target.url, title)
    return None


def _wrapper(tag: str) -> str:
    return "code" if tag in _CODE else _FORMATS.get(tag, "")


def _wrapped(piece: Piece, tag: str) -> Piece:
    if not isinstance(piece, str) or is_blank(piece) or piece.startswith(f"<{tag}>"):
        return piece
    return f"<{tag}>{piece}</{tag}>"


def _without_links(text: str) -> str:
    return re.sub(r"</?a\b[^>]*>", "", text)


def attachment(text: str) -> Attachment | None:
    """The file a paragraph is about, if it is nothing but the link to it."""
    match = _ONLY_A_FILE.fullmatch(tidy(text))
    if match is None or "<a " in match["label"]:
        return None
    return Attachment(int(match["id"]), unescape(" ".join(_TAG.sub("", match["label"]).split())))


def bold(piece: Piece) -> Piece:
    """Emphasised text; a block stays as it is."""
    return _wrapped(piece, "b")


def joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces with neighbouring text made one."""
    text = ""
    for piece in pieces:
        if isinstance(piece, str):
            text += piece
        else:
            if text:
                yield text
            text = ""
            yield piece
    if text:
        yield text
