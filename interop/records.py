"""What every course format is turned into before anything is written: plain values, no ORM.

Identifiers are the source's own: they are how a second import recognises what the first one wrote.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


class UnsupportedKind(StrEnum):
    """What Turna cannot take over yet; each is reported by its title."""

    DISCUSSION = "discussion"
    QUIZ = "quiz"
    QUESTION_BANK = "question_bank"
    ASSIGNMENT = "assignment"
    LTI_TOOL = "lti_tool"
    RUBRIC = "rubric"
    OUTCOME = "outcome"
    EVENT = "event"
    OTHER = "other"


class ReferenceKind(StrEnum):
    """What a link or an image inside a page points at."""

    FILE = "file"
    PAGE = "page"
    MODULE = "module"
    COURSE = "course"
    EXTERNAL = "external"
    ANCHOR = "anchor"
    UNSUPPORTED = "unsupported"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Reference:
    """A resolved reference: the identifier of a record, or the address of something outside."""

    kind: ReferenceKind
    identifier: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file of the course. ``path`` is its name in the archive, ``title`` what people call it."""

    identifier: str
    path: str
    title: str

    @property
    def filename(self) -> str:
        """The last part of the path, with its extension."""
        return self.path.rsplit("/", 1)[-1]

    @property
    def extension(self) -> str:
        """The extension in lower case without its dot; empty if there is none."""
        stem, dot, extension = self.filename.rpartition(".")
        return extension.lower() if dot and stem else ""

    @property
    def name(self) -> str:
        """The title without the extension, where it is but the file's name."""
        stem, _dot, extension = self.title.rpartition(".")
        return stem if stem and extension.lower() == self.extension else self.title


@dataclass(frozen=True, slots=True)
class LinkRecord:
    """A link to the web that is an item of the course in its own right."""

    identifier: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class LessonRecord:
    """A page of a module: HTML with the path it stood at, and the files and links it shows as objects."""

    identifier: str
    title: str
    html: str = ""
    path: str = ""
    embeds: tuple[str, ...] = ()
    section: str = ""
    published: bool = True


@dataclass(frozen=True, slots=True)
class ModuleRecord:
    """A part of the course. It may be empty: what it held may all be unsupported."""

    identifier: str
    title: str
    lessons: tuple[LessonRecord, ...] = ()
    published: bool = True


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Something that was found and not taken over. ``place`` is the title of the module it stood in."""

    kind: UnsupportedKind
    title: str
    place: str = ""


def unresolved(url: str, path: str) -> Reference:
    """The answer of a course that resolves nothing."""
    return Reference(ReferenceKind.MISSING, url=url)


@dataclass(frozen=True, slots=True)
class CourseRecord:
    """A whole course. ``resolve(url, path)`` says what a URL on the page at ``path`` points at.

    ``licence`` is an SPDX identifier or empty; ``language`` a BCP 47 tag or empty; ``image`` a file's identifier.
    """

    identifier: str
    title: str
    summary: str = ""
    language: str = ""
    licence: str = ""
    rights: str = ""
    image: str = ""
    modules: tuple[ModuleRecord, ...] = ()
    files: tuple[FileRecord, ...] = ()
    links: tuple[LinkRecord, ...] = ()
    unsupported: tuple[Unsupported, ...] = ()
    warnings: tuple[str, ...] = ()
    resolve: Callable[[str, str], Reference] = field(default=unresolved, compare=False)
