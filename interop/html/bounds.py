"""A bound for pages that would make more blocks than an editor can show: what follows is joined to running text."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from interop.html.blocks import (
    Attachment,
    Block,
    Code,
    Heading,
    Link,
    Media,
    Problem,
    ProblemKind,
    Quote,
    RichText,
    Table,
)

MOST_BLOCKS = 500
"""More than any page a person wrote has, and few enough for the editor and the player."""
_LONGEST_TEXT = 100_000
"""Characters of one text: the editor opens it in one field."""


def bounded(blocks: Sequence[Block], most: int, problems: list[Problem]) -> list[Block]:
    """The first ``most`` blocks, and the rest as running text; what cannot be joined to a text is counted as lost."""
    rest = blocks[most:]
    problems.append(Problem(ProblemKind.LENGTH, str(len(blocks))))
    lost = sum(type(block) not in _AS_TEXT for block in rest)
    if lost:
        problems.append(Problem(ProblemKind.LOST, str(lost)))
    return [*blocks[:most], *texts(_AS_TEXT[type(block)](block) for block in rest if type(block) in _AS_TEXT)]


def texts(parts: Iterable[str]) -> Iterator[RichText]:
    """Paragraphs and lists joined to texts, as few as the bound on their length allows."""
    gathered: list[str] = []
    length = 0
    for part in parts:
        if gathered and length + len(part) > _LONGEST_TEXT:
            yield RichText("".join(gathered))
            gathered, length = [], 0
        gathered.append(part)
        length += len(part)
    if gathered:
        yield RichText("".join(gathered))


def _paragraph(text: str) -> str:
    return f"<p>{'<br/>'.join(escape(line, quote=False) for line in text.splitlines())}</p>"


def _document(block: Attachment | Media) -> str:
    return f'<p><a linktype="document" id="{block.id}">{escape(block.title, quote=False)}</a></p>'


def _table(block: Table) -> str:
    return "".join(f"<p>{' · '.join(cell for cell in row if cell)}</p>" for row in block.rows if any(row))


_AS_TEXT: Mapping[type[Block], Callable[[Any], str]] = {
    RichText: lambda block: block.html,
    Heading: lambda block: f"<p><b>{escape(block.text, quote=False)}</b></p>",
    Quote: lambda block: _paragraph(block.text),
    Code: lambda block: _paragraph(block.text),
    Attachment: _document,
    Media: _document,
    Link: lambda block: f'<p><a href="{escape(block.url)}">{escape(block.title or block.url, quote=False)}</a></p>',
    Table: _table,
}
