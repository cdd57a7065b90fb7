"""Printed sheets, slides and documents made by the demonstration."""

import re
import zipfile
import zlib
from io import BytesIO

import pytest
from lxml import etree

from demo.markup import parse
from demo.media.docx import document
from demo.media.pdf.font import REGULAR, SEMIBOLD, Font
from demo.media.pdf.sheet import printed
from demo.media.pdf.slides import presentation
from demo.reader import shelves

TEXT = """An introduction with **weight**, and a comma.

### Heading

1. first
2. second

- a point

| Word | Meaning |
|---|---|
| one | |

> Said once. — Somebody

!tip Title
A remark.
"""
STREAM = re.compile(rb"<<([^\n]*)>>\nstream\n(.*?)\nendstream", re.DOTALL)
CODES = re.compile(rb"<([0-9a-f]+)> Tj")
MAPPING = re.compile(rb"^<([0-9a-f]{4})> <([0-9a-f]+)>$", re.MULTILINE)


def streams(pdf: bytes) -> list[bytes]:
    return [zlib.decompress(data) for _, data in STREAM.findall(pdf)]


def text_of(pdf: bytes) -> str:
    """The words of a file as a reader of the file finds them: codes, translated by the fonts' own tables."""
    found = streams(pdf)
    tables = [data for data in found if b"beginbfchar" in data]
    mapping: dict[str, str] = {}
    for data in tables:
        mapping |= {
            code.decode(): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in MAPPING.findall(data)
        }
    lines = [codes.decode() for data in found for codes in CODES.findall(data)]
    return "\n".join("".join(mapping[line[at : at + 4]] for at in range(0, len(line), 4)) for line in lines)


def sheet(title: str = "Лист", language: str = "ru", text: str = TEXT) -> bytes:
    return printed(title, "Коротко о листе.", parse(text), language, "Turna · CC0")


class TestFont:
    @pytest.mark.parametrize("path", [REGULAR, SEMIBOLD])
    def test_has_the_letters_of_all_languages_but_chinese(self, path: object) -> None:
        font = Font(REGULAR if path == REGULAR else SEMIBOLD)
        assert font.covers("Привет ңөү әғқұі ўі Oʻzbek ʼ «» — … • № × ≈")
        assert not font.covers("中")

    def test_widths(self) -> None:
        font = Font(REGULAR)
        assert font.width("") == 0
        assert font.width("ш") > font.width("г") > 0
        assert font.width("шг") == pytest.approx(font.width("ш") + font.width("г"))

    def test_a_subset_is_smaller_and_keeps_its_glyphs(self) -> None:
        font = Font(REGULAR)
        glyphs = {font.glyph(letter) for letter in "й"}
        subset = font.subset(glyphs)
        assert len(subset) < len(REGULAR.read_bytes()) / 4
        assert subset[:4] == b"\0\1\0\0"

    def test_everything_printed_can_be_written(self) -> None:
        font = Font(REGULAR)
        for language in ("ru", "en", "kk", "ky", "uz", "be"):
            for shelf in shelves(language):
                for section in shelf.objects.values():
                    assert font.covers(section.title + section.fields["summary"]), section.key


