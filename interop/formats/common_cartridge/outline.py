"""The structure of a cartridge: modules of entries, from the manifest's table of contents or Canvas's own.

A cartridge may nest folders as deep as it likes, Turna has modules and lessons: folders inside a module, and
sub-headers, become the ``section`` of the entries below them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.utils import translation
from django.utils.translation import gettext as _

from interop.formats.common_cartridge.canvas import CanvasModule
from interop.formats.common_cartridge.manifest import Item, Manifest

SECTION_SEPARATOR = " › "
SUB_HEADER = "ContextModuleSubHeader"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a module: a resource under a title, or for Canvas an address or a tool that has no resource."""

    identifier: str
    title: str
    resource: str
    section: str = ""
    url: str = ""
    content_type: str = ""
    published: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    """A module before its entries are resolved."""

    identifier: str
    title: str
    entries: tuple[Entry, ...]
    published: bool = True


@dataclass(frozen=True, slots=True)
class Words:
    """What a course needs to call things that have no name, in the course's language."""

    general: str
    other_pages: str
    untitled: str
    course: str

    @classmethod
    def of(cls, language: str) -> "Words":
        """The words in a language."""
        with translation.override(language):
            return cls(_("General"), _("Other pages"), _("Untitled"), _("Imported course"))


def read_outline(manifest: Manifest, canvas: tuple[CanvasModule, ...], words: Words) -> tuple[Section, ...]:
    """The modules. Canvas's own list is used where it covers all that the manifest has: it knows more."""
    sections = tuple(_from_items(_top_folders(manifest.items), words))
    known = Counter(module.identifier for module in canvas)
    if canvas and not Counter(section.identifier for section in sections) - known:
        sections = tuple(_from_canvas(module, words) for module in canvas)
    return tuple(_told_apart(sections))


def _told_apart(sections: Iterable[Section]) -> Iterator[Section]:
    """The modules and their entries, each with an identifier that no other has."""
    modules: set[str] = set()
    entries: set[str] = set()
    for section in sections:
        yield replace(
            section,
            identifier=_unique(section.identifier, section.title, modules),
            entries=tuple(
                replace(
                    entry, identifier=_unique(entry.identifier, entry.title or entry.resource or entry.url, entries)
                )
                for entry in section.entries
            ),
        )


def _unique(identifier: str, title: str, taken: set[str]) -> str:
    """The identifier; where there is none or another has it, one made of the title, the same at every import."""
    own = identifier if identifier and identifier not in taken else f"{identifier}#{title}"
    while own in taken:
        own += "+"
    taken.add(own)
    return own


def _top_folders(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The items that stand for modules, without the nameless root and a folder of nothing but folders."""
    while len(items) == 1 and items[0].items and not items[0].resource:
        only = items[0]
        if only.title and not all(item.items for item in only.items):
            break
        items = only.items
    return items


def _from_items(items: Iterable[Item], words: Words) -> Iterator[Section]:
    """A module for every folder; what stands between the folders is gathered into a module of its own."""
    loose: list[Item] = []
    for item in items:
        if not item.items:
            loose.append(item)
            continue
        yield from _loose(loose, words)
        loose = []
        own = Item(item.identifier, item.title, item.resource) if item.resource else None
        inner = (own, *item.items) if own else item.items
        yield Section(item.identifier, item.title or words.untitled, tuple(_entries(inner)))
    yield from _loose(loose, words)


def _loose(items: list[Item], words: Words) -> Iterator[Section]:
    if any(item.resource for item in items):
        yield Section(f"loose:{items[0].identifier}", words.general, tuple(_entries(tuple(items))))


def _entries(items: tuple[Item, ...], section: str = "") -> Iterator[Entry]:
    """The entries below a folder in order. A title with nothing behind it names the entries that follow it."""
    heading = section
    for item in items:
        if item.resource:
            yield Entry(item.identifier, item.title, item.resource, heading)
        if item.items:
            yield from _entries(item.items, _joined(section, item.title))
        elif not item.resource and item.title:
            heading = _joined(section, item.title)


def _joined(section: str, title: str) -> str:
    return SECTION_SEPARATOR.join(part for part in (section, title) if part)


def _from_canvas(module: CanvasModule, words: Words) -> Section:
    entries: list[Entry] = []
    heading = ""
    for item in module.items:
        if item.content_type == SUB_HEADER:
            heading = item.title
            continue
        entries.append(
            Entry(
                item.identifier,
                item.title,
                item.resource,
                heading,
                item.url,
                item.content_type,
                item.published,
            )
        )
    return Section(module.identifier, module.title or words.untitled, tuple(entries), module.published)
