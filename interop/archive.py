"""The one safe reader of archives. Everything that arrives packed is opened here and nowhere else.

It trusts no header: what a zip declares is checked against the limits when it is opened, and what it holds is
counted again while it streams. Nothing is ever extracted to a path taken from the archive.
"""

import copy
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import BinaryIO, Self, cast

from interop import archive_problems as problems
from interop.encodings import guess_name_encoding
from interop.names import fold, safe_path, unicode_path

MIB = 1024 * 1024
CHUNK = 256 * 1024
_JUNK_FOLDERS = ("__macosx/",)
_JUNK_FILES = {".ds_store", "thumbs.db", "desktop.ini"}
_END_RECORD = b"PK\x05\x06"
_MAX_COMMENT = 0xFFFF
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)
"""All that the standard library raises for archives that are broken in one way or another."""


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """How much one archive may hold. Bytes are bytes; ``ratio`` is unpacked to packed."""

    file_bytes: int = 2048 * MIB
    entries: int = 20_000
    total_bytes: int = 4096 * MIB
    entry_bytes: int = 1024 * MIB
    ratio: int = 250
    ratio_from_bytes: int = 10 * MIB
    """Smaller entries are not judged by their ratio: an empty table in XML may well shrink a thousandfold."""
    depth: int = 24
    path_length: int = 500
    directory_bytes_per_entry: int = 700


DEFAULT_LIMITS = ArchiveLimits()


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an archive: its safe path and its sizes in bytes, as declared and within the limits."""

    name: str
    size: int
    packed: int


class SafeArchive:
    """A zip that was checked from end to end before anything in it is read.

    ``with SafeArchive(path_or_open_file) as archive: archive.read("imsmanifest.xml", max_bytes=…)``.
    Raises ``ImportProblem`` for what is no zip, ``UnsafeArchive`` for what must not be opened.
    """

    def __init__(self, file: BinaryIO | Path, limits: ArchiveLimits = DEFAULT_LIMITS) -> None:
        self.limits = limits
        self._owned = file.open("rb") if isinstance(file, Path) else None
        try:
            self._zip = self._open(self._owned or cast(BinaryIO, file))
            self._infos = self._checked_infos()
        except BaseException:
            self._close_file()
            raise
        self._by_fold = {fold(name): name for name in self._infos}
        self.entries: Mapping[str, Entry] = MappingProxyType(
            {name: Entry(name, info.file_size, info.compress_size) for name, info in self._infos.items()}
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()
        self._close_file()

    def _close_file(self) -> None:
        if self._owned:
            self._owned.close()

    def find(self, path: str) -> str | None:
        """The archive's own name for ``path``, whatever its case and composition; None if it is not there."""
        return self._by_fold.get(fold(path))

    def stream(self, name: str) -> Iterator[bytes]:
        """The bytes of an entry in chunks. Raises ``UnsafeArchive`` the moment they differ from what was declared."""
        info = self._infos[name]
        # Asking for one byte more than declared is how an entry that holds more gives itself away.
        probe = copy.copy(info)
        probe.file_size = info.file_size + 1
        count = 0
        try:
            with self._zip.open(probe) as source:
                while chunk := source.read(CHUNK):
                    count += len(chunk)
                    if count > info.file_size:
                        raise problems.lies(name)
                    yield chunk
        except _UNREADABLE as error:
            raise problems.damaged(name) from error
        if count != info.file_size:
            raise problems.lies(name)

    def read(self, name: str, max_bytes: int) -> bytes:
        """A whole entry of at most ``max_bytes``. Raises ``ImportProblem`` if it is larger."""
        if self._infos[name].file_size > max_bytes:
            raise problems.entry_too_large(name, max_bytes)
        return b"".join(self.stream(name))

    def _open(self, file: BinaryIO) -> zipfile.ZipFile:
        _check_envelope(file, self.limits)
        try:
            return zipfile.ZipFile(file)
        except _UNREADABLE as error:
            raise problems.broken() from error

    def _checked_infos(self) -> dict[str, zipfile.ZipInfo]:
        infos = self._zip.infolist()
        if len(infos) > self.limits.entries:
            raise problems.too_many(self.limits.entries)
        _check_overlap(infos)
        names = _decoded_names(infos)
        result: dict[str, zipfile.ZipInfo] = {}
        seen: set[str] = set()
        for info, decoded in zip(infos, names, strict=True):
            name = safe_path(decoded, max_depth=self.limits.depth, max_length=self.limits.path_length)
            _check_kind(info, name)
            if info.is_dir() or decoded.endswith("\\") or _is_junk(name):
                continue
            _check_size(info, name, self.limits)
            if (key := fold(name)) in seen:
                raise problems.duplicate(name)
            seen.add(key)
            result[name] = info
        _check_total(result, self.limits)
        return result


