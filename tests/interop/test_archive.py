"""The safe reader of archives: what it gives back, and everything it refuses."""

import io
import os
import stat
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interop.archive import MIB, ArchiveLimits, SafeArchive
from interop.errors import ImportProblem, UnsafeArchive
from tests.factories.interop import RawEntry, legacy_zip, pack, raw_zip

SMALL = ArchiveLimits(
    file_bytes=MIB, entries=20, total_bytes=4 * MIB, entry_bytes=2 * MIB, ratio=100, ratio_from_bytes=MIB
)


def opened(data: bytes, limits: ArchiveLimits = SMALL) -> SafeArchive:
    return SafeArchive(io.BytesIO(data), limits)


def problem(data: bytes, limits: ArchiveLimits = SMALL) -> ImportProblem:
    """What opening an archive, and reading all of it, raises."""
    with pytest.raises(ImportProblem) as raised:
        read_all(data, limits)
    assert str(raised.value)
    return raised.value


def read_all(data: bytes, limits: ArchiveLimits = SMALL) -> dict[str, bytes]:
    with opened(data, limits) as archive:
        return {name: b"".join(archive.stream(name)) for name in archive.entries}


def read_or_code(data: bytes) -> dict[str, bytes] | str:
    """The content, or the code of the problem; any other exception is the test's failure."""
    try:
        return read_all(data)
    except ImportProblem as problem:
        return problem.code


def test_what_was_packed_is_read() -> None:
    with opened(pack({"imsmanifest.xml": "<a/>", "web/page.html": "hello"})) as archive:
        assert list(archive.entries) == ["imsmanifest.xml", "web/page.html"]
        assert archive.read("web/page.html", max_bytes=10) == b"hello"
        assert archive.entries["web/page.html"].size == 5


def test_a_file_is_opened_and_closed_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "course.imscc"
    path.write_bytes(pack({"a.txt": "a"}))
    with SafeArchive(path) as archive:
        assert archive.read("a.txt", max_bytes=1) == b"a"
    with pytest.raises(ImportProblem):
        archive.read("a.txt", max_bytes=1)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.dictionaries(
        st.from_regex(r"\A[a-zа-я一-龥0-9]{1,12}(/[a-zа-я0-9]{1,8}){0,2}\.(txt|html)\Z"),
        st.binary(max_size=2000),
        max_size=8,
    )
)
def test_every_ordinary_archive_comes_back_as_it_was(files: dict[str, bytes]) -> None:
    with opened(pack(files)) as archive:
        assert {name: archive.read(name, max_bytes=2000) for name in archive.entries} == files


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=200)
@given(st.data())
def test_a_damaged_archive_gives_its_content_or_a_problem_never_anything_else(data: st.DataObject) -> None:
    original = {"imsmanifest.xml": b"<manifest/>" * 20, "page.html": b"<p>text</p>" * 30}
    packed = bytearray(pack(original))
    for _number in range(data.draw(st.integers(1, 6))):
        packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    result = read_or_code(bytes(packed))
    if isinstance(result, dict):
        assert set(result.values()) <= set(original.values())


@given(st.binary(max_size=400))
def test_any_bytes_at_all_give_a_clear_problem(data: bytes) -> None:
    assert read_or_code(data) in ({}, "not-a-zip", "broken-zip", "empty-file", "too-many-entries")


@given(st.integers(1, 200))
def test_an_archive_cut_short_is_refused(missing: int) -> None:
    packed = pack({f"page-{number}.html": b"text" * 50 for number in range(5)})
    assert problem(packed[:-missing]).code in {"broken-zip", "damaged-entry"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b"just text", "not-a-zip"),
        (b"%PDF-1.7 something", "not-a-zip"),
        (b"\x1f\x8b\x08 moodle backup", "not-a-zip"),
        (b"PK\x03\x04 and no more", "broken-zip"),
    ],
)
def test_what_is_no_zip_is_named(data: bytes, code: str) -> None:
    assert problem(data).code == code


def test_a_moodle_backup_gets_advice() -> None:
    assert "Moodle" in str(problem(b"\x1f\x8b\x08 moodle backup"))


@pytest.mark.parametrize("name", ["../up.html", "a/../../up.html", "/etc/passwd", "C:\\x.html", "\\\\host\\x"])
def test_a_path_that_leaves_the_archive_is_refused(name: str) -> None:
    with pytest.raises(UnsafeArchive):
        opened(raw_zip([RawEntry(name.encode())]))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK])
def test_links_and_devices_are_refused(kind: int) -> None:
    refused = problem(raw_zip([RawEntry(b"link", b"/etc/passwd", mode=kind | 0o777)]))
    assert isinstance(refused, UnsafeArchive)
    assert refused.code == "not-a-file"


def test_a_name_that_occurs_twice_is_refused() -> None:
    assert problem(raw_zip([RawEntry(b"a.html"), RawEntry(b"a.html", b"other")])).code == "duplicate-name"


def test_names_that_differ_only_in_case_or_composition_are_refused() -> None:
    assert problem(pack({"Файл.html": "1", "файл.HTML": "2"})).code == "duplicate-name"
    assert problem(pack({"\u00e9.html": "1", "e\u0301.html": "2"})).code == "duplicate-name"


