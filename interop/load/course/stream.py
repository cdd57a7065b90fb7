"""Plain blocks as the raw values of the product's StreamFields, as ``cms.blocks`` documents them.

Every key is written out, so that a page an editor opened and saved without a change is still what was imported.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from html import escape, unescape
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from cms.files import AUDIO_EXTENSIONS, VIDEO_EXTENSIONS
from courses.criteria import Criterion
from interop.html import (
    Attachment,
    Block,
    Code,
    Heading,
    Image,
    Link,
    Media,
    Quote,
    RichText,
    Table,
)

Raw = dict[str, Any]
LONGEST = 255
_TAG = re.compile(r"<[^>]+>")
_valid_url = URLValidator(schemes=["http", "https"])


class StreamWriter:
    """Writes the body of one page. ``objects`` are learning objects by the id of the document they show.

    A block's id comes from the page, the block's content and how often that has occurred: it stays the same from
    import to import as long as the block does, because a learner's progress and translations hang on it.
    """

    def __init__(self, page: str, objects: Mapping[int, int]) -> None:
        self.page = page
        self.objects = objects
        self.body: list[Raw] = []
        self._seen: Counter[str] = Counter()
        self._writers: dict[type[Block], Callable[[Any], None]] = {
            RichText: lambda block: self.add("paragraph", block.html),
            Image: self._image,
            Media: self._media,
            Attachment: self._attachment,
            Link: lambda block: self.link(block.url, block.title),
            Table: lambda block: self.add("table", table_value(block)),
            Quote: lambda block: self.add("quote", {"text": block.text, "author": "", "url": _url(block.source)}),
            Code: lambda block: self.add("code", {"code": block.text, "language": ""}),
        }

    def write(self, blocks: Iterable[Block]) -> list[Raw]:
        """Add blocks to the body, and give back all of it."""
        blocks = list(blocks)
        top = min((block.level for block in blocks if isinstance(block, Heading)), default=2)
        for block in blocks:
            if isinstance(block, Heading):
                self._heading(block, block.level - top + 2)
            else:
                self._writers[type(block)](block)
        return self.body

    def add(self, kind: str, value: Any) -> None:
        """One raw block."""
        content = json.dumps([kind, value], sort_keys=True, ensure_ascii=False)
        self._seen[content] += 1
        block_id = uuid5(NAMESPACE_URL, f"{self.page}\n{content}\n{self._seen[content]}")
        self.body.append({"type": kind, "value": value, "id": str(block_id)})

    def learning_object(self, page: int) -> None:
        """An object of the library, to be worked through by looking at it."""
        completion = {"criterion": str(Criterion.VIEW.value), "minutes": None, "optional": False, "weight": 1}
        self.add("library_object", {"object": page, "completion": completion})

    def link(self, url: str, title: str) -> None:
        """A card for another site; a plain link where the address is one our forms would not take."""
        if _url(url):
            self.add("link", {"url": url, "title": title[:LONGEST], "text": ""})
        else:
            self.add("paragraph", f'<p><a href="{escape(url)}">{escape(title or url, quote=False)}</a></p>')

    def file(self, document: int, title: str) -> None:
        """A file to take along."""
        self.add("file", {"file": document, "title": title[:LONGEST], "preview": True})

    def _heading(self, block: Heading, level: int) -> None:
        if len(block.text) > LONGEST:
            self.add("paragraph", f"<p><b>{escape(block.text, quote=False)}</b></p>")
        else:
            self.add("heading", {"text": block.text, "level": str(min(max(level, 2), 4))})

    def _image(self, block: Image) -> None:
        self.add("image", image_value(block))
        if len(block.caption) > LONGEST:
            self.add("paragraph", f"<p>{escape(block.caption, quote=False)}</p>")

    def _media(self, block: Media) -> None:
        self.add(*media_block(block.id, block.extension, block.title))

    def _attachment(self, block: Attachment) -> None:
        if block.id in self.objects:
            self.learning_object(self.objects[block.id])
        else:
            self.file(block.id, block.title)


def media_block(document: int, extension: str, title: str) -> tuple[str, Raw]:
    """The block that plays a file, or offers it where it cannot be played."""
    title = title[:LONGEST]
    if extension in VIDEO_EXTENSIONS:
        rest = {"poster": None, "captions": None, "captions_language": "", "transcript": ""}
        return "video", {"file": document, "title": title, **rest}
    if extension in AUDIO_EXTENSIONS:
        return "audio", {"file": document, "title": title, "transcript": ""}
    return "file", {"file": document, "title": title, "preview": True}


def image_value(block: Image) -> Raw:
    """The value of an image block."""
    caption = block.caption if len(block.caption) <= LONGEST else ""
    return {"image": block.id, "alt": block.alt[:LONGEST], "decorative": block.decorative, "caption": caption}


def table_value(table: Table) -> Raw:
    """The value of a typed table: columns of plain text where they hold nothing else."""
    head = table.rows[0] if table.header_row else ("",) * len(table.rows[0])
    rows = table.rows[1:] if table.header_row else table.rows
    columns: list[Raw] = []
    cells: list[list[str]] = [[] for _row in rows]
    for at, heading in enumerate(head):
        column = [row[at] for row in rows]
        is_plain = not any(_TAG.search(cell) for cell in column)
        kind = "row_heading" if at == 0 and table.header_column else "text" if is_plain else "rich_text"
        columns.append({"type": kind, "heading": _plain(heading)})
        for row, cell in zip(cells, column, strict=True):
            row.append(_rich(cell) if kind == "rich_text" else _plain(cell))
    return {"columns": columns, "rows": [{"values": row} for row in cells], "caption": table.caption}


def _plain(cell: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", cell)).split())


def _rich(cell: str) -> str:
    text, mark, lists = cell.partition("<ul>" if "<ul>" in cell else "<ol>")
    return (f"<p>{text}</p>" if text else "") + mark + lists


def _url(url: str) -> str:
    """The address if a form would take it."""
    try:
        _valid_url(url)
    except ValidationError:
        return ""
    return url
