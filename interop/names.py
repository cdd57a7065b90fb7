"""Names inside archives: made one form, and refused where they point outside. Pure functions."""

import re
import struct
import unicodedata
import zlib

from django.utils.translation import gettext as _

from interop.errors import UnsafeArchive

UNICODE_PATH_FIELD = 0x7075
"""Info-ZIP's extra field that holds the name in UTF-8 beside a legacy one (APPNOTE 4.6.9)."""

_DRIVE = re.compile(r"^[A-Za-z]:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def unicode_path(raw: bytes, extra: bytes) -> str | None:
    """The UTF-8 name from an entry's extra fields, if it is there and belongs to the ``raw`` name."""
    position = 0
    while position + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, position)
        field = extra[position + 4 : position + 4 + size]
        position += 4 + size
        if kind != UNICODE_PATH_FIELD or len(field) < 6 or field[0] != 1:
            continue
        if struct.unpack_from("<I", field, 1)[0] == zlib.crc32(raw):
            try:
                return field[5:].decode("utf-8")
            except UnicodeDecodeError:
                return None
    return None


def safe_path(name: str, *, max_depth: int, max_length: int) -> str:
    """The name as a relative path with ``/``, in NFC.

    Raises ``UnsafeArchive`` for absolute, parent, drive and UNC paths, control characters, and names that are
    longer or deeper than allowed.
    """
    path = unicodedata.normalize("NFC", name).replace("\\", "/")
    if not path or _CONTROL.search(path):
        raise _unsafe_name("bad-name", name)
    if path.startswith("/") or _DRIVE.match(path):
        raise _unsafe_name("absolute-path", name)
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if ".." in parts:
        raise _unsafe_name("parent-path", name)
    if not parts:
        raise _unsafe_name("bad-name", name)
    if len(parts) > max_depth or len(path) > max_length:
        raise UnsafeArchive(
            "long-path",
            _("The archive has a path that is too long or too deep: “%(name)s”. Shorten it and pack again.")
            % {"name": printable(name)},
        )
    return "/".join(parts)


def fold(path: str) -> str:
    """The form in which two names are the same name on some system: NFC and without case."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def printable(name: str, length: int = 120) -> str:
    """A name from outside, made safe to show in a message: one line, without control characters, not endless."""
    clean = "".join(letter if letter.isprintable() else "\ufffd" for letter in name)
    return clean if len(clean) <= length else clean[: length - 1] + "…"


def _unsafe_name(code: str, name: str) -> UnsafeArchive:
    return UnsafeArchive(
        code,
        _(
            "The archive has an entry that points outside it or has a forbidden name: “%(name)s”. "
            "Such an archive is not opened. Export the course again from its own system."
        )
        % {"name": printable(name)},
    )
