"""What HTML from outside becomes: plain blocks in reading order. ``interop.load`` gives them StreamField form."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class TargetKind(StrEnum):
    """What a URL in a page leads to, once everything is imported."""

    PAGE = "page"
    DOCUMENT = "document"
    IMAGE = "image"
    EXTERNAL = "external"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a URL leads: the id of a stored page, document or image, or an address. ``extension`` is a file's."""

    kind: TargetKind
    id: int = 0
    url: str = ""
    title: str = ""
    extension: str = ""


class Resolve(Protocol):
    """Says where a URL of the page leads; never raises."""

    def __call__(self, url: str, /) -> Target: ...


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``level`` 1 to 6 as it was."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class RichText:
    """Paragraphs and lists in the HTML dialect Wagtail stores."""

    html: str


@dataclass(frozen=True, slots=True)
class Image:
    """A stored image. ``decorative`` where its author left the alternative text empty on purpose."""

    id: int
    alt: str
    caption: str = ""
    decorative: bool = False


@dataclass(frozen=True, slots=True)
class Media:
    """A stored file that was played or embedded in the page; ``extension`` says what it can be."""

    id: int
    extension: str
    title: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A stored file that a paragraph of its own links to."""

    id: int
    title: str


@dataclass(frozen=True, slots=True)
class Link:
    """An address outside that was shown in a frame or a player."""

    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose cells are inline rich text. Every row has the same number of cells."""

    rows: tuple[tuple[str, ...], ...]
    header_row: bool = False
    header_column: bool = False
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's words; ``source`` is an address or empty."""

    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """Text in which every space counts."""

    text: str


Block = Heading | RichText | Image | Media | Attachment | Link | Table | Quote | Code


class ProblemKind(StrEnum):
    """Why something of a page could not be taken over as it was."""

    ELEMENT = "element"
    IMAGE = "image"
    LINK = "link"
    EMBEDDED = "embedded"
    DEPTH = "depth"
    LENGTH = "length"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something of a page that is not shown as it was; ``detail`` is the element, the URL, or the number of blocks."""

    kind: ProblemKind
    detail: str


@dataclass(frozen=True, slots=True)
class Converted:
    """A page as blocks, and all of it that was lost or changed on the way."""

    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...] = ()
