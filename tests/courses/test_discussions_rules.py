"""Posts in plain values: markup, names after an @, pace."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.discussions.markup import TAGS, to_html, to_plain
from courses.discussions.rules import LIMITS, MOST_MENTIONS, is_too_quick, may_still_edit, mentions

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PEOPLE = {
    1: ["Сейтқали Айгүл Нұрланқызы", "Сейтқали Айгүл", "Айгүл Сейтқали"],
    2: ["Сейтқали Айгүл"],
    3: ["O'Neil Ann-Mary"],
    4: ["王 小明"],
    5: ["Сейтқали Айгүл Нұрланқызы Кіші"],
}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Hello", "<p>Hello</p>"),
        ("One\n\nTwo", "<p>One</p><p>Two</p>"),
        ("One\nTwo", "<p>One<br>Two</p>"),
        ("One\r\n \r\nTwo", "<p>One</p><p>Two</p>"),
        ("Because:\n- first\n- second", "<p>Because:</p><ul><li>first</li><li>second</li></ul>"),
        ("1. first\n2. second", "<ol><li>first</li><li>second</li></ol>"),
        ("*so* and **strong**", "<p><em>so</em> and <strong>strong</strong></p>"),
        ("2 * 3 * 4", "<p>2 * 3 * 4</p>"),
        ("> quoted\n> more", "<blockquote><p>quoted<br>more</p></blockquote>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
    ],
)
def test_the_little_markup(text: str, html: str) -> None:
    assert to_html(text) == html


def test_addresses_are_links_that_vouch_for_nothing() -> None:
    html = to_html("See https://example.org/a?b=1&c=2, and [the plan](https://example.org/план).")
    assert html.count("<a ") == 2
    assert html.count('rel="nofollow ugc noopener noreferrer"') == 2
    assert 'href="https://example.org/a?b=1&amp;c=2"' in html
    assert ">the plan</a>." in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](data:text/html,x)",
        '[a](https://x.example/"onmouseover="alert(1))',
        "![picture](https://evil.example/pixel.png)",
        "**<b onclick=alert(1)>**",
        "https://[broken",
    ],
)
def test_nothing_acts_and_nothing_is_loaded(text: str) -> None:
    html = to_html(text)
    assert not re.search(r"<(?:script|img|b\s)", html)
    assert not re.search(r"<[^>]*\son\w+=", html)
    assert "javascript:" not in re.sub(r">[^<]*<", "><", html)


@given(st.text(alphabet=st.sampled_from("ab *<>[]()@-1.\n\"'&/:hтәhttps://"), max_size=300))
def test_whatever_is_written_only_the_known_tags_come_out(text: str) -> None:
    html = to_html(text)
    assert {name.lower() for name in re.findall(r"</?([a-zA-Z]+)", html)} <= TAGS


@given(st.text(max_size=200))
def test_no_word_is_lost(text: str) -> None:
    words = re.findall(r"\w{3,}", text)
    shown = unescape(re.sub(r"<[^>]+>", " ", to_html(text)))
    assert all(word in shown for word in words)


@pytest.mark.parametrize(
    ("text", "plain"),
    [("*so* and **strong**", "so and strong"), ("> quoted\nmore", "quoted\nmore"), ("2 * 3 * 4", "2 * 3 * 4")],
)
def test_letters_hold_the_words_without_the_signs(text: str, plain: str) -> None:
    assert to_plain(text) == plain


@given(st.text(max_size=100), st.integers(0, 100), st.integers(0, 100))
def test_a_mark_anywhere_is_safe(text: str, begin: int, length: int) -> None:
    html = to_html(text, [(begin, begin + length)])
    assert {name.lower() for name in re.findall(r"</?([a-zA-Z]+)", html)} <= TAGS


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("@Сейтқали Айгүл, look", [{1, 2}]),
        ("@сейтқали айгүл нұрланқызы!", [{1}]),
        ("@Сейтқали Айгүл Нұрланқызы Кіші", [{5}]),
        ("Ask @O'Neil Ann-Mary.", [{3}]),
        ("(@王 小明)", [{4}]),
        ("@Айгүл Сейтқали and @O'Neil Ann-Mary", [{1}, {3}]),
        ("@Сейтқали", []),
        ("mail@Сейтқали Айгүл", []),
        ("@ Сейтқали Айгүл", []),
        ("@Сейтқали Айгүлова", []),
        ("@nobody", []),
    ],
)
def test_whom_a_text_names(text: str, who: list[set[int]]) -> None:
    assert [set(people) for _begin, _end, people in mentions(text, PEOPLE)] == who


def test_a_name_is_marked_from_the_at_to_its_end() -> None:
    text = "Well, @O'Neil Ann-Mary. So"
    ((begin, end, _who),) = mentions(text, PEOPLE)
    assert text[begin:end] == "@O'Neil Ann-Mary"
    assert to_html(text, [(begin, end)]) == "<p>Well, <strong>@O'Neil Ann-Mary</strong>. So</p>".replace("'", "'")


def test_one_post_calls_only_so_many() -> None:
    assert len(mentions("@O'Neil Ann-Mary " * 50, PEOPLE)) == MOST_MENTIONS


@given(st.text(max_size=200))
def test_places_of_names_are_in_the_text_and_in_order(text: str) -> None:
    last = 0
    for begin, end, who in mentions(text + " @O'Neil Ann-Mary", PEOPLE):
        assert last <= begin < end <= len(text) + 17
        assert who
        last = end


def test_half_an_hour_to_edit() -> None:
    assert may_still_edit(NOW, NOW + timedelta(minutes=30))
    assert not may_still_edit(NOW, NOW + timedelta(minutes=30, seconds=1))


@pytest.mark.parametrize(("span", "most"), LIMITS)
def test_pace(span: timedelta, most: int) -> None:
    step = span / (most + 1)
    written = [NOW - step * (number + 1) for number in range(most)]
    assert is_too_quick(written, NOW)
    assert not is_too_quick([moment - span for moment in written], NOW)
    assert not is_too_quick([], NOW)
