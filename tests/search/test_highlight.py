"""Marking words in texts that are not to be trusted."""

import re

import pytest
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import query_terms
from search.highlight import FRAGMENT, LOOKED_THROUGH, Highlighter, excerpt


def highlighter(query: str) -> Highlighter:
    return Highlighter(query_terms(query))


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("кандидат", "Кандидаты наук", "<mark>Кандидаты</mark> наук"),
        ("ёлка", "Все елки", "Все <mark>елки</mark>"),
        ("teachers", "The teacher’s book", "The <mark>teacher’s</mark> book"),
        ("教育评", "课堂教育评估", "课堂<mark>教育评</mark>估"),
        ("评", "课堂评估", "课堂<mark>评</mark>估"),
        ("o'quv", "Oʻquv reja", "<mark>Oʻquv</mark> reja"),
        ("урок", "Ничего", "Ничего"),
        ("", "Текст", "Текст"),
        ("AI教育", "AI教育", "<mark>AI教育</mark>"),
    ],
)
def test_forms_of_the_querys_words_are_marked(query: str, text: str, marked: str) -> None:
    assert highlighter(query).mark(text, "ru") == marked


def test_text_is_escaped_before_it_is_marked() -> None:
    text = '<script>alert("урок")</script> & <b>урок</b>'
    assert highlighter("урок script").mark(text, "ru") == (
        "&lt;<mark>script</mark>&gt;alert(&quot;<mark>урок</mark>&quot;)&lt;/<mark>script</mark>&gt; "
        "&amp; &lt;b&gt;<mark>урок</mark>&lt;/b&gt;"
    )


def test_a_fragment_shows_the_place_with_the_most_words() -> None:
    text = "начало урок " + "слово " * 200 + "наблюдение каждого урока здесь " + "дальше " * 200
    fragment = highlighter("наблюдение урока").fragment(text, "ru")
    assert fragment is not None
    assert "<mark>наблюдение</mark> каждого <mark>урока</mark>" in fragment
    assert fragment.startswith("… ")
    assert fragment.endswith(" …")


def test_a_fragment_is_about_as_long_as_asked_for() -> None:
    fragment = highlighter("урок").fragment("слово " * 300 + "урок " + "слово " * 300, "ru")
    assert fragment is not None
    assert len(re.sub("<.*?>", "", fragment)) <= FRAGMENT + 4


def test_a_text_without_the_words_has_no_fragment() -> None:
    assert highlighter("урок").fragment("Совсем другое.", "ru") is None
    assert highlighter("").fragment("Текст", "ru") is None
    assert highlighter("урок").fragment("Урочище и урочный", "ru") is None


@pytest.mark.parametrize(("query", "text"), [("parties", "A party"), ("елка", "Ёлка"), ("o'quv", "O‘quv")])
def test_a_fragment_finds_words_that_end_otherwise_than_their_stem(query: str, text: str) -> None:
    assert "<mark>" in (highlighter(query).fragment(text, "ru") or "")


def test_a_very_long_text_is_not_looked_through_to_its_end() -> None:
    assert highlighter("урок").fragment("а " * LOOKED_THROUGH + "урок", "ru") is None


def test_an_excerpt_is_cut_between_words() -> None:
    assert excerpt("раз два три четыре", 0, 9) == "раз два …"
    assert excerpt("раз два три четыре", 5, 20) == "… три четыре"
    assert excerpt("раз\nдва", 0, 20) == "раз два"
    assert excerpt("") == ""


@given(query=st.text(max_size=40), text=st.text(max_size=300))
def test_nothing_but_marks_is_ever_added(query: str, text: str) -> None:
    marked = highlighter(query).mark(text, "ru")
    assert set(re.findall("<[^>]*>", marked)) <= {"<mark>", "</mark>"}
    assert re.sub("</?mark>", "", marked) == escape(text)
    assert marked.count("<mark>") == marked.count("</mark>")


@given(text=st.text(min_size=1, max_size=200))
def test_a_text_is_marked_by_itself(text: str) -> None:
    if query_terms(text):
        assert "<mark>" in highlighter(text).mark(text, "ru")
