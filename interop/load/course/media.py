"""Files of a course as images and documents of the installation."""

import hashlib
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TypeVar, cast

from django.conf import settings
from django.core.files import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image as PillowImage

from cms.models import AcademyDocument, AcademyImage
from interop.archive import SafeArchive
from interop.load.course.ledger import Ledger
from interop.load.files import WrittenFiles
from interop.load.report import Outcome, Report
from interop.records import FileRecord
from people.models import User

Stored = AcademyImage | AcademyDocument
M = TypeVar("M", AcademyImage, AcademyDocument)

_IN_MEMORY = 4 * 1024 * 1024
_FORMATS = {"JPEG": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp", "AVIF": "avif"}
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file of the archive that may come in: what it really is, and the SHA-1 of its bytes, as Wagtail keeps it."""

    record: FileRecord
    is_image: bool
    extension: str
    digest: str

    @property
    def filename(self) -> str:
        """The name to store it under: its own, with the extension of what it is."""
        stem = self.record.filename.rpartition(".")[0]
        return f"{stem[:_LONGEST_NAME]}.{self.extension}"


def inspect(archive: SafeArchive, record: FileRecord, report: Report) -> Inspected | None:
    """Read a file through and say what it is; None, with the reason in the report, if it is refused.

    Raises ``UnsafeArchive`` if its bytes are not what the archive declares.
    """
    if record.extension in settings.WAGTAILIMAGES_EXTENSIONS:
        return _inspect_image(archive, record, report)
    if record.extension not in settings.WAGTAILDOCS_EXTENSIONS:
        report.refuse(record.path, _("Files of this type are not taken over. Convert it, for instance to PDF."))
        return None
    digest = hashlib.sha1(usedforsecurity=False)
    for chunk in archive.stream(record.path):
        digest.update(chunk)
    return Inspected(record, False, record.extension, digest.hexdigest())


def _inspect_image(archive: SafeArchive, record: FileRecord, report: Report) -> Inspected | None:
    limit = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    if archive.entries[record.path].size > limit:
        report.refuse(
            record.path, _("The image is larger than %(limit)s. Make it smaller.") % {"limit": filesizeformat(limit)}
        )
        return None
    with unpacked(archive, record.path) as file:
        extension, problem = _read_image(file)
        if problem:
            report.refuse(record.path, problem)
            return None
        file.seek(0)
        digest = hashlib.file_digest(file, lambda: hashlib.sha1(usedforsecurity=False)).hexdigest()  # type: ignore[arg-type]
    # A name may say jpeg where we say jpg, but not png.
    known = {extension, "jpeg"} if extension == "jpg" else {extension}
    return Inspected(record, True, record.extension if record.extension in known else extension, digest)


def _read_image(file: IO[bytes]) -> tuple[str, str]:
    """The extension an image should have by its content, and why it cannot come in, one of them empty."""
    pixels = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    too_large = _("The image has more than %(limit)d million pixels. Make it smaller.") % {"limit": pixels // 1_000_000}
    try:
        with warnings.catch_warnings():
            # Our own bound comes next, with a message a person can act on.
            warnings.simplefilter("ignore", PillowImage.DecompressionBombWarning)
            with PillowImage.open(file, formats=list(_FORMATS)) as image:
                if image.width * image.height > pixels:
                    return "", too_large
                extension = _FORMATS[str(image.format)]
                image.verify()
    except PillowImage.DecompressionBombError:
        return "", too_large
    except Exception:  # noqa: BLE001 -- Pillow's plugins raise whatever they like for broken files
        return "", _("This is not an image, whatever its name says. Replace it in the source.")
    return extension, ""


@contextmanager
def unpacked(archive: SafeArchive, path: str) -> Iterator[IO[bytes]]:
    """An entry as a file that can be read anywhere in it; on disk once it is large."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        for chunk in archive.stream(path):
            file.write(chunk)
        file.seek(0)
        yield cast("IO[bytes]", file)


@dataclass
class MediaWriter:
    """Writes inspected files: new ones, and those whose bytes have changed since the last import."""

    archive: SafeArchive
    ledger: Ledger
    files: WrittenFiles
    report: Report
    user: User | None

    def write(self, item: Inspected, description: str = "") -> Stored:
        """The stored image or document. ``description`` is for those who do not see the image."""
        title = item.record.title[:255]
        if item.is_image:
            image = AcademyImage(title=title, description=description[:255], uploaded_by_user=self.user)
            return self._settle(item, "image", AcademyImage, image)
        return self._settle(item, "document", AcademyDocument, AcademyDocument(title=title, uploaded_by_user=self.user))

    def _settle(self, item: Inspected, kind: str, model: type[M], new: M) -> M:
        """The one from the last import with its bytes brought up to date, or the new one."""
        identifier = item.record.identifier
        found = self.ledger.find(kind, identifier, model)
        outcome = Outcome.CREATED
        if found is not None:
            before = self.ledger.digest(kind, identifier)
            if found.get_file_hash() != before:
                outcome = Outcome.KEPT
            else:
                outcome = Outcome.UNCHANGED if before == item.digest else Outcome.UPDATED
        stored = found or new
        if outcome in (Outcome.CREATED, Outcome.UPDATED):
            self._store(item, stored)
            self.ledger.remember(kind, identifier, stored, item.digest)
        self.report.count(kind, outcome, item.record.title)
        return stored

    def _store(self, item: Inspected, stored: M) -> None:
        old = stored.file.name if stored.pk else ""
        with unpacked(self.archive, item.record.path) as file:
            # The name on the file as well: without it Django does not measure an image.
            stored.file.save(item.filename, File(file, name=item.filename), save=False)
        self.files.add(stored.file)
        stored.file_hash = item.digest
        stored.file_size = stored.file.size
        stored.save()
        stored.file.close()
        if old:
            self.files.replace(stored.file.storage, old)
            if isinstance(stored, AcademyImage):
                stored.renditions.all().delete()
