"""The own format of a course: a zip with ``course.json`` and the files it names; see docs/formats/turna_course.md.

Written byte by byte the same for the same course: no times, no order of the database, nothing compressed.
"""

import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from uuid import UUID

from django.utils.translation import gettext as _

from interop.archive import SafeArchive
from interop.errors import ImportProblem

FORMAT = "turna-course"
VERSION = 1
MANIFEST = "course.json"
FOLDER = "files/"
MOST_MANIFEST_BYTES = 64 * 1024 * 1024
MOST_PAGES = 20_000
_EPOCH = (1980, 1, 1, 0, 0, 0)
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Node:
    """A page in one language: its kind, identity, place, and what its editors filled in."""

    type: str
    key: UUID
    language: str
    parent: UUID | None
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class FileNode:
    """An image or a document: ``id`` is what pages call it, ``file`` the SHA-256 of its bytes, ``name`` its own."""

    id: str
    kind: str
    file: str
    name: str
    fields: Mapping[str, Any]

    @property
    def path(self) -> str:
        """Where its bytes are in the archive."""
        return FOLDER + self.file


@dataclass(frozen=True)
class Manifest:
    """A whole course. ``subjects`` are the names of the subjects used, by code and language."""

    source_language: str
    pages: list[Node]
    objects: list[Node] = field(default_factory=list)
    files: list[FileNode] = field(default_factory=list)
    subjects: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def course_key(self) -> UUID:
        """The course's identity."""
        return self.pages[0].key

    def as_json(self) -> dict[str, Any]:
        """The manifest as it is stored."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "source_language": self.source_language,
            "pages": [_node_json(node) for node in self.pages],
            "objects": [_node_json(node) for node in self.objects],
            "files": [
                {"id": each.id, "kind": each.kind, "file": each.file, "name": each.name, "fields": each.fields}
                for each in self.files
            ],
            "subjects": self.subjects,
        }


def _node_json(node: Node) -> dict[str, Any]:
    return {
        "type": node.type,
        "key": str(node.key),
        "language": node.language,
        "parent": str(node.parent) if node.parent else None,
        "fields": node.fields,
    }


Opener = Callable[[], Iterator[bytes]]
"""Gives the bytes of a file in chunks."""


def write(out: BinaryIO, manifest: Manifest, contents: Iterable[tuple[str, int, Opener]]) -> None:
    """Write the archive; ``contents`` are (digest, size in bytes, its bytes). Holds one chunk of a file at a time."""
    text = json.dumps(manifest.as_json(), ensure_ascii=False, sort_keys=True, indent=1)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(_info(MANIFEST), text.encode())
        for digest, size, opener in sorted(contents, key=lambda each: each[0]):
            info = _info(FOLDER + digest)
            info.file_size = size
            with archive.open(info, "w") as entry:
                for chunk in opener():
                    entry.write(chunk)


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.create_system = 3  # the same on every system that writes it
    info.external_attr = 0o644 << 16
    return info


def is_turna_course(archive: SafeArchive) -> bool:
    """Whether an archive is a course in this format."""
    return archive.find(MANIFEST) == MANIFEST


def read(archive: SafeArchive) -> Manifest:
    """The manifest of an archive, checked. Raises ``ImportProblem`` that says what is wrong with it."""
    try:
        data = json.loads(archive.read(MANIFEST, MOST_MANIFEST_BYTES))
        manifest = _manifest(data)
    except ImportProblem:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ImportProblem(
            "bad-manifest", _("“course.json” in the archive is damaged. Export the course again.")
        ) from error
    for each in manifest.files:
        if each.path not in archive.entries:
            raise ImportProblem(
                "missing-file",
                _("The archive names the file “%(name)s” but does not hold it. Export the course again.")
                % {"name": each.name[:100]},
            )
    return manifest


def _manifest(data: Any) -> Manifest:
    if data["format"] != FORMAT or data["version"] != VERSION:
        message = _("This is another version of the format. Update both installations, then export again.")
        raise ImportProblem("other-version", message)
    pages, objects = [_node(each) for each in data["pages"]], [_node(each) for each in data["objects"]]
    if not pages or pages[0].parent is not None or len(pages) + len(objects) > MOST_PAGES:
        raise ValueError("pages")
    files = [_file(each) for each in data["files"]]
    if len({each.id for each in files}) != len(files):
        raise ValueError("files")
    subjects = {
        str(code): {str(name): str(text) for name, text in labels.items()} for code, labels in data["subjects"].items()
    }
    return Manifest(str(data["source_language"]), pages, objects, files, subjects)


def _node(data: Any) -> Node:
    parent = data["parent"]
    fields = dict(data["fields"])
    return Node(str(data["type"]), UUID(data["key"]), str(data["language"]), UUID(parent) if parent else None, fields)


def _file(data: Any) -> FileNode:
    kind, digest, name = data["kind"], data["file"], data["name"]
    if kind not in ("image", "document") or not _DIGEST.match(digest) or not name or set(name) & set("/\\\0"):
        raise ValueError("file")
    return FileNode(str(data["id"]), kind, digest, str(name), dict(data["fields"]))
