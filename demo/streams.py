"""From pieces of text to the blocks of a page.

The identifier of a block is made of what it belongs to and its place in the text, so that it is the same in every
language: that is what progress and comments hold on to.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from demo.files import Files, film_text
from demo.identifiers import identifier
from demo.markup import Callout, Directive, Heading, MarkupError, Piece, Prose, Quote, Table, plain
from demo.reader import Section, labels, shelves, table
from demo.rich_text import Link, block, inline
from people.localised import LocalisedText

Block = dict[str, Any]
Activity = Callable[[Directive], tuple[str, Block]]
"""From what stands for an activity in a lesson to the kind and the value of its block."""

TONES = {"tip": "tip", "warning": "warning"}
"""The other callouts are notes."""
NAMED = ("task", "example")
"""Callouts that say in their title what they are."""


@dataclass(frozen=True)
class Maker:
    """Makes blocks in one language."""

    language: str
    files: Files
    link: Link
    words: dict[str, LocalisedText]

    def stream(self, pieces: Sequence[Piece], *belongs_to: str) -> list[Block]:
        """The blocks of a text without learning objects and files of its own."""
        return list(self._blocks(pieces, belongs_to, self._nothing))

    def lesson(self, pieces: Sequence[Piece], activity: Activity, *belongs_to: str) -> list[Block]:
        """The blocks of a lesson; ``activity`` gives those of its activities."""
        return list(self._blocks(pieces, belongs_to, activity))

    def object(self, section: Section, footer: str) -> list[Block]:
        """The blocks of a learning object, with the files made for it. A film's text goes to the film."""
        pieces = [piece for piece in section.pieces if not self._told_by_film(piece, section)]
        return list(self._blocks(pieces, ("object", section.key), lambda each: self._media(each, section, footer)))

    def _blocks(
        self, pieces: Sequence[Piece], belongs_to: tuple[str, ...], directive: Callable[[Directive], tuple[str, Any]]
    ) -> Iterator[Block]:
        for place, piece in enumerate(pieces):
            kind, value = directive(piece) if isinstance(piece, Directive) else self._text(piece)
            yield {"type": kind, "value": value, "id": str(identifier("block", *belongs_to, place))}

    def _text(self, piece: Piece) -> tuple[str, Any]:
        match piece:
            case Heading(text):
                return "heading", {"text": text, "level": "2"}
            case Prose(parts):
                return "paragraph", "".join(block(part, self.link) for part in parts)
            case Quote(text, author):
                return "quote", {"text": text, "author": author, "url": ""}
            case Callout(tone, title, text):
                return "callout", self._callout(tone, title, text)
            case Table(head, rows):
                return "table", self._table(head, rows)
        raise MarkupError(f"Nothing is known of {piece!r}.")

    def _callout(self, tone: str, title: str, text: str) -> Block:
        if tone in NAMED:
            title = f"{self.words[tone].in_language(self.language)}: {title}"
        return {"tone": TONES.get(tone, "note"), "title": title[:120], "text": block(text, self.link)}

    def _table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Block:
        styled = [any(plain(cell) != cell for cell in column) for column in zip(*rows, strict=True)]
        types = ["rich_text" if rich else "text" for rich in styled]
        if types[0] == "text":
            types[0] = "row_heading"
        values = [
            [
                f"<p>{inline(cell, self.link)}</p>" if kind == "rich_text" else cell
                for kind, cell in zip(types, row, strict=True)
            ]
            for row in rows
        ]
        return {
            "columns": [{"type": kind, "heading": plain(cell)} for kind, cell in zip(types, head, strict=True)],
            "rows": [{"values": row} for row in values],
            "caption": "",
        }

    def _nothing(self, directive: Directive) -> tuple[str, Any]:
        raise MarkupError(f"@{directive.name} has no place here.")

    def _media(self, directive: Directive, section: Section, footer: str) -> tuple[str, Any]:
        key, words, title = directive.key, directive.words, section.title
        match directive.name:
            case "picture":
                image = self.files.picture(key, title, words[0])
                return "image", {"image": image.pk, "alt": words[0], "decorative": False, "caption": words[1]}
            case "audio":
                recording = self.files.recording(key, title)
                return "audio", {"file": recording.pk, "title": words[0], "transcript": ""}
            case "video":
                return "video", self._film(key, words[0], section)
            case "link":
                return "link", {"url": key, "title": words[0], "text": ""}
            case "file" if key.startswith("vtt:"):
                captions = self._captions(key.removeprefix("vtt:"), title)
                return "file", {"file": captions, "title": words[0], "preview": False}
            case "file":
                made = self.files.printout(key, section, self.language, footer)
                return "file", {"file": made.pk, "title": words[0], "preview": made.file_extension == "pdf"}
        raise MarkupError(f"@{directive.name} has no place in a learning object.")

    def _film(self, key: str, title: str, section: Section) -> Block:
        text = film_text(section.pieces)
        return {
            "file": self.files.film(key, section.title).pk,
            "title": title,
            "poster": self.files.poster(key, section.title).pk,
            "captions": self.files.captions(key, title, text, self.language).pk,
            "captions_language": self.language,
            "transcript": block(text, self.link),
        }

    def film(self, key: str, title: str) -> Block:
        """A film that an object of the library shows too, with that object's words."""
        return self._film(key, title, self._shown_in(key))

    def _captions(self, film: str, title: str) -> int:
        """The captions of a film, which another object shows, as an example."""
        return self.files.captions(film, title, film_text(self._shown_in(film).pieces), self.language).pk

    def _shown_in(self, film: str) -> Section:
        """The object that shows a film."""
        sections = [section for shelf in shelves(self.language) for section in shelf.objects.values()]
        return next(section for section in sections if film in films_of(section))

    def _told_by_film(self, piece: Piece, section: Section) -> bool:
        if not films_of(section):
            return False
        prose = next(place for place, each in enumerate(section.pieces) if isinstance(each, Prose))
        return piece is section.pieces[prose] or piece is section.pieces[prose - 1]


def films_of(section: Section) -> list[str]:
    """The films that an object shows."""
    return [piece.key for piece in section.pieces if isinstance(piece, Directive) and piece.name == "video"]


def words() -> dict[str, LocalisedText]:
    """The loader's own words in every language."""
    return {key: labels(row) for key, row in table("words").items()}
