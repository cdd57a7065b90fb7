"""What a resource of a cartridge is, and what to call what cannot be taken over yet."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from lxml import etree

from interop.archive import SafeArchive
from interop.errors import ImportProblem
from interop.formats.common_cartridge.manifest import Resource
from interop.records import LinkRecord, Unsupported, UnsupportedKind
from interop.xml import child, local_name, parse_xml, text_of

_MAX_BYTES = 16 * 1024 * 1024
_HTML = (".html", ".htm", ".xhtml")
_WEB_ADDRESS = re.compile(r"\Ahttps?://", re.IGNORECASE)


class Kind(Enum):
    """What is done with a resource."""

    PAGE = auto()
    FILE = auto()
    LINK = auto()
    SUPPORT = auto()
    """Belongs to another resource, or describes the course; nothing of its own."""
    UNSUPPORTED = auto()


@dataclass(frozen=True, slots=True)
class Classified:
    """A resource with what it is; ``reason`` only where it is unsupported."""

    resource: Resource
    kind: Kind
    reason: UnsupportedKind | None = None


def classify(resource: Resource) -> Classified:
    """Say what a resource is by its type, whatever the version; by its files where the type is too general."""
    kind = resource.type.lower()
    if resource.url:
        return Classified(resource, Kind.LINK)
    if kind.startswith("imswl"):
        return Classified(resource, Kind.LINK)
    for pattern, reason in _UNSUPPORTED_TYPES:
        if re.search(pattern, kind):
            return Classified(resource, Kind.UNSUPPORTED, reason)
    if "learning-application-resource" in kind:
        return _classify_application(resource)
    if kind.startswith(("webcontent", "associatedcontent")) or not kind:
        return Classified(resource, _content_kind(resource.main))
    return Classified(resource, Kind.UNSUPPORTED, UnsupportedKind.OTHER)


_UNSUPPORTED_TYPES = (
    (r"^imsdt", UnsupportedKind.DISCUSSION),
    (r"question-?bank", UnsupportedKind.QUESTION_BANK),
    (r"^ims(qti|apip)", UnsupportedKind.QUIZ),
    (r"assignment", UnsupportedKind.ASSIGNMENT),
    (r"lti", UnsupportedKind.LTI_TOOL),
)


def _classify_application(resource: Resource) -> Classified:
    """Canvas's assignments, question banks and syllabus; all else of this type describes another resource."""
    names = [name.rsplit("/", 1)[-1].lower() for name in resource.files]
    if "assignment_settings.xml" in names:
        return Classified(resource, Kind.UNSUPPORTED, UnsupportedKind.ASSIGNMENT)
    if resource.main.lower().endswith("course_settings/syllabus.html"):
        return Classified(resource, Kind.PAGE)
    if resource.main.lower().endswith(".xml.qti"):
        return Classified(resource, Kind.UNSUPPORTED, UnsupportedKind.QUESTION_BANK)
    return Classified(resource, Kind.SUPPORT)


def _content_kind(main: str) -> Kind:
    if not main:
        return Kind.SUPPORT
    return Kind.PAGE if is_page(main) else Kind.FILE


def is_page(path: str) -> bool:
    """Whether a path names a page of HTML."""
    return path.lower().endswith(_HTML)


def read_link(archive: SafeArchive, resource: Resource, title: str) -> LinkRecord | None:
    """The link a ``webLink`` document holds, of any version, inline in a thin cartridge or in a file of its own.

    None if it has no address of the web. Raises ``ImportProblem`` if the document cannot be read.
    """
    if resource.url:
        return LinkRecord(resource.identifier, title or resource.title or resource.url, resource.url)
    root = document(archive, resource)
    if root is None:
        return None
    element = child(root, "url")
    url = "" if element is None else (element.get("href") or text_of(element)).strip()
    # An address as people write it, without a scheme.
    if url.lower().startswith("www."):
        url = f"https://{url}"
    if not _WEB_ADDRESS.match(url):
        return None
    return LinkRecord(resource.identifier, title or text_of(root, "title") or url, url)


def document(archive: SafeArchive, resource: Resource) -> etree._Element | None:
    """The XML document of a resource: inside the manifest, or the first XML file it lists."""
    if resource.inline is not None:
        return resource.inline
    for name in resource.files:
        if name.lower().endswith((".xml", ".qti")):
            return parse_xml(archive.read(name, _MAX_BYTES), name, forgiving=True)
    return None


def unsupported(archive: SafeArchive, item: Classified, title: str, place: str) -> Unsupported:
    """The report's line for a resource that cannot be taken over, with the best title there is."""
    kind = item.reason or UnsupportedKind.OTHER
    if not title:
        try:
            title = _own_title(archive, item.resource)
        except ImportProblem:
            title = ""
    return Unsupported(kind, title or item.resource.title or item.resource.identifier, place)


def _own_title(archive: SafeArchive, resource: Resource) -> str:
    settings = next((name for name in resource.files if name.lower().endswith("assignment_settings.xml")), None)
    if settings:
        return text_of(parse_xml(archive.read(settings, _MAX_BYTES), settings, forgiving=True), "title")
    root = document(archive, resource)
    if root is None:
        return ""
    assessment = root if root.get("title") else child(root, "assessment")
    if assessment is not None and assessment.get("title"):
        return " ".join(assessment.get("title", "").split())
    return text_of(root, "title") or _bank_title(root)


def _bank_title(root: etree._Element) -> str:
    for entry in root.iter():
        if local_name(entry) == "qtimetadatafield" and text_of(entry, "fieldlabel") == "bank_title":
            return text_of(entry, "fieldentry")
    return ""
