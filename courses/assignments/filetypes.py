"""Whether a file is what its name says: by its extension and by its first bytes, whatever a browser claims."""

import zipfile
from collections.abc import Callable, Collection
from pathlib import PurePath
from typing import BinaryIO
from unicodedata import category, normalize

from django.utils.translation import gettext as _

LONGEST_NAME = 150
HEAD = 4096
MOST_ENTRIES = 10_000
"""In a document that is a ZIP inside; real ones have dozens."""

Test = Callable[[BinaryIO, bytes], bool]


class FileRefusedError(ValueError):
    """The file cannot be taken; the message says why and what to do."""


def _starts(*signatures: bytes, at: int = 0) -> Test:
    def test(file: BinaryIO, head: bytes) -> bool:
        return head[at:].startswith(signatures)

    return test


def _riff(kind: bytes) -> Test:
    def test(file: BinaryIO, head: bytes) -> bool:
        return head.startswith(b"RIFF") and head[8:12] == kind

    return test


def _names(file: BinaryIO) -> set[str]:
    """What is in a ZIP; nothing of a broken or an endless one. Its contents are never unpacked."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return set()
    return set(names) if len(names) <= MOST_ENTRIES else set()


def _office(folder: str) -> Test:
    """An Office Open XML document without macros."""

    def test(file: BinaryIO, head: bytes) -> bool:
        names = _names(file)
        has_macros = any(name.endswith("vbaProject.bin") for name in names)
        return "[Content_Types].xml" in names and any(name.startswith(folder) for name in names) and not has_macros

    return test


def _declared(mimetype: bytes) -> Test:
    """A ZIP whose first entry, uncompressed, says what it is: OpenDocument and EPUB."""

    def test(file: BinaryIO, head: bytes) -> bool:
        return head.startswith(b"PK\x03\x04") and mimetype in head[:200]

    return test


def _text(file: BinaryIO, head: bytes) -> bool:
    """Text in any of the usual encodings: no control characters, and nothing a browser would take for a page."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    controls = set(range(32)) - {9, 10, 12, 13, 27}
    return not controls.intersection(head)


_ZIP = _starts(b"PK\x03\x04", b"PK\x05\x06")
_OLE = _starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_JPEG = _starts(b"\xff\xd8\xff")
_MP4 = _starts(b"ftyp", at=4)

TESTS: dict[str, Test] = {
    "pdf": _starts(b"%PDF-"),
    "docx": _office("word/"),
    "xlsx": _office("xl/"),
    "pptx": _office("ppt/"),
    "doc": _OLE,
    "xls": _OLE,
    "ppt": _OLE,
    "odt": _declared(b"application/vnd.oasis.opendocument.text"),
    "ods": _declared(b"application/vnd.oasis.opendocument.spreadsheet"),
    "odp": _declared(b"application/vnd.oasis.opendocument.presentation"),
    "rtf": _starts(b"{\\rtf"),
    "txt": _text,
    "md": _text,
    "csv": _text,
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "png": _starts(b"\x89PNG\r\n\x1a\n"),
    "gif": _starts(b"GIF87a", b"GIF89a"),
    "webp": _riff(b"WEBP"),
    "mp3": _starts(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa"),
    "m4a": _MP4,
    "mp4": _MP4,
    "mov": _MP4,
    "ogg": _starts(b"OggS"),
    "wav": _riff(b"WAVE"),
    "webm": _starts(b"\x1a\x45\xdf\xa3"),
    "zip": _ZIP,
}
"""Types an author can allow. Pages and drawings that can act (HTML, SVG) and programs are absent on purpose."""


def extension_of(name: str) -> str:
    """The extension in small letters, without the dot."""
    return PurePath(name).suffix.lower().lstrip(".")


def clean_name(name: str) -> str:
    """A file's name without folders and control characters, in any alphabet, short enough for any disk.

    The extension is kept whole; a name of which nothing is left becomes “file”.
    """
    base = normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    # Cc, Cf: control and invisible ones, such as those that turn the direction of writing ("fdp.exe").
    base = "".join(letter for letter in base if category(letter) not in ("Cc", "Cf", "Cs")).strip(" .")
    stem, dot, suffix = base.rpartition(".")
    if not dot:
        stem, suffix = base, ""
    ending = f".{suffix}"[:20] if suffix else ""
    return f"{stem[: LONGEST_NAME - len(ending)] or 'file'}{ending}"


def check_file(file: BinaryIO, name: str, size: int, types: Collection[str], most_bytes: int) -> None:
    """Raise :class:`FileRefusedError` for a file that is empty, too large, of another type, or not what it says."""
    extension = extension_of(name)
    if extension not in types or extension not in TESTS:
        raise FileRefusedError(
            _("“%(name)s”: files of this type are not taken here. Save it as one of: %(types)s.")
            % {"name": name, "types": ", ".join(each for each in types if each in TESTS)}
        )
    if not size:
        raise FileRefusedError(_("“%(name)s” is empty. Check the file and choose it again.") % {"name": name})
    if size > most_bytes:
        raise FileRefusedError(
            _("“%(name)s” is larger than %(megabytes)d MB. Make it smaller, or hand it in in parts.")
            % {"name": name, "megabytes": most_bytes // (1024 * 1024)}
        )
    file.seek(0)
    head = file.read(HEAD)
    is_honest = TESTS[extension](file, head)
    file.seek(0)
    if not is_honest:
        raise FileRefusedError(
            _("“%(name)s” is not a file of the type its name says. Open it, save it anew, and choose it again.")
            % {"name": name}
        )