class TestSheet:
    def test_text_can_be_read_and_searched(self) -> None:
        text = text_of(sheet("Тоғыз сұрақ", "kk"))
        assert "Тоғыз сұрақ" in text
        assert "An introduction with" in text
        assert "weight," in text
        assert "Turna · CC0" in text
        assert "1 / 1" in text

    def test_says_its_title_and_its_language(self) -> None:
        pdf = sheet("Лист", "ru")
        assert b"/Title <feff" + "Лист".encode("utf-16-be").hex().encode() in pdf
        assert b"/Lang <feff" + "ru".encode("utf-16-be").hex().encode() in pdf
        assert b"/DisplayDocTitle true" in pdf

    def test_is_tagged(self) -> None:
        pdf = sheet()
        for role in (b"Document", b"H1", b"H2", b"P", b"L", b"LI", b"Lbl", b"LBody", b"Table", b"TR", b"TH", b"TD"):
            assert b"/S /" + role + b" " in pdf
        assert b"/Marked true" in pdf
        assert pdf.count(b"/Scope /Column") == 2

    def test_every_piece_of_text_belongs_to_the_structure(self) -> None:
        content = next(data for data in streams(sheet()) if b"BDC" in data)
        opened = content.count(b"BDC") + content.count(b"BMC")
        assert opened == content.count(b"EMC")
        marks = [int(mark) for mark in re.findall(rb"/MCID (\d+)", content)]
        assert marks == list(range(len(marks)))

    def test_a_reader_finds_every_object(self) -> None:
        pdf = sheet()
        start = int(pdf.split(b"startxref\n")[1].split()[0])
        assert pdf[start:].startswith(b"xref")
        for number, row in enumerate(re.findall(rb"^(\d{10}) 00000 n $", pdf[start:], re.MULTILINE), 1):
            assert pdf[int(row) :].startswith(b"%d 0 obj" % number)

    def test_a_long_text_goes_on_on_the_next_page(self) -> None:
        pdf = sheet(text="\n\n".join(f"Paragraph {number} " + "with some words " * 30 for number in range(30)))
        assert pdf.count(b"/Type /Page ") >= 3
        assert "3 / " in text_of(pdf)

    def test_the_same_at_every_run(self) -> None:
        assert sheet() == sheet()


class TestSlides:
    def test_a_title_and_a_slide_for_each_heading(self) -> None:
        pieces = parse("### One\n\nWords.\n\n### Two\n\n- a\n- b")
        pdf = presentation("Слайды", pieces, "ru", "Turna")
        assert pdf.count(b"/Type /Page ") == 3
        text = text_of(pdf)
        assert [each for each in text.splitlines() if each in {"Слайды", "One", "Words.", "Two", "a", "b"}] == [
            "Слайды", "One", "Words.", "Two", "a", "b",
        ]  # fmt: skip


class TestDocument:
    @pytest.fixture
    def parts(self) -> dict[str, str]:
        made = document("Лист", "Коротко.", parse(TEXT), "ru")
        with zipfile.ZipFile(BytesIO(made)) as packed:
            assert packed.testzip() is None
            return {name: packed.read(name).decode() for name in packed.namelist()}

    def test_every_part_is_well_formed(self, parts: dict[str, str]) -> None:
        assert "[Content_Types].xml" in parts
        for name, text in parts.items():
            etree.fromstring(text.encode()), name

    def test_headings_lists_and_tables_are_real(self, parts: dict[str, str]) -> None:
        body = parts["word/document.xml"]
        assert '<w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t xml:space="preserve">Heading' in body
        assert body.count("<w:numPr>") == 3
        assert "<w:tblHeader/>" in body
        assert "<w:b/>" in body

    def test_each_numbered_list_begins_with_one(self) -> None:
        made = document("T", "S", parse("1. a\n\nword\n\n1. b"), "en")
        with zipfile.ZipFile(BytesIO(made)) as packed:
            assert packed.read("word/numbering.xml").decode().count("startOverride") == 2

    def test_says_its_title_and_language(self, parts: dict[str, str]) -> None:
        assert "<dc:title>Лист</dc:title>" in parts["docProps/core.xml"]
        assert 'w:lang w:val="ru"' in parts["word/styles.xml"]

    def test_words_are_not_markup(self) -> None:
        made = document("A < B & C", "S", parse("x < y & z"), "en")
        with zipfile.ZipFile(BytesIO(made)) as packed:
            assert "x &lt; y &amp; z" in packed.read("word/document.xml").decode()

    def test_the_same_at_every_run(self) -> None:
        assert document("T", "S", parse(TEXT), "en") == document("T", "S", parse(TEXT), "en")
