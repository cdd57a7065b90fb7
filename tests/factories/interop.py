"""Builders of archives and cartridges for tests: of every version, and as broken as a test wants them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from xml.sax.saxutils import escape, quoteattr

from PIL import Image

VERSIONS = ("1.0.0", "1.1.0", "1.2.0", "1.3.0")
_NAMESPACES = {
    "1.0.0": ("http://www.imsglobal.org/xsd/imscc/imscp_v1p1", "http://ltsc.ieee.org/xsd/imscc/LOM", "v1p0"),
    "1.1.0": (
        "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1",
        "http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest",
        "v1p1",
    ),
    "1.2.0": (
        "http://www.imsglobal.org/xsd/imsccv1p2/imscp_v1p1",
        "http://ltsc.ieee.org/xsd/imsccv1p2/LOM/manifest",
        "v1p2",
    ),
    "1.3.0": (
        "http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1",
        "http://ltsc.ieee.org/xsd/imsccv1p3/LOM/manifest",
        "v1p3",
    ),
}
DISCUSSION = '<topic xmlns="urn:dt"><title>{title}</title><text texttype="text/html">Talk</text></topic>'
ASSESSMENT = '<questestinterop xmlns="urn:qti"><assessment ident="a" title="{title}"/></questestinterop>'
TOOL = '<cartridge_basiclti_link xmlns="urn:lti"><title xmlns="urn:b">{title}</title></cartridge_basiclti_link>'


def pack(files: Mapping[str, bytes | str]) -> bytes:
    """A zip of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def legacy_zip(names: Iterable[bytes], content: bytes = b"text") -> bytes:
    """A zip whose names are raw bytes without the UTF-8 flag, as old programs write them."""
    return raw_zip([RawEntry(name, content) for name in names])


@dataclass(frozen=True)
class RawEntry:
    """An entry written byte by byte, so that its headers can say anything."""

    name: bytes
    content: bytes = b"text"
    size: int | None = None
    packed: bytes | None = None
    flags: int = 0
    mode: int = 0
    extra: bytes = b""
    crc: int | None = None

    def header(self) -> tuple[bytes, int]:
        """The fields local and central headers share, and the number of packed bytes."""
        body = self.body()
        declared = len(self.content) if self.size is None else self.size
        crc = zlib.crc32(self.content) if self.crc is None else self.crc
        fields = struct.pack("<HHHHHLLLHH", 20, self.flags, 8, 0, 33, crc, len(body), declared, len(self.name), 0)
        return fields, len(body)

    def body(self) -> bytes:
        """The packed bytes."""
        if self.packed is not None:
            return self.packed
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        return packer.compress(self.content) + packer.flush()


def raw_zip(entries: Iterable[RawEntry], comment: bytes = b"") -> bytes:
    """A zip of raw entries."""
    data, directory, count = b"", b"", 0
    for entry in entries:
        offset = len(data)
        fields, _packed = entry.header()
        data += b"PK\x03\x04" + fields + entry.name + entry.body()
        fields = fields[:-2] + struct.pack("<H", len(entry.extra))
        directory += b"PK\x01\x02" + struct.pack("<H", 0x0314) + fields
        directory += struct.pack("<HHHLL", 0, 0, 0, entry.mode << 16, offset) + entry.name + entry.extra
        count += 1
    end = struct.pack("<4H2LH", 0, 0, count, count, len(directory), len(data), len(comment))
    return data + directory + b"PK\x05\x06" + end + comment


