"""The light markup of the content files: a piece per block of a page.

It is Markdown where Markdown is enough (headings, paragraphs, lists, quotations, tables) and two signs of our own:
``!tip Title`` begins a callout, ``@name arguments`` stands for something that is not text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

CALLOUTS = ("note", "tip", "warning", "task", "example")
_RULE = re.compile(r"^\|(?:\s*:?-+:?\s*\|)+$")
_LIST = re.compile(r"^(?:-|\d+\.) ")


class MarkupError(ValueError):
    """A content file is not well formed; the message names the line's text."""


@dataclass(frozen=True)
class Heading:
    """A heading inside the text."""

    text: str


@dataclass(frozen=True)
class Prose:
    """Paragraphs and lists in a row; each part is a paragraph, or the lines of a list."""

    parts: tuple[str, ...]


@dataclass(frozen=True)
class Quote:
    """Somebody's words."""

    text: str
    author: str = ""


@dataclass(frozen=True)
class Callout:
    """A remark, a task or an example set apart from the text."""

    tone: str
    title: str
    text: str


@dataclass(frozen=True)
class Table:
    """A table; a head of empty cells means that there is none."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Directive:
    """Something that is not text: ``@picture key | description | caption``."""

    name: str
    key: str
    words: tuple[str, ...] = ()


Piece = Heading | Prose | Quote | Callout | Table | Directive


def parse(text: str) -> list[Piece]:
    """The pieces of a text. Raises :class:`MarkupError`."""
    pieces: list[Piece] = []
    for chunk in re.split(r"\n\s*\n", text.strip("\n")):
        if not chunk.strip():
            continue
        piece = _piece(chunk.strip("\n"))
        last = pieces[-1] if pieces else None
        if isinstance(piece, Prose) and isinstance(last, Prose):
            pieces[-1] = Prose(last.parts + piece.parts)
        else:
            pieces.append(piece)
    return pieces


def is_list(part: str) -> bool:
    """Whether a part of prose is a list."""
    return bool(_LIST.match(part))


def list_items(part: str) -> list[str]:
    """The items of a list, without their signs."""
    return [_LIST.sub("", line, count=1) for line in part.splitlines()]


def is_ordered(part: str) -> bool:
    """Whether a list is numbered."""
    return part[:1].isdigit()


def _piece(chunk: str) -> Piece:
    first = chunk[0]
    if chunk.startswith("### "):
        return Heading(_single(chunk)[4:].strip())
    if first == ">":
        return _quote(chunk)
    if first == "!":
        return _callout(chunk)
    if first == "|":
        return _table(chunk)
    if first == "@":
        return _directive(_single(chunk))
    if first == "#":
        raise MarkupError(f"A heading of this level has no place inside a text: {chunk}")
    if is_list(chunk) and not all(_LIST.match(line) for line in chunk.splitlines()):
        raise MarkupError(f"A list is interrupted by something else: {chunk}")
    return Prose((chunk,))


def _single(chunk: str) -> str:
    if "\n" in chunk:
        raise MarkupError(f"An empty line is missing after: {chunk.splitlines()[0]}")
    return chunk


def _quote(chunk: str) -> Quote:
    lines = [line.removeprefix(">").strip() for line in chunk.splitlines()]
    author = lines.pop().lstrip("— ").strip() if lines[-1].startswith("—") and len(lines) > 1 else ""
    return Quote(" ".join(lines), author)


def _callout(chunk: str) -> Callout:
    head, _, text = chunk.partition("\n")
    tone, _, title = head[1:].partition(" ")
    if tone not in CALLOUTS or not title or not text:
        raise MarkupError(f"A callout needs one of {', '.join(CALLOUTS)}, a title and a text: {head}")
    return Callout(tone, title.strip(), text)


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))


def _table(chunk: str) -> Table:
    lines = chunk.splitlines()
    if len(lines) < 3 or not _RULE.match(lines[1].strip()):
        raise MarkupError(f"A table needs a head, a rule and rows: {lines[0]}")
    head, *rows = [_cells(line) for line in (lines[0], *lines[2:])]
    if any(len(row) != len(head) for row in rows):
        raise MarkupError(f"The rows of a table differ in length: {lines[0]}")
    return Table(head, tuple(rows))


def _directive(chunk: str) -> Directive:
    name, _, rest = chunk[1:].partition(" ")
    key, *words = [part.strip() for part in rest.split(" | ")]
    if not name or not key:
        raise MarkupError(f"A directive needs a name and a key: {chunk}")
    return Directive(name, key, tuple(words))


_INLINE = re.compile(
    r"\*\*(?P<bold>.+?)\*\*|\*(?P<italic>[^*\s](?:[^*]*[^*\s])?)\*|\[(?P<words>[^\]]+)\]\((?P<target>[a-z]+:[a-z0-9-]+)\)"
)


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style; ``target`` is where a link leads (``object:exit-ticket``)."""

    text: str
    style: str = ""
    target: str = ""


def runs(text: str) -> Iterator[Run]:
    """The stretches of a line: plain, ``bold``, ``italic`` or a ``link``."""
    end = 0
    for match in _INLINE.finditer(text):
        if match.start() > end:
            yield Run(text[end : match.start()])
        if match["words"]:
            yield Run(match["words"], "link", match["target"])
        else:
            yield Run(match["bold"] or match["italic"], "bold" if match["bold"] else "italic")
        end = match.end()
    if end < len(text):
        yield Run(text[end:])


def plain(text: str) -> str:
    """The words of a line without its signs."""
    return "".join(run.text for run in runs(text))