def test_a_password_is_named() -> None:
    assert problem(raw_zip([RawEntry(b"a.html", flags=1)])).code == "encrypted"


def test_an_entry_that_declares_ten_gigabytes_is_refused_unread() -> None:
    assert problem(raw_zip([RawEntry(b"a.html", size=0xFFFFFFF0)])).code == "entry-too-large"


def test_an_entry_that_declares_ten_gigabytes_in_zip64_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "huge.zip"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("huge.bin")
        archive.writestr(info, b"x")
        info.file_size = 10 * 1024**3
    with pytest.raises(UnsafeArchive) as refused:
        SafeArchive(path)
    assert refused.value.code == "entry-too-large"


def test_an_entry_with_more_data_than_declared_is_caught_while_it_streams() -> None:
    content = b"x" * 5000
    assert problem(raw_zip([RawEntry(b"a.html", content, size=100)])).code in {"false-size", "damaged-entry"}


def test_an_entry_with_more_data_than_declared_is_caught_even_with_a_fitting_checksum() -> None:
    import zlib

    entry = RawEntry(b"a.html", b"x" * 5000, size=100, crc=zlib.crc32(b"x" * 100))
    assert problem(raw_zip([entry])).code in {"false-size", "damaged-entry"}


def test_an_entry_with_less_data_than_declared_is_caught() -> None:
    assert problem(raw_zip([RawEntry(b"a.html", b"x" * 100, size=5000)])).code == "false-size"


def test_a_bomb_is_refused_before_it_is_read() -> None:
    packed = pack({"bomb.html": b"\x00" * (2 * MIB - 1)})
    assert len(packed) < 10_000
    assert problem(packed).code == "bomb"


def test_entries_that_share_their_bytes_are_refused() -> None:
    packed = bytearray(raw_zip([RawEntry(b"a.html", os.urandom(500)), RawEntry(b"b.html", os.urandom(500))]))
    second = packed.rindex(b"PK\x01\x02")
    packed[second + 42 : second + 46] = b"\x00\x00\x00\x00"
    assert problem(bytes(packed)).code == "bomb"


def test_too_much_in_all_is_refused() -> None:
    files = {f"{number}.bin": os.urandom(1000) * 500 for number in range(12)}
    assert problem(pack(files)).code == "archive-too-large"


def test_too_many_entries_are_refused() -> None:
    assert problem(pack({f"{number}.txt": "" for number in range(21)})).code == "too-many-entries"


def test_a_huge_directory_is_refused_before_it_is_loaded() -> None:
    packed = bytearray(pack({"a.txt": "a"}))
    end = packed.rindex(b"PK\x05\x06")
    packed[end + 12 : end + 16] = (50 * MIB).to_bytes(4, "little")
    assert problem(bytes(packed)).code == "too-many-entries"


def test_a_file_that_is_too_large_is_refused() -> None:
    assert problem(b"PK\x03\x04" + b"\x00" * MIB).code == "file-too-large"


def test_a_whole_entry_is_read_only_within_the_bounds_asked_for() -> None:
    with opened(pack({"a.txt": "long text"})) as archive, pytest.raises(ImportProblem) as refused:
        archive.read("a.txt", max_bytes=4)
    assert refused.value.code == "entry-too-large"


def test_a_large_entry_streams_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("video.mp4", os.urandom(32 * MIB))
    tracemalloc.start()
    with SafeArchive(path) as archive:
        total = sum(len(chunk) for chunk in archive.stream("video.mp4"))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert total == 32 * MIB
    assert peak < 8 * MIB


def test_folders_and_litter_are_passed_over() -> None:
    files = {"a/": "", "a/b.html": "b", "__MACOSX/a/._b.html": "x", "a/.DS_Store": "x", "Thumbs.db": "x"}
    with opened(pack(files)) as archive:
        assert list(archive.entries) == ["a/b.html"]


def test_a_name_is_found_whatever_its_case() -> None:
    with opened(pack({"Web/Файл.HTML": "x"})) as archive:
        assert archive.find("web/файл.html") == "Web/Файл.HTML"
        assert archive.find("other") is None


@pytest.mark.parametrize("encoding", ["utf-8", "cp866"])
def test_cyrillic_names_without_the_utf8_flag(encoding: str) -> None:
    names = ["Лекция 1.html", "картинки/схема.png"]
    with opened(legacy_zip(name.encode(encoding) for name in names)) as archive:
        assert list(archive.entries) == names
        assert archive.read("Лекция 1.html", max_bytes=10) == b"text"


def test_chinese_names_without_the_utf8_flag() -> None:
    with opened(legacy_zip(["课程介绍.html".encode("gb18030")])) as archive:
        assert list(archive.entries) == ["课程介绍.html"]


def test_a_zip_with_a_comment_is_opened() -> None:
    with opened(raw_zip([RawEntry(b"a.html")], comment=b"made by a program" * 100)) as archive:
        assert list(archive.entries) == ["a.html"]
