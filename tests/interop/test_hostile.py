"""Broken and hostile cartridges through the whole importer: one clear problem, and nothing left behind."""

import io
import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from courses.models import CourseIndexPage
from interop.archive import MIB, ArchiveLimits
from interop.errors import ImportProblem
from interop.services import import_course
from tests.factories.interop import Cartridge, RawEntry, pack, png, raw_zip
from tests.interop.conftest import Traces

LIMITS = ArchiveLimits(entry_bytes=8 * MIB, total_bytes=16 * MIB, entries=200, ratio_from_bytes=MIB)


def good() -> Cartridge:
    return Cartridge().module("M").page("P", '<p>p</p><img src="../web/a.png" alt="A">').file("web/a.png", png())


def entries(*more: RawEntry) -> bytes:
    """A cartridge that is in order but for these entries."""
    cartridge = good()
    files = {"imsmanifest.xml": cartridge.manifest(), **cartridge.files}
    kept = [
        RawEntry(name.encode(), content.encode() if isinstance(content, str) else content, flags=0x800)
        for name, content in files.items()
        if name.encode() not in {entry.name for entry in more}
    ]
    return raw_zip([*kept, *more])


def with_manifest(manifest: str | bytes) -> bytes:
    return pack({"imsmanifest.xml": manifest, **good().files})


def encrypted() -> bytes:
    return entries(RawEntry(b"web/a.png", png(), flags=1))


LAUGHS = '<!DOCTYPE m [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {n} "&{p};&{p};&{p};">' for p, n in zip("abcdefgh", "bcdefghi", strict=True)
)
FILE_ENTITY = '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><manifest><metadata>&x;</metadata></manifest>'

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "parent path": (lambda: entries(RawEntry(b"../../evil.html")), "parent-path"),
    "absolute path": (lambda: entries(RawEntry(b"/etc/cron.d/evil")), "absolute-path"),
    "drive path": (lambda: entries(RawEntry(b"C:\\evil.html")), "absolute-path"),
    "network path": (lambda: entries(RawEntry(b"\\\\host\\share\\evil")), "absolute-path"),
    "symbolic link": (lambda: entries(RawEntry(b"web/l", b"/etc/passwd", mode=stat.S_IFLNK | 0o777)), "not-a-file"),
    "device": (lambda: entries(RawEntry(b"web/d", mode=stat.S_IFBLK)), "not-a-file"),
    "same name twice": (lambda: entries(RawEntry(b"x.html"), RawEntry(b"X.HTML")), "duplicate-name"),
    "password": (encrypted, "encrypted"),
    "zip bomb": (lambda: entries(RawEntry(b"bomb.html", b"\x00" * 4 * MIB)), "bomb"),
    "ten gigabytes declared": (lambda: entries(RawEntry(b"web/a.png", png(), size=0xFFFFFFF0)), "entry-too-large"),
    "more data than declared": (lambda: entries(RawEntry(b"web/a.png", os.urandom(5000), size=50)), "damaged-entry"),
    "less data than declared": (lambda: entries(RawEntry(b"web/a.png", png(), size=100_000)), "false-size"),
    "cut short": (lambda: good().bytes()[:-40], "broken-zip"),
    "not a zip": (lambda: b"<html>an error page</html>", "not-a-zip"),
    "empty": (lambda: b"", "empty-file"),
    "no manifest": (lambda: pack({"index.html": "x"}), "no-manifest"),
    "external entity": (lambda: with_manifest(FILE_ENTITY), "xml-entities"),
    "billion laughs": (lambda: with_manifest(LAUGHS + "]><manifest>&i;</manifest>"), "xml-entities"),
    "broken manifest": (lambda: with_manifest("<manifest><resources>"), "bad-xml"),
    "unreadable letters": (
        lambda: with_manifest(
            '<?xml version="1.0" encoding="utf-8"?><manifest>café naïve</manifest>'.encode("latin-1")
        ),
        "wrong-encoding",
    ),
    "endless nesting": (
        lambda: with_manifest("<manifest>" + "<item>" * 120 + "</item>" * 120 + "</manifest>"),
        "xml-too-deep",
    ),
    "too many entries": (lambda: pack({f"{n}.txt": "" for n in range(201)}), "too-many-entries"),
    "too much in all": (
        lambda: pack({f"{n}.bin": os.urandom(MIB) * 2 for n in range(9)}),
        "archive-too-large",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_cartridge_is_one_clear_problem_and_leaves_nothing(
    name: str, index: CourseIndexPage, traces: Traces
) -> None:
    make, code = HOSTILE[name]
    with pytest.raises(ImportProblem) as problem:
        import_course(io.BytesIO(make()), index, by=None, limits=LIMITS)
    assert problem.value.code == code
    assert len(str(problem.value)) > 30
    traces.assert_none()


def test_the_cartridge_they_are_made_from_is_good(index: CourseIndexPage, traces: Traces) -> None:
    import_course(io.BytesIO(entries()), index, by=None, limits=LIMITS)
    assert Traces.now() > traces.before


def test_a_page_with_scripts_comes_in_without_them(index: CourseIndexPage) -> None:
    from courses.models import LessonPage

    html = (
        '<p onclick="x()">t</p><script>alert(1)</script><a href="javascript:alert(1)">l</a><img src=x onerror=alert(1)>'
    )
    import_course(io.BytesIO(Cartridge().module("M").page("P", html).bytes()), index, by=None)
    assert "alert" not in str(LessonPage.objects.get().body.get_prep_value())


def test_an_entry_damaged_in_the_middle_of_a_file_stops_everything(index: CourseIndexPage, traces: Traces) -> None:
    data = bytearray(Cartridge().module("M").file("web/film.mp4", os.urandom(50_000), item="F").bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        at = archive.getinfo("web/film.mp4").header_offset + 25_000
    data[at] ^= 0xFF
    with pytest.raises(ImportProblem) as problem:
        import_course(io.BytesIO(bytes(data)), index, by=None)
    assert problem.value.code == "damaged-entry"
    assert "web/film.mp4" in str(problem.value)
    traces.assert_none()


def test_the_broken_packages_kept_beside_the_repository(
    index: CourseIndexPage, traces: Traces, shared_data: Path
) -> None:
    for path in sorted((shared_data / "packages").iterdir()):
        with pytest.raises(ImportProblem) as problem:
            import_course(path, index, by=None)
        assert str(problem.value)
    traces.assert_none()