def png(width: int = 8, height: int = 8, colour: str = "teal") -> bytes:
    """A real image of one colour."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, "PNG")
    return buffer.getvalue()


def page(body: str, title: str = "", **marks: str) -> str:
    """A page as exporters write it."""
    metas = "".join(f'<meta name="{name}" content="{value}"/>' for name, value in marks.items())
    head = f'<meta http-equiv="Content-Type" content="text/html; charset=utf-8"/><title>{escape(title)}</title>{metas}'
    return f"<html><head>{head}</head><body>{body}</body></html>"


@dataclass
class Cartridge:
    """Builds a cartridge: ``Cartridge().module("One").page("Hello", "<p>Hi</p>").bytes()``."""

    version: str = "1.3.0"
    identifier: str = "course-1"
    title: str = "A course"
    folder: str = ""
    thin: bool = False
    files: dict[str, bytes | str] = field(default_factory=dict)
    items: list[str] = field(default_factory=list)
    resources: list[str] = field(default_factory=list)
    metadata: str = ""
    extra: str = ""
    depth: int = 0
    number: int = 0

    @property
    def suffix(self) -> str:
        """The version as resource types write it, such as ``v1p3``."""
        return _NAMESPACES[self.version][2]

    def module(self, title: str, identifier: str = "") -> Self:
        """Begin a module; the one before it ends."""
        self.end()
        self.items.append(f"<item identifier={quoteattr(identifier or f'm-{title}')}><title>{escape(title)}</title>")
        self.depth = 1
        return self

    def end(self) -> Self:
        """End the module: what follows stands beside it."""
        self.items.append("</item>" * self.depth)
        self.depth = 0
        return self

    def item(self, title: str, resource: str = "", identifier: str = "") -> Self:
        """A line of the table of contents; a sub-header if it has no resource."""
        self.number += 1
        ref = f" identifierref={quoteattr(resource)}" if resource else ""
        identifier = identifier or f"item-{self.number}"
        self.items.append(f"<item identifier={quoteattr(identifier)}{ref}><title>{escape(title)}</title></item>")
        return self

    def resource(self, identifier: str, kind: str, *paths: str, href: bool = True, inner: str = "") -> Self:
        """A resource of any type over files that are there already."""
        main = f" href={quoteattr(paths[0])}" if href and paths else ""
        inner += "".join(f"<file href={quoteattr(path)}/>" for path in paths)
        self.resources.append(
            f"<resource identifier={quoteattr(identifier)} type={quoteattr(kind)}{main}>{inner}</resource>"
        )
        return self

    def file(self, path: str, content: bytes | str = b"data", identifier: str = "", item: str = "") -> Self:
        """A file with its resource, and an item of the module if ``item`` titles one."""
        identifier = identifier or f"r-{path}"
        self.files[path] = content
        self.resource(identifier, "webcontent", path)
        return self.item(item, identifier) if item else self

    def page(self, title: str, body: str, path: str = "", *, listed: bool = True, **marks: str) -> Self:
        """A page of HTML, in the module or, if not ``listed``, in none."""
        path = path or f"wiki_content/{title.lower().replace(' ', '-')}.html"
        return self.file(path, page(body, title, **marks), item=title if listed else "")

    def link(self, title: str, url: str, identifier: str = "") -> Self:
        """A web link of this version; inside the manifest where the cartridge is thin."""
        identifier = identifier or f"l-{title}"
        namespace = f"http://www.imsglobal.org/xsd/imscc{self.suffix}/imswl_{self.suffix}"
        document = f'<webLink xmlns="{namespace}"><title>{escape(title)}</title><url href={quoteattr(url)}/></webLink>'
        if self.thin:
            self.resource(identifier, f"imswl_xml{self.suffix}", inner=document)
        else:
            self.files[f"{identifier}.xml"] = document
            self.resource(identifier, f"imswl_xml{self.suffix}", f"{identifier}.xml", href=False)
        return self.item(title, identifier)

    def other(self, title: str, kind: str, document: str, *, listed: bool = True) -> Self:
        """A resource that cannot be taken over: a discussion, a quiz, a tool."""
        path = f"x-{title}.xml"
        self.files[path] = document.format(title=escape(title))
        self.resource(f"x-{title}", kind, path, href=False)
        return self.item(title, f"x-{title}") if listed else self

    def manifest(self) -> str:
        """The manifest as it stands."""
        namespace, lom, _suffix = _NAMESPACES[self.version]
        self.end()
        schema = "IMS Thin Common Cartridge" if self.thin else "IMS Common Cartridge"
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><manifest xmlns="{namespace}" '
            f"identifier={quoteattr(self.identifier)}><metadata><schema>{schema}</schema>"
            f'<schemaversion>{self.version}</schemaversion><lom xmlns="{lom}"><general><title>'
            f"<string>{escape(self.title)}</string></title></general>{self.metadata}</lom></metadata>"
            f'<organizations><organization identifier="org" structure="rooted-hierarchy">'
            f'<item identifier="root">{"".join(self.items)}</item></organization></organizations>'
            f"<resources>{''.join(self.resources)}</resources>{self.extra}</manifest>"
        )

    def bytes(self) -> bytes:
        """The packed cartridge."""
        files = {"imsmanifest.xml": self.manifest(), **self.files}
        return pack({self.folder + name: content for name, content in files.items()})

    def write(self, folder: Path, name: str = "course.imscc") -> Path:
        """The packed cartridge as a file."""
        path = folder / name
        path.write_bytes(self.bytes())
        return path
