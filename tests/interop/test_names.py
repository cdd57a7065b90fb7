"""Names from archives: the right letters, and nothing that points outside."""

import struct
import unicodedata
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interop.encodings import decode_text, guess_name_encoding
from interop.errors import UnsafeArchive
from interop.names import fold, printable, safe_path, unicode_path


def safe(name: str) -> str:
    return safe_path(name, max_depth=8, max_length=200)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a/b.html", "a/b.html"),
        ("./a//b.html", "a/b.html"),
        ("folder\\page.html", "folder/page.html"),
        ("Лекция 1: введение.pdf", "Лекция 1: введение.pdf"),
        ("课程/第一课.html", "课程/第一课.html"),
        ("e\u0301te\u0301.html", "\u00e9t\u00e9.html"),
        ("a..b/...c", "a..b/...c"),
    ],
)
def test_a_relative_name_is_kept_in_one_form(name: str, expected: str) -> None:
    assert safe(name) == expected


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../etc/passwd", "parent-path"),
        ("a/../../b", "parent-path"),
        ("a\\..\\..\\b", "parent-path"),
        ("/etc/passwd", "absolute-path"),
        ("\\\\server\\share\\x", "absolute-path"),
        ("C:\\windows\\x", "absolute-path"),
        ("c:x", "absolute-path"),
        ("", "bad-name"),
        (".", "bad-name"),
        ("a\x00b", "bad-name"),
        ("a\nb", "bad-name"),
        ("/".join("abcdefghi"), "long-path"),
        ("x" * 201, "long-path"),
    ],
)
def test_a_name_that_points_outside_is_refused(name: str, code: str) -> None:
    with pytest.raises(UnsafeArchive) as refused:
        safe(name)
    assert refused.value.code == code
    assert str(refused.value)


@given(st.text(max_size=80))
def test_what_is_accepted_never_leaves_its_folder(name: str) -> None:
    try:
        path = safe(name)
    except UnsafeArchive:
        return
    parts = path.split("/")
    assert ".." not in parts
    assert "" not in parts
    assert not path.startswith("/")
    assert "\\" not in path
    assert unicodedata.is_normalized("NFC", path)
    assert safe(path) == path


@given(st.text(max_size=40))
def test_folding_is_stable(name: str) -> None:
    assert fold(fold(name)) == fold(name)


def test_names_that_some_system_takes_for_one_fold_alike() -> None:
    assert fold("Файл.PDF") == fold("файл.pdf")
    assert fold("e\u0301.txt") == fold("\u00c9.txt")


@pytest.mark.parametrize(
    ("names", "encoding"),
    [
        (["Лекция.pdf", "Задание 2.docx"], "cp866"),
        (["Урок 1. Введение в профессию.html", "картинки/схема.png"], "cp1251"),
        (["课程介绍.html", "图片/学习资源.png"], "gb18030"),
        (["Лекция.pdf", "课程.pdf"], "utf-8"),
        (["résumé.pdf", "Übung.html"], "cp437"),
        (["plain.txt"], "utf-8"),
    ],
)
def test_legacy_names_are_read_as_they_were_written(names: list[str], encoding: str) -> None:
    raw = [name.encode(encoding) for name in names]
    assert guess_name_encoding(raw) == encoding


@given(st.lists(st.from_regex(r"\A[а-яё]{3,12}( [а-яё]{3,12}){0,3}\.pdf\Z"), min_size=1, max_size=5))
def test_cyrillic_in_dos_encoding_always_survives(names: list[str]) -> None:
    encoding = guess_name_encoding([name.encode("cp866") for name in names])
    assert [name.encode("cp866").decode(encoding) for name in names] == names


@given(st.lists(st.binary(max_size=30), max_size=5))
def test_guessing_never_fails(names: list[bytes]) -> None:
    encoding = guess_name_encoding(names)
    for name in names:
        assert isinstance(name.decode(encoding, "replace"), str)


def extra(raw: bytes, name: str, crc: int | None = None) -> bytes:
    body = struct.pack("<BI", 1, zlib.crc32(raw) if crc is None else crc) + name.encode()
    return struct.pack("<HH", 0x5455, 1) + b"\x00" + struct.pack("<HH", 0x7075, len(body)) + body


def test_the_unicode_name_beside_a_legacy_one_is_found() -> None:
    raw = "Лекция.pdf".encode("cp866")
    assert unicode_path(raw, extra(raw, "Лекция.pdf")) == "Лекция.pdf"


def test_a_unicode_name_for_another_entry_is_not_believed() -> None:
    assert unicode_path(b"a", extra(b"a", "b", crc=1)) is None


@given(st.binary(max_size=60))
def test_broken_extra_fields_do_no_harm(field: bytes) -> None:
    unicode_path(b"name", field)


def test_what_is_shown_of_a_name_is_one_short_line() -> None:
    assert printable("a\nb\x1b[31m") == "a\ufffdb\ufffd[31m"
    assert len(printable("x" * 500)) == 120


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "gb18030"])
def test_text_that_does_not_say_its_encoding(encoding: str) -> None:
    text = {"gb18030": "教师专业发展课程的学习资源"}.get(encoding, "Учебные материалы для учителя")
    assert decode_text(text.encode(encoding)) == text


def test_text_in_the_declared_encoding() -> None:
    assert decode_text("naïve".encode("latin-1"), "iso-8859-1") == "naïve"


def test_damaged_utf8_is_not_taken_for_another_encoding() -> None:
    assert decode_text("Учебные материалы".encode() + b"\xff") is None


def test_text_that_nothing_fits_is_not_guessed() -> None:
    assert decode_text("naïve café".encode("latin-1")) is None
    assert decode_text("naïve café".encode("latin-1"), "no-such-encoding") is None
