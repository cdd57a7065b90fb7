"""What Canvas adds to a cartridge in ``course_settings/``: states, sub-headers, external links, names of files."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from interop.archive import SafeArchive
from interop.errors import ImportProblem
from interop.records import Unsupported, UnsupportedKind
from interop.xml import child, children, local_name, parse_xml, text_of

_FOLDER = "course_settings/"
_MAX_BYTES = 16 * 1024 * 1024
_EXTRAS = (
    ("rubrics.xml", "rubric", "title", UnsupportedKind.RUBRIC),
    ("learning_outcomes.xml", "learningOutcome", "title", UnsupportedKind.OUTCOME),
    ("events.xml", "event", "title", UnsupportedKind.EVENT),
)


@dataclass(frozen=True, slots=True)
class CanvasItem:
    """An item of a Canvas module; ``content_type`` is Canvas's word for what it is."""

    identifier: str
    content_type: str
    title: str
    resource: str
    url: str
    published: bool


@dataclass(frozen=True, slots=True)
class CanvasModule:
    """A Canvas module with its items in order."""

    identifier: str
    title: str
    published: bool
    items: tuple[CanvasItem, ...]


@dataclass(frozen=True, slots=True)
class CanvasSettings:
    """All that is used of ``course_settings/``; empty values where the cartridge is not from Canvas."""

    title: str = ""
    licence: str = ""
    language: str = ""
    image: str = ""
    modules: tuple[CanvasModule, ...] = ()
    file_names: Mapping[str, str] = field(default_factory=dict)
    unsupported: tuple[Unsupported, ...] = ()
    warnings: tuple[str, ...] = ()


def read_settings(archive: SafeArchive, folder: str) -> CanvasSettings:
    """Read the extensions below ``folder``. A file that is damaged is passed over with a warning."""
    reader = _Reader(archive, folder)
    course = reader.root("course_settings.xml")
    modules = reader.root("module_meta.xml")
    return CanvasSettings(
        title=text_of(course, "title"),
        licence=text_of(course, "license"),
        language=text_of(course, "locale"),
        image=text_of(course, "image_identifier_ref"),
        modules=() if modules is None else tuple(map(_module, children(modules, "module"))),
        file_names=_file_names(reader.root("files_meta.xml")),
        unsupported=tuple(reader.extras()),
        warnings=tuple(reader.warnings),
    )


class _Reader:
    """Reads the files of ``course_settings/``, none of which must be there."""

    def __init__(self, archive: SafeArchive, folder: str) -> None:
        self.archive = archive
        self.folder = folder + _FOLDER
        self.warnings: list[str] = []

    def root(self, filename: str) -> etree._Element | None:
        if not (name := self.archive.find(self.folder + filename)):
            return None
        try:
            return parse_xml(self.archive.read(name, _MAX_BYTES), name, forgiving=True)
        except ImportProblem as problem:
            self.warnings.append(str(problem))
            return None

    def extras(self) -> list[Unsupported]:
        """The things Canvas keeps beside the course that have no counterpart here yet."""
        found: list[Unsupported] = []
        for filename, element, title, kind in _EXTRAS:
            root = self.root(filename)
            if root is not None:
                found.extend(
                    Unsupported(kind, text_of(inner, title) or inner.get("identifier", ""))
                    for inner in root.iter()
                    if local_name(inner) == element
                )
        return found


def _module(element: etree._Element) -> CanvasModule:
    items = child(element, "items")
    return CanvasModule(
        identifier=element.get("identifier", ""),
        title=text_of(element, "title"),
        published=_published(element),
        items=() if items is None else tuple(map(_item, children(items, "item"))),
    )


def _item(element: etree._Element) -> CanvasItem:
    return CanvasItem(
        identifier=element.get("identifier", ""),
        content_type=text_of(element, "content_type"),
        title=text_of(element, "title"),
        resource=text_of(element, "identifierref"),
        url=text_of(element, "url"),
        published=_published(element),
    )


def _published(element: etree._Element) -> bool:
    return text_of(element, "workflow_state") in ("", "active", "published", "available")


def _file_names(root: etree._Element | None) -> dict[str, str]:
    files = child(root, "files")
    if files is None:
        return {}
    return {
        file.get("identifier", ""): name for file in children(files, "file") if (name := text_of(file, "display_name"))
    }
