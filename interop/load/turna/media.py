"""The images and documents of a course in the own format, under their own names."""

import hashlib
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from cms.models import AcademyDocument, AcademyImage
from interop.archive import SafeArchive
from interop.errors import UnsafeArchive
from interop.formats.turna_course import FileNode
from interop.load.course.media import Inspected, inspect, unpacked
from interop.load.files import WrittenFiles
from interop.load.report import Outcome, Report
from interop.records import FileRecord
from people.models import User

_LONGEST_NAME = 85
_IMAGE_FIELDS = ("title", "description", "credit", "focal_point_x", "focal_point_y", "focal_point_width",
                 "focal_point_height")  # fmt: skip


@dataclass(frozen=True, slots=True)
class NamedFile(FileRecord):
    """A file of an archive that keeps names apart from contents."""

    name: str = ""

    @property
    def filename(self) -> str:
        """Its own name."""
        return self.name


@dataclass
class MediaWriter:
    """Writes files, each under a folder of its own, so that none loses its name to another."""

    archive: SafeArchive
    files: WrittenFiles
    report: Report
    user: User | None
    stored: dict[str, int] = field(default_factory=dict)

    def look(self, node: FileNode) -> Inspected | None:
        """Read a file through; ``None``, with the reason in the report, if it is refused."""
        record = NamedFile(node.id, node.path, str(node.fields.get("title", "")), node.name)
        found = inspect(self.archive, record, self.report)
        if found and found.is_image != (node.kind == "image") and node.kind == "image":
            self.report.refuse(node.name, _("This is not an image, whatever its name says. Replace it in the source."))
            return None
        return found

    def write(self, node: FileNode) -> None:
        """Store a file that may come in, and remember its row by the name pages have for it."""
        row: Any = AcademyImage() if node.kind == "image" else AcademyDocument()
        for name in _IMAGE_FIELDS if node.kind == "image" else ("title",):
            setattr(row, name, node.fields.get(name, "" if name in ("title", "description", "credit") else None))
        row.uploaded_by_user = self.user
        self._store(node, row)
        row.tags.set([str(tag) for tag in node.fields.get("tags", [])])
        self.stored[node.id] = row.pk
        self.report.count(node.kind, Outcome.CREATED, row.title)

    def _store(self, node: FileNode, row: Any) -> None:
        with unpacked(self.archive, node.path) as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != node.file:  # type: ignore[arg-type]
                raise UnsafeArchive(
                    "false-digest",
                    _("The file “%(name)s” is not what the archive says it is. Export the course again.")
                    % {"name": node.name[:100]},
                )
            file.seek(0)
            name = f"{'i' if node.kind == 'image' else 'd'}/{uuid.uuid4().hex[:8]}/{_bounded(node.name)}"
            content: Any = File(file, name=name)
            row.file = content
            row.file.name = row.file.storage.save(name, content)
            row.file._committed = True
            self.files.add(row.file)
            row.file_hash, row.file_size = "", row.file.size
            file.seek(0)
            row._set_file_hash()
            self._check(row, node)
            row.save()
        row.file.close()

    def _check(self, row: Any, node: FileNode) -> None:
        try:
            row.clean_fields(exclude=["file", "collection", "uploaded_by_user"])
        except ValidationError as problem:
            text = _("The description of the file “%(name)s” cannot be stored: %(problem)s")
            raise ValidationError(text % {"name": node.name, "problem": " ".join(problem.messages)}) from problem


def _bounded(name: str) -> str:
    """The name, within what the database can hold of it."""
    stem, dot, extension = name.rpartition(".")
    return f"{stem[: _LONGEST_NAME - len(extension) - 1]}{dot}{extension}" if dot else name[:_LONGEST_NAME]
