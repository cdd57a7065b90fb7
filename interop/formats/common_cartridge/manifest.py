"""The manifest of a cartridge, ``imsmanifest.xml``: versions 1.0 to 1.4, thin cartridges and plain content packages.

The versions differ in their namespaces, hardly in their elements, so elements are matched by local name.
"""

import hashlib
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from django.utils.translation import gettext as _
from lxml import etree

from interop.archive import SafeArchive
from interop.errors import ImportProblem, UnreadableXml
from interop.names import printable
from interop.xml import child, children, local_name, parse_xml, text_of

MANIFEST = "imsmanifest.xml"
_MAX_MANIFEST_BYTES = 32 * 1024 * 1024
_OTHER_PACKAGES = {
    "moodle_backup.xml": "Moodle",
    "h5p.json": "H5P",
    "cmi5.xml": "cmi5",
    "tincan.xml": "xAPI",
}


@dataclass(frozen=True, slots=True)
class Item:
    """A node of the table of contents: a folder if it has items, a heading if it has neither items nor resource."""

    identifier: str
    title: str
    resource: str = ""
    items: tuple["Item", ...] = ()


@dataclass(frozen=True, slots=True)
class Resource:
    """Something the cartridge holds. Paths are names in the archive; ``inline`` is the element of a thin cartridge."""

    identifier: str
    type: str
    href: str = ""
    files: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()
    title: str = ""
    url: str = ""
    inline: etree._Element | None = field(default=None, compare=False)
    missing: tuple[str, ...] = ()
    """Files it names that are not in the archive."""

    @property
    def main(self) -> str:
        """The file to open: the one it names, or its only or first one."""
        return self.href or (self.files[0] if self.files else "")


@dataclass(frozen=True, slots=True)
class Manifest:
    """A cartridge's table of contents. ``folder`` is where in the archive the manifest stands, "" or "name/".

    ``repeated`` names the resources that share an identifier with one before them; each got one of its own.
    """

    identifier: str
    schema: str
    version: str
    title: str
    summary: str
    language: str
    rights: str
    folder: str
    items: tuple[Item, ...]
    resources: Mapping[str, Resource]
    protected: bool
    missing: tuple[str, ...]
    repeated: tuple[str, ...] = ()


def read_manifest(archive: SafeArchive) -> Manifest:
    """Find, read and check the manifest. Raises ``ImportProblem`` if the archive is not a cartridge."""
    path = _find_manifest(archive)
    text = archive.read(path, _MAX_MANIFEST_BYTES)
    root = parse_xml(text, path, forgiving=True)
    if local_name(root) != "manifest":
        raise UnreadableXml(
            "not-a-manifest",
            _("“%(name)s” is not the manifest of a Common Cartridge. Export the course again as Common Cartridge.")
            % {"name": printable(path)},
        )
    schema = text_of(root, "metadata", "schema")
    if "scorm" in schema.lower():
        raise ImportProblem(
            "scorm",
            _("This is a SCORM package, not a course cartridge. Export the course as IMS Common Cartridge."),
        )
    reader = _Reader(archive, path.rpartition("/")[0], root)
    lom = child(root, "metadata", "lom")
    return Manifest(
        identifier=root.get("identifier", "").strip() or _digest(text, archive),
        schema=schema,
        version=text_of(root, "metadata", "schemaversion"),
        title=text_of(lom, "general", "title") or text_of(child(root, "organizations", "organization"), "title"),
        summary=text_of(lom, "general", "description"),
        language=text_of(lom, "general", "language"),
        rights=text_of(lom, "rights", "description"),
        folder=reader.prefix,
        items=reader.items(),
        resources=reader.resources(),
        protected=child(root, "authorizations") is not None or child(root, "metadata", "authorizations") is not None,
        missing=tuple(reader.missing),
        repeated=tuple(reader.repeated),
    )


def _digest(manifest: bytes, archive: SafeArchive) -> str:
    """What a cartridge without an identifier is known by: its contents, as far as they can be told without reading."""
    digest = hashlib.sha256(manifest)
    for name in sorted(archive.entries):
        digest.update(f"\n{name}\n{archive.entries[name].size}".encode())
    return f"digest:{digest.hexdigest()}"


