"""What a URL inside a page of a cartridge points at: a file, a page, a module, or something outside.

Exporters write references in many ways: ``$IMS-CC-FILEBASE$/folder/file.png?canvas_download=1``, percent-encoded,
relative, ``$WIKI_REFERENCE$/pages/slug``, ``$CANVAS_OBJECT_REFERENCE$/modules/id``. All are tried against what the
archive really holds.
"""

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from interop.names import fold
from interop.records import Reference, ReferenceKind

_TOKEN = re.compile(
    r"\A\$(?P<token>IMS[-_]CC[-_]FILEBASE|WIKI_REFERENCE|CANVAS_OBJECT_REFERENCE|CANVAS_COURSE_REFERENCE|1EdTech[-_]CC[-_]FILEBASE)\$/*",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(r"\A(https?:)?//|\A(mailto|tel|ftp):", re.IGNORECASE)
_SCHEME = re.compile(r"\A[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_UNSUPPORTED_TYPES = {
    "assignments",
    "discussion_topics",
    "announcements",
    "quizzes",
    "external_tools",
    "grades",
    "collaborations",
}
_WEB_FOLDERS = ("web_resources/", "")
_PAGE_FOLDER = "wiki_content/"


@dataclass(frozen=True, slots=True)
class ReferenceMap:
    """Resolves URLs against a cartridge. ``resolve(url, path)`` never raises.

    ``files`` and ``pages`` are identifiers by archive name; ``resources`` the archive name of a resource's or an
    entry's file; ``modules`` the identifiers of modules; ``unsupported`` those of resources that were not taken over.
    """

    folder: str
    names: Iterable[str]
    files: Mapping[str, str]
    pages: Mapping[str, str]
    resources: Mapping[str, str]
    modules: frozenset[str]
    unsupported: frozenset[str]
    _by_fold: dict[str, str] = field(default_factory=dict)
    _by_filename: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.names:
            self._by_fold[fold(name)] = name
            filename = fold(name.rpartition("/")[2])
            # A file name that occurs twice says nothing.
            self._by_filename[filename] = "" if filename in self._by_filename else name

    def resolve(self, url: str, path: str) -> Reference:
        """What ``url`` on the page at ``path`` in the archive points at."""
        url = "".join(url.split("\n")).strip()
        if url.startswith("#") or not url:
            return Reference(ReferenceKind.ANCHOR, url=url)
        if _OUTSIDE.match(url):
            return Reference(ReferenceKind.EXTERNAL, url=f"https:{url}" if url.startswith("//") else url)
        plain = unquote(url)
        if token := _TOKEN.match(plain):
            return self._token(token["token"].upper(), plain[token.end() :], url, path)
        if _SCHEME.match(plain):
            return Reference(ReferenceKind.MISSING, url=url)
        return self._path(plain, url, path, ("", self.folder))

    def _token(self, token: str, rest: str, url: str, path: str) -> Reference:
        if "FILEBASE" in token:
            return self._path(rest, url, path, tuple(self.folder + folder for folder in _WEB_FOLDERS))
        parts = [part for part in urlsplit(rest).path.split("/") if part]
        if not parts:
            return Reference(ReferenceKind.COURSE, url=url)
        return self._object(parts, url, path)

    def _object(self, parts: list[str], url: str, path: str) -> Reference:
        """Something of the course by its type and identifier, as Canvas writes it."""
        kind, rest = parts[0], parts[1:]
        if kind in ("pages", "wiki"):
            return self._page("/".join(rest), url)
        if kind == "modules":
            return self._module(rest, url)
        if kind in _UNSUPPORTED_TYPES:
            return Reference(ReferenceKind.UNSUPPORTED, rest[0] if rest else "", url)
        if kind in ("files", "file_ref", "file_contents") and rest:
            return self._identified(rest[0], url) or self._path("/".join(rest), url, path, _WEB_FOLDERS)
        return Reference(ReferenceKind.MISSING, url=url)

    def _module(self, parts: list[str], url: str) -> Reference:
        if not parts:
            return Reference(ReferenceKind.COURSE, url=url)
        if parts[0] == "items" and len(parts) > 1:
            return self._identified(parts[1], url) or Reference(ReferenceKind.MISSING, url=url)
        if parts[0] in self.modules:
            return Reference(ReferenceKind.MODULE, parts[0], url)
        return Reference(ReferenceKind.MISSING, url=url)

    def _page(self, slug: str, url: str) -> Reference:
        if not slug:
            return Reference(ReferenceKind.COURSE, url=url)
        name = self._by_fold.get(fold(f"{self.folder}{_PAGE_FOLDER}{slug}.html"))
        if name and name in self.pages:
            return Reference(ReferenceKind.PAGE, self.pages[name], url)
        return self._identified(slug, url) or Reference(ReferenceKind.MISSING, url=url)

    def _identified(self, identifier: str, url: str) -> Reference | None:
        """What a resource or an entry of a module leads to, by its identifier."""
        if identifier in self.unsupported:
            return Reference(ReferenceKind.UNSUPPORTED, identifier, url)
        name = self.resources.get(identifier)
        return self._named(name, url) if name else None

    def _path(self, rest: str, url: str, path: str, roots: tuple[str, ...]) -> Reference:
        """A path relative to the page, to the folder of files or to the manifest, with or without a query."""
        folder = posixpath.dirname(path)
        for candidate in dict.fromkeys((rest, rest.partition("#")[0], re.split(r"[?#]", rest)[0])):
            if not candidate:
                continue
            bases = roots if _TOKEN.match(unquote(url)) else (f"{folder}/", *roots)
            for base in (*bases, f"{folder}/"):
                name = self._by_fold.get(fold(posixpath.normpath(base + candidate).lstrip("/")))
                if name:
                    return self._named(name, url)
        filename = fold(re.split(r"[?#]", rest)[0].rpartition("/")[2])
        if filename and (name := self._by_filename.get(filename)):
            return self._named(name, url)
        return Reference(ReferenceKind.MISSING, url=url)

    def _named(self, name: str, url: str) -> Reference:
        if name in self.pages:
            return Reference(ReferenceKind.PAGE, self.pages[name], url)
        return Reference(ReferenceKind.FILE, self.files.get(name, f"file:{name}"), url)
