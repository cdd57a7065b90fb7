"""Plain blocks as StreamField values."""

import pytest

from courses.models import LessonPage
from interop.html import Block, Code, Heading, Image, Link, Media, Quote, RichText, Table
from interop.load.course.stream import Raw, StreamWriter, table_value


def written(*blocks: Block) -> list[Raw]:
    return StreamWriter("page", {}).write(blocks)


def pairs(*blocks: Block) -> list[tuple[str, object]]:
    return [(raw["type"], raw["value"]) for raw in written(*blocks)]


def test_headings_begin_at_the_second_level() -> None:
    raw = pairs(Heading("A", 3), Heading("B", 4), Heading("C", 6))
    assert raw == [
        ("heading", {"text": "A", "level": "2"}),
        ("heading", {"text": "B", "level": "3"}),
        ("heading", {"text": "C", "level": "4"}),
    ]


def test_a_heading_too_long_for_its_field_is_text() -> None:
    ((kind, value),) = pairs(Heading("x" * 300, 2))
    assert (kind, value) == ("paragraph", f"<p><b>{'x' * 300}</b></p>")


@pytest.mark.parametrize(("extension", "kind"), [("mp4", "video"), ("mp3", "audio"), ("pdf", "file"), ("avi", "file")])
def test_media_are_played_where_they_can_be(extension: str, kind: str) -> None:
    ((written_kind, value),) = pairs(Media(3, extension, "T"))
    assert written_kind == kind
    assert isinstance(value, dict)
    assert (value["file"], value["title"]) == (3, "T")


def test_a_caption_too_long_for_its_field_follows_the_image() -> None:
    kinds = [kind for kind, _value in pairs(Image(1, "a", "y" * 300))]
    assert kinds == ["image", "paragraph"]


def test_an_address_no_form_would_take_is_a_plain_link() -> None:
    assert pairs(Link("http://intranet/?a=1&b=2", "")) == [
        ("paragraph", '<p><a href="http://intranet/?a=1&amp;b=2">http://intranet/?a=1&amp;b=2</a></p>')
    ]
    assert pairs(Link("https://example.org/", "Site"))[0][0] == "link"


def test_tables_have_rich_columns_only_where_needed() -> None:
    value = table_value(
        Table((("Word", "Use"), ("a &amp; b", 'see <a href="https://a.b/">c</a>')), header_row=True, header_column=True)
    )
    assert value == {
        "columns": [{"type": "row_heading", "heading": "Word"}, {"type": "rich_text", "heading": "Use"}],
        "rows": [{"values": ["a & b", '<p>see <a href="https://a.b/">c</a></p>']}],
        "caption": "",
    }


def test_a_table_without_headings() -> None:
    value = table_value(Table((("a", "b"), ("c", "d<br/>e"))))
    assert [column["type"] for column in value["columns"]] == ["text", "rich_text"]
    assert [row["values"] for row in value["rows"]] == [["a", "<p>b</p>"], ["c", "<p>d<br/>e</p>"]]


def test_a_block_keeps_its_id_while_others_come_and_go() -> None:
    first = written(RichText("<p>a</p>"), RichText("<p>b</p>"))
    second = written(Heading("New", 2), RichText("<p>a</p>"), RichText("<p>b</p>"))
    assert [raw["id"] for raw in second[1:]] == [raw["id"] for raw in first]


def test_equal_blocks_have_different_ids() -> None:
    ids = [raw["id"] for raw in written(RichText("<p>a</p>"), RichText("<p>a</p>"))]
    assert len(set(ids)) == 2


@pytest.mark.django_db
def test_all_values_are_complete_and_valid() -> None:
    body = written(
        Heading("A", 2),
        RichText("<p>b</p>"),
        Link("https://example.org/", "Site"),
        Table((("a", "b"), ("c", "d")), header_row=True, caption="C"),
        Quote("words", "https://example.org/"),
        Code("x = 1"),
    )
    page = LessonPage(body=body)
    cleaned = page.body.stream_block.clean(page.body)
    assert list(cleaned.get_prep_value()) == body