def _check_envelope(file: BinaryIO, limits: ArchiveLimits) -> None:
    """Look at the size, the first bytes and the end record before the directory is loaded into memory."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    start = file.read(8)
    if size == 0:
        raise problems.empty()
    if size > limits.file_bytes:
        raise problems.file_too_large(limits.file_bytes)
    tail_size = min(size, _MAX_COMMENT + 22)
    file.seek(size - tail_size)
    tail = file.read(tail_size)
    at = tail.rfind(_END_RECORD)
    if at < 0 or len(tail) - at < 22:
        raise problems.broken() if start.startswith(b"PK") else problems.not_a_zip(start)
    directory_bytes = _directory_bytes(file, size - tail_size + at, tail[at : at + 22])
    if directory_bytes > limits.entries * limits.directory_bytes_per_entry:
        raise problems.too_many(limits.entries)


def _directory_bytes(file: BinaryIO, end_at: int, end: bytes) -> int:
    """The size the zip gives its directory, from the end record or, where that says so, from the ZIP64 one."""
    declared: int = struct.unpack_from("<L", end, 12)[0]
    if declared != 0xFFFFFFFF or end_at < 20:
        return declared
    file.seek(end_at - 20)
    locator = file.read(20)
    if locator[:4] != b"PK\x06\x07":
        return declared
    file.seek(min(struct.unpack_from("<Q", locator, 8)[0], end_at))
    record = file.read(56)
    if len(record) < 56 or record[:4] != b"PK\x06\x06":
        raise problems.broken()
    size: int = struct.unpack_from("<Q", record, 40)[0]
    return size


def _decoded_names(infos: list[zipfile.ZipInfo]) -> list[str]:
    """Every entry's name as its writer meant it."""
    legacy = [info.orig_filename.encode("cp437") for info in infos if not info.flag_bits & 0x800]
    encoding = guess_name_encoding(legacy)
    names: list[str] = []
    for info in infos:
        if info.flag_bits & 0x800:
            names.append(info.orig_filename)
            continue
        raw = info.orig_filename.encode("cp437")
        names.append(unicode_path(raw, info.extra) or raw.decode(encoding))
    return names


def _check_kind(info: zipfile.ZipInfo, name: str) -> None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise problems.not_a_file(name)
    if info.flag_bits & 0x41:
        raise problems.encrypted()


def _check_size(info: zipfile.ZipInfo, name: str, limits: ArchiveLimits) -> None:
    if info.file_size > limits.entry_bytes:
        raise problems.entry_too_large(name, limits.entry_bytes)
    if info.file_size > limits.ratio_from_bytes and info.file_size > info.compress_size * limits.ratio:
        raise problems.bomb(name)


def _check_total(infos: Mapping[str, zipfile.ZipInfo], limits: ArchiveLimits) -> None:
    total = sum(info.file_size for info in infos.values())
    if total > limits.total_bytes:
        raise problems.unpacks_too_large(limits.total_bytes)


def _check_overlap(infos: list[zipfile.ZipInfo]) -> None:
    """Entries that share their bytes are how a small archive unpacks to petabytes without a high ratio."""
    end = 0
    for info in sorted(infos, key=lambda entry: entry.header_offset):
        if info.header_offset < end:
            raise problems.bomb(info.orig_filename)
        end = info.header_offset + 30 + info.compress_size


def _is_junk(name: str) -> bool:
    folded = name.casefold()
    return folded.startswith(_JUNK_FOLDERS) or folded.rsplit("/", 1)[-1] in _JUNK_FILES
