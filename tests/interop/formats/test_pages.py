"""Pages of HTML inside cartridges."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interop.errors import ImportProblem
from interop.formats.common_cartridge.pages import Page, read_page
from interop.html import RichText, Target, TargetKind, convert


def read(data: bytes | str) -> Page:
    return read_page(data.encode() if isinstance(data, str) else data, "p.html")


def test_the_body_without_the_head() -> None:
    page = read("<html><head><title> A  page </title><style>x</style></head><body>t<p>b</p></body></html>")
    assert (page.title, page.html) == ("A page", "t<p>b</p>")


def test_a_fragment_without_a_body() -> None:
    assert read("<p>a</p><p>b</p>").html == "<p>a</p><p>b</p>"


@pytest.mark.parametrize("data", ["", "  \n", "<!-- only a remark -->"])
def test_an_empty_page(data: str) -> None:
    assert read(data).html.strip() in ("", "<!-- only a remark -->")
    assert read(data).title == ""


@pytest.mark.parametrize(
    ("state", "published"), [("active", True), ("unpublished", False), ("deleted", False), ("anything", True)]
)
def test_the_state_in_its_own_system(state: str, published: bool) -> None:
    assert read(f'<head><meta name="workflow_state" content="{state}"></head><body>x</body>').published is published


def test_the_front_page() -> None:
    assert read('<head><meta name="front_page" content="true"></head><body>x</body>').front
    assert not read("<body>x</body>").front


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "koi8-r", "gb18030"])
def test_the_declared_encoding(encoding: str) -> None:
    text = "课程资源" if encoding == "gb18030" else "Урок"
    page = f'<head><meta http-equiv="Content-Type" content="text/html; charset={encoding}"></head><body>{text}</body>'
    assert read(page.encode(encoding)).html == text


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_a_byte_order_mark_wins(mark: bytes, encoding: str) -> None:
    page = '<head><meta charset="windows-1251"></head><body>Урок</body>'
    assert read(mark + page.encode(encoding)).html == "Урок"


def test_an_encoding_nobody_knows_is_not_believed() -> None:
    assert read('<head><meta charset="x-no-such"></head><body>Урок</body>').html == "Урок"


def test_letters_that_cannot_be_made_out() -> None:
    with pytest.raises(ImportProblem) as problem:
        read("<body>naïve café</body>".encode("latin-1"))
    assert problem.value.code == "wrong-encoding"
    assert "p.html" in str(problem.value)


def test_a_few_broken_letters_are_marked() -> None:
    page = read(("<body>" + "слово " * 100).encode() + b"\xff</body>")
    assert page.damaged
    assert "слово" in page.html


@given(st.binary(max_size=400))
def test_any_bytes_are_a_page_or_a_problem(data: bytes) -> None:
    try:
        page = read(data)
    except ImportProblem as problem:
        code = problem.code
    else:
        code = "" if isinstance(page.html, str) else "broken"
    assert code in ("", "wrong-encoding")


@pytest.mark.parametrize("depth", [300, 5000])
def test_a_page_nested_deeper_than_a_parser_goes_keeps_its_text(depth: int) -> None:
    text = (
        f"<html><head><title>T</title></head><body class='x'>{'<div>' * depth}deep{'</div>' * depth}after</body></html>"
    )
    page = read_page(text.encode(), "x.html")
    assert page.title == "T"
    found = convert(page.html, lambda _url: Target(TargetKind.NOTHING))
    assert found.blocks == (RichText("<p>deep</p><p>after</p>"),)