def _find_manifest(archive: SafeArchive) -> str:
    """The manifest nearest the top: some people pack the folder instead of what is in it."""
    found = [name for name in archive.entries if name.rpartition("/")[2].lower() == MANIFEST]
    if found:
        return min(found, key=lambda name: (name.count("/"), name))
    names = {name.rpartition("/")[2].lower() for name in archive.entries}
    for name, package in _OTHER_PACKAGES.items():
        if name in names:
            raise ImportProblem(
                "no-manifest",
                _("This is a package of %(package)s, not a course cartridge. Export it as IMS Common Cartridge.")
                % {"package": package},
            )
    inner = [name for name in archive.entries if name.lower().endswith((".imscc", ".zip"))]
    if len(inner) == 1:
        raise ImportProblem(
            "no-manifest",
            _("The archive holds another archive, “%(name)s”. Unpack it and bring that one.")
            % {"name": printable(inner[0])},
        )
    raise ImportProblem(
        "no-manifest",
        _("The archive has no imsmanifest.xml, so it is not a course cartridge. Export it as IMS Common Cartridge."),
    )


class _Reader:
    """Turns the manifest's elements into values, and its hrefs into names of the archive."""

    def __init__(self, archive: SafeArchive, folder: str, root: etree._Element) -> None:
        self.archive = archive
        self.root = root
        self.prefix = f"{folder}/" if folder else ""
        self.missing: list[str] = []
        self.repeated: list[str] = []

    def items(self) -> tuple[Item, ...]:
        organisations = child(self.root, "organizations")
        if organisations is None:
            return ()
        found: list[Item] = []
        for organisation in children(organisations, "organization"):
            found.extend(self._item(element) for element in children(organisation, "item"))
        return tuple(found)

    def _item(self, element: etree._Element) -> Item:
        return Item(
            identifier=element.get("identifier", ""),
            title=text_of(element, "title"),
            resource=element.get("identifierref", "").strip(),
            items=tuple(self._item(inner) for inner in children(element, "item")),
        )

    def resources(self) -> dict[str, Resource]:
        container = child(self.root, "resources")
        if container is None:
            return {}
        base = _base(self.root) + _base(container)
        found: dict[str, Resource] = {}
        for element in children(container, "resource"):
            resource = self._resource(element, base + _base(element))
            if resource.identifier in found and _same(found[resource.identifier], resource):
                continue
            if resource.identifier in found:
                self.repeated.append(resource.main or resource.url or resource.identifier)
            # Lines of the contents lead to the first of two that call themselves the same; both come in.
            identifier = _own_identifier(resource, found)
            found[identifier] = replace(resource, identifier=identifier)
        return found

    def _resource(self, element: etree._Element, base: str) -> Resource:
        href = element.get("href", "").strip()
        missed = len(self.missing)
        url = href if href.lower().startswith(("http://", "https://")) else ""
        names = [name for file in children(element, "file") if (name := self._name(base, file.get("href", "")))]
        main = "" if url or not href else self._name(base, href, names)
        return Resource(
            identifier=element.get("identifier", "").strip(),
            type=element.get("type", "").strip(),
            href=main,
            files=tuple(dict.fromkeys([*([main] if main else []), *names])),
            dependencies=tuple(inner.get("identifierref", "") for inner in children(element, "dependency")),
            title=text_of(child(element, "metadata", "lom"), "general", "title"),
            url=url,
            inline=next(
                (inner for inner in element if local_name(inner) not in ("file", "metadata", "dependency", "variant")),
                None,
            ),
            missing=tuple(dict.fromkeys(self.missing[missed:])),
        )

    def _name(self, base: str, href: str, among: list[str] | None = None) -> str:
        """The archive's name for an href; if it is not there, the one of ``among`` that differs in its extension."""
        href = href.strip()
        if not href or href.lower().startswith(("http://", "https://")):
            return ""
        for candidate in (href, unquote(href), unquote(href).partition("?")[0]):
            path = posixpath.normpath(self.prefix + base + candidate.replace("\\", "/").lstrip("/"))
            if name := self.archive.find(path):
                return name
        for name in among or ():
            if posixpath.splitext(name)[0].endswith(unquote(href).lstrip("/")):
                return name
        self.missing.append(href)
        return ""


def _same(one: Resource, other: Resource) -> bool:
    """Whether two resources are one that was written twice."""
    return one == other and one.inline is None and other.inline is None


def _own_identifier(resource: Resource, taken: Mapping[str, Resource]) -> str:
    """The identifier of a resource; where it has none or shares it, one made of what it holds, the same every time."""
    own = resource.identifier
    if not own or own in taken:
        own = f"{own}#{resource.main or resource.url or resource.title}"
    while own in taken:
        own += "+"
    return own


def _base(element: etree._Element) -> str:
    return element.get("{http://www.w3.org/XML/1998/namespace}base", "")
