"""From the markup to Wagtail's rich text."""

from demo.rich_text import block, inline


def no_link(_target: str) -> int | None:
    return None


def to_page(target: str) -> int | None:
    return 7 if target == "object:exit-ticket" else None


def test_signs_of_html_are_words() -> None:
    assert inline("a < b & c", no_link) == "a &lt; b &amp; c"


def test_styles() -> None:
    assert inline("**a** and *b*", no_link) == "<b>a</b> and <i>b</i>"


def test_a_link_leads_to_the_page() -> None:
    assert inline("[the ticket](object:exit-ticket)", to_page) == '<a linktype="page" id="7">the ticket</a>'


def test_a_link_without_a_page_is_words() -> None:
    assert inline("[the ticket](object:other)", to_page) == "the ticket"


def test_paragraph_with_lines() -> None:
    assert block("one\ntwo", no_link) == "<p>one<br/>two</p>"


def test_lists() -> None:
    assert block("- a\n- **b**", no_link) == "<ul><li>a</li><li><b>b</b></li></ul>"
    assert block("1. a\n2. b", no_link) == "<ol><li>a</li><li>b</li></ol>"


def test_a_line_before_a_list() -> None:
    assert block("Take:\n- a\n- b", no_link) == "<p>Take:</p><ul><li>a</li><li>b</li></ul>"
