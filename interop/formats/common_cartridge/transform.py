"""From what a cartridge holds to the records of a course. Reads the archive, writes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from interop.archive import SafeArchive
from interop.errors import ImportProblem
from interop.formats.common_cartridge.canvas import CanvasSettings, read_settings
from interop.formats.common_cartridge.licences import licence_code
from interop.formats.common_cartridge.manifest import Manifest, Resource, read_manifest
from interop.formats.common_cartridge.outline import Entry, Section, Words, read_outline
from interop.formats.common_cartridge.pages import MAX_PAGE_BYTES, Page, read_page
from interop.formats.common_cartridge.references import ReferenceMap
from interop.formats.common_cartridge.resources import (
    Classified,
    Kind,
    classify,
    read_link,
    unsupported,
)
from interop.html import urls_in
from interop.records import (
    CourseRecord,
    FileRecord,
    LessonRecord,
    LinkRecord,
    ModuleRecord,
    Reference,
    ReferenceKind,
    Unsupported,
    UnsupportedKind,
)

OTHER_PAGES = "other-pages"
"""The identifier of the module that gathers the pages which stand in no module."""
_WIKI = "wiki_content/"
_TOOL = "ContextExternalTool"


def read_course(archive: SafeArchive, language: str = "en") -> CourseRecord:
    """Read a cartridge. ``language`` is the course's: what has no name gets one in it; warnings are in the active one.

    Raises ``ImportProblem`` if it is no cartridge; what is wrong with one item becomes a warning.
    """
    words = Words.of(language)
    manifest = read_manifest(archive)
    canvas = read_settings(archive, manifest.folder)
    return _Transform(archive, manifest, canvas, read_outline(manifest, canvas.modules, words), words).course()


@dataclass
class _Transform:
    """One reading of one cartridge; gathers the records while it walks the modules."""

    archive: SafeArchive
    manifest: Manifest
    canvas: CanvasSettings
    outline: tuple[Section, ...]
    words: Words
    files: dict[str, FileRecord] = field(default_factory=dict)
    links: dict[str, LinkRecord] = field(default_factory=dict)
    unsupported: dict[str, Unsupported] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    placed: set[str] = field(default_factory=set)
    lesson_ids: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)

    def course(self) -> CourseRecord:
        self.items = {key: classify(resource) for key, resource in self.manifest.resources.items()}
        modules = [self._module(section) for section in self.outline]
        if other := self._other_pages():
            modules.append(other)
        self._remaining()
        self.references = self._references()
        self._referenced_files(modules)
        if not modules and not self.files and not self.unsupported:
            raise ImportProblem(
                "empty-course",
                _("The cartridge is in order but holds nothing. Choose what to export in the course's own system."),
            )
        rights = self.manifest.rights
        return CourseRecord(
            identifier=self.manifest.identifier,
            title=self.canvas.title or self.manifest.title or self.words.course,
            summary=self.manifest.summary,
            language=self.canvas.language or self.manifest.language,
            licence=licence_code(self.canvas.licence, rights),
            rights=rights,
            image=self.canvas.image,
            modules=tuple(modules),
            files=tuple(self.files.values()),
            links=tuple(self.links.values()),
            unsupported=(*self.unsupported.values(), *self.canvas.unsupported),
            warnings=(*self._manifest_warnings(), *self.canvas.warnings, *self.warnings),
            resolve=self.references.resolve,
        )

    def _manifest_warnings(self) -> Iterator[str]:
        if self.manifest.protected:
            yield _("The publisher protects this cartridge: check that you are allowed to use it here.")
        for name in self.manifest.repeated:
            yield _("Another resource has the identifier of “%(name)s”. Both came in; see where this one stands.") % {
                "name": name
            }
        for href in dict.fromkeys(self.manifest.missing):
            if href in self.absent:
                continue
            yield _("The manifest names a file that is not in the archive: “%(name)s”.") % {"name": href}

    def _module(self, section: Section) -> ModuleRecord:
        lessons = tuple(
            lesson for entry in section.entries if (lesson := self._entry(entry, section.title)) is not None
        )
        return ModuleRecord(section.identifier, section.title, lessons, section.published)

    def _entry(self, entry: Entry, place: str) -> LessonRecord | None:
        """The lesson an entry of a module becomes, or None where it is reported instead."""
        item = self.items.get(entry.resource)
        if item is None:
            return self._without_resource(entry, place)
        self.placed.add(entry.resource)
        try:
            return self._with_resource(entry, item, place)
        except ImportProblem as problem:
            self.warnings.append(str(problem))
            return None

    def _without_resource(self, entry: Entry, place: str) -> LessonRecord | None:
        if entry.content_type == _TOOL:
            line = Unsupported(UnsupportedKind.LTI_TOOL, entry.title, place)
            self.unsupported[entry.identifier] = line
        elif entry.url:
            link = LinkRecord(entry.identifier, entry.title or entry.url, entry.url)
            self.links[link.identifier] = link
            return self._lesson(entry, entry.identifier, embeds=(link.identifier,))
        else:
            self.warnings.append(
                _("“%(title)s” in “%(place)s” leads to nothing in the cartridge.")
                % {"title": entry.title or entry.identifier, "place": place}
            )
        return None

    def _with_resource(self, entry: Entry, item: Classified, place: str) -> LessonRecord | None:
        resource = item.resource
        if self._is_absent(item):
            self._miss(resource, entry.title, place)
            return None
        if item.kind is Kind.PAGE:
            page = self._page(resource)
            lesson = self._lesson(entry, resource.identifier, html=page.html, path=resource.main)
            title = entry.title or page.title or _stem(resource.main)
            return replace(lesson, title=title, published=entry.published and page.published)
        if item.kind is Kind.LINK:
            link = read_link(self.archive, resource, entry.title)
            if link is None:
                self._report(replace_reason(item), entry.title, place)
                return None
            self.links[link.identifier] = link
            return replace(self._lesson(entry, link.identifier, embeds=(link.identifier,)), title=link.title)
        if item.kind is Kind.FILE:
            file = self._file(resource, entry.title)
            return replace(self._lesson(entry, file.identifier, embeds=(file.identifier,)), title=file.name)
        self._report(replace_reason(item), entry.title, place)
        return None

    def _is_absent(self, item: Classified) -> bool:
        """Whether nothing of a page, a file or a link is in the archive."""
        resource = item.resource
        is_content = item.kind in (Kind.SUPPORT, Kind.LINK)
        return is_content and bool(resource.missing) and not resource.files and resource.inline is None

    def _miss(self, resource: Resource, title: str, place: str) -> None:
        self.absent.update(resource.missing)
        words = {"title": title or resource.title or resource.identifier, "name": resource.missing[0], "place": place}
        self.warnings.append(
            _("“%(title)s” in “%(place)s” is missing: its file “%(name)s” is not in the archive.") % words
            if place
            else _("“%(title)s” is missing: its file “%(name)s” is not in the archive.") % words
        )

    def _lesson(self, entry: Entry, identifier: str, **values: object) -> LessonRecord:
        """A lesson known by its resource; one that stands in the course again is known by its entry as well."""
        if identifier in self.lesson_ids:
            identifier = f"{identifier}@{entry.identifier}"
        while identifier in self.lesson_ids:
            identifier += "+"
        self.lesson_ids.add(identifier)
        return LessonRecord(
            identifier,
            entry.title or self.words.untitled,
            section=entry.section,
            published=entry.published,
            **values,  # type: ignore[arg-type]
        )

    def _report(self, item: Classified, title: str, place: str) -> None:
        key = item.resource.identifier
        if key not in self.unsupported:
            self.unsupported[key] = unsupported(self.archive, item, title, place)

    def _page(self, resource: Resource) -> Page:
        page = read_page(self.archive.read(resource.main, MAX_PAGE_BYTES), resource.main)
        if page.damaged:
            self.warnings.append(_("Some letters of “%(name)s” cannot be made out.") % {"name": resource.main})
        return page

    def _file(self, resource: Resource, title: str = "") -> FileRecord:
        name = self.canvas.file_names.get(resource.identifier) or resource.title
        file = FileRecord(resource.identifier, resource.main, title or name or resource.main.rpartition("/")[2])
        # The title a file has in a module says more than its name; the first one is kept.
        return self.files.setdefault(resource.main, file)

    def _other_pages(self) -> ModuleRecord | None:
        """The pages that stand in no module, the front page first."""
        lessons: list[tuple[bool, LessonRecord]] = []
        for key, item in self.items.items():
            if item.kind is not Kind.PAGE or key in self.placed:
                continue
            try:
                page = self._page(item.resource)
            except ImportProblem as problem:
                self.warnings.append(str(problem))
                continue
            entry = Entry(key, page.title or item.resource.title or _stem(item.resource.main), key)
            lesson = self._lesson(entry, key, html=page.html, path=item.resource.main)
            lessons.append((not page.front, replace(lesson, published=page.published)))
        if not lessons:
            return None
        ordered = tuple(lesson for _front, lesson in sorted(lessons, key=lambda pair: pair[0]))
        return ModuleRecord(OTHER_PAGES, self.words.other_pages, ordered)

    def _remaining(self) -> None:
        """Files and links in no module are still the course's; what is unsupported is still reported."""
        for key, item in self.items.items():
            if key in self.placed:
                continue
            if item.kind is Kind.FILE:
                self._file(item.resource)
            elif item.kind is Kind.LINK:
                self._remaining_link(item)
            elif item.kind is Kind.UNSUPPORTED and not self._describes_another(item):
                self._report(item, "", "")

    def _remaining_link(self, item: Classified) -> None:
        if self._is_absent(item):
            self._miss(item.resource, "", "")
            return
        try:
            link = read_link(self.archive, item.resource, "")
        except ImportProblem as problem:
            self.warnings.append(str(problem))
            return
        if link is None:
            self._report(replace_reason(item), "", "")
        else:
            self.links[link.identifier] = link

    def _describes_another(self, item: Classified) -> bool:
        """Canvas writes each quiz twice; the second, in its own dialect, carries the identifier of the first."""
        if item.reason is not UnsupportedKind.QUESTION_BANK or not item.resource.main.endswith(".qti"):
            return False
        return _stem(item.resource.main).removesuffix(".xml") in self.items

    def _references(self) -> ReferenceMap:
        mains = {key: item.resource.main for key, item in self.items.items() if item.resource.main}
        entries = {
            entry.identifier: mains[entry.resource]
            for section in self.outline
            for entry in section.entries
            if entry.resource in mains
        }
        pages = {item.resource.main: key for key, item in self.items.items() if item.kind is Kind.PAGE}
        return ReferenceMap(
            folder=self.manifest.folder,
            names=tuple(self.archive.entries),
            files={path: file.identifier for path, file in self.files.items()},
            pages={path: key for path, key in pages.items() if key in self.lesson_ids},
            resources={**entries, **mains},
            modules=frozenset(section.identifier for section in self.outline),
            unsupported=frozenset(self.unsupported),
        )

    def _referenced_files(self, modules: list[ModuleRecord]) -> None:
        """Files that no resource stands for, but a page shows: they come in with the page."""
        for module in modules:
            for lesson in module.lessons:
                for url in urls_in(lesson.html):
                    self._take(self.references.resolve(url, lesson.path))

    def _take(self, reference: Reference) -> None:
        if reference.kind is not ReferenceKind.FILE or not reference.identifier.startswith("file:"):
            return
        path = reference.identifier.removeprefix("file:")
        self.files.setdefault(path, FileRecord(reference.identifier, path, path.rpartition("/")[2]))


def replace_reason(item: Classified) -> Classified:
    """The item with a reason to report, where its type gave none."""
    return item if item.reason else replace(item, reason=UnsupportedKind.OTHER)


def _stem(path: str) -> str:
    filename = path.rpartition("/")[2]
    return filename.rpartition(".")[0] or filename
