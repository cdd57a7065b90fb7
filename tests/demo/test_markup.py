"""The light markup of the content files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.markup import (
    Callout,
    Directive,
    Heading,
    MarkupError,
    Prose,
    Quote,
    Run,
    Table,
    is_list,
    is_ordered,
    list_items,
    parse,
    plain,
    runs,
)

TEXT = """First paragraph.

Second with **weight**.

- one
- two

### A heading

1. first
2. second

> Said once.
> — Somebody

!tip Title of it
A line.
Another line.

| A | B |
|---|---|
| 1 | 2 |

@picture water | What it shows | A caption
"""


class TestParse:
    def test_every_kind_of_piece(self) -> None:
        assert parse(TEXT) == [
            Prose(("First paragraph.", "Second with **weight**.", "- one\n- two")),
            Heading("A heading"),
            Prose(("1. first\n2. second",)),
            Quote("Said once.", "Somebody"),
            Callout("tip", "Title of it", "A line.\nAnother line."),
            Table(("A", "B"), (("1", "2"),)),
            Directive("picture", "water", ("What it shows", "A caption")),
        ]

    def test_nothing_of_nothing(self) -> None:
        assert parse("\n \n") == []

    def test_a_quotation_needs_no_author(self) -> None:
        assert parse("> Said\n> twice.") == [Quote("Said twice.")]

    def test_an_address_may_hold_a_colon(self) -> None:
        assert parse("@link https://example.org/a | A") == [Directive("link", "https://example.org/a", ("A",))]

    @pytest.mark.parametrize(
        "broken",
        [
            "# A title inside",
            "### Heading\nwith text at once",
            "!tip",
            "!shout Title\ntext",
            "!tip Only a title",
            "| A | B |",
            "| A | B |\n| 1 | 2 |\n| 3 | 4 |",
            "| A | B |\n|---|---|\n| 1 |",
            "- one\nnot an item",
            "@",
        ],
    )
    def test_what_is_not_well_formed_is_refused(self, broken: str) -> None:
        with pytest.raises(MarkupError):
            parse(broken)


class TestLists:
    def test_signs_are_taken_off(self) -> None:
        assert list_items("- a - b\n- c") == ["a - b", "c"]
        assert list_items("1. a\n2. b") == ["a", "b"]

    def test_kinds(self) -> None:
        assert [is_list(each) for each in ("- a", "12. a", "12 a", "-a")] == [True, True, False, False]
        assert [is_ordered(each) for each in ("1. a", "- a")] == [True, False]


class TestRuns:
    def test_styles_and_links(self) -> None:
        assert list(runs("a **b** *c* [d](object:e-f).")) == [
            Run("a "),
            Run("b", "bold"),
            Run(" "),
            Run("c", "italic"),
            Run(" "),
            Run("d", "link", "object:e-f"),
            Run("."),
        ]

    def test_a_lone_star_is_a_star(self) -> None:
        assert plain("2 * 3 * 4") == "2 * 3 * 4"

    def test_links_to_addresses_are_not_made_here(self) -> None:
        assert plain("[a](https://example.org)") == "[a](https://example.org)"

    @given(st.text(alphabet=st.characters(exclude_characters="*[]()"), max_size=60))
    def test_text_without_signs_stays_as_it_is(self, text: str) -> None:
        assert plain(text) == text

    @given(st.text(alphabet="ab *[]():-", max_size=40))
    def test_nothing_is_added(self, text: str) -> None:
        kept = plain(text)
        assert len(kept) <= len(text)
        assert set(kept) <= set(text)
