"""What the signs in a query mean, and that no text breaks on them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import tokenise, wording
from search.analysis.wording import MOST_SIGNS


def read(text: str) -> tuple[str, list[str], list[str]]:
    asked = wording(text)
    return asked.text, [each.text for each in asked.phrases], [each.text for each in asked.excluded]


@pytest.mark.parametrize(
    ("text", "looked_for", "phrases", "excluded"),
    [
        ("урок математики", "урок математики", [], []),
        ('"урок математики" дроби', "урок математики дроби", ["урок математики"], []),
        ("«урок математики»", "урок математики", ["урок математики"], []),
        ("“formative assessment”", "formative assessment", ["formative assessment"], []),
        ("„урок чытання“", "урок чытання", ["урок чытання"], []),
        ("教育 “课堂评估”", "教育 课堂评估", ["课堂评估"], []),
        ("урок -дроби", "урок", [], ["дроби"]),
        ("урок \u2212дроби", "урок", [], ["дроби"]),
        ('урок -"обыкновенные дроби" класс', "урок класс", [], ["обыкновенные дроби"]),
        ("курс -онлайн-школа", "курс", [], ["онлайн-школа"]),
        ("-дроби", "", [], ["дроби"]),
    ],
)
def test_signs_are_read(text: str, looked_for: str, phrases: list[str], excluded: list[str]) -> None:
    assert read(text) == (looked_for, phrases, excluded)


@pytest.mark.parametrize(
    "text",
    [
        'слова "без конца',
        'диск 5" и "x',
        "e-mail",
        "урок - игра",
        "урок – игра",
        "--урок",
        "суффиксы -н- и -нн-",
        "« »",
        '""',
        "- !",
        "-!",
        'ab"cd"ef',
        "учителя’ и ‘дети’",
    ],
)
def test_signs_without_sense_are_punctuation(text: str) -> None:
    assert not wording(text).has_signs
    assert wording(text).text == " ".join(text.split())


def test_one_word_in_quotation_marks_is_a_word() -> None:
    assert read('"урок" дроби') == ("урок дроби", [], [])


def test_no_more_signs_are_read_than_help() -> None:
    asked = wording(" ".join(f'"a{number} b"' for number in range(99)))
    assert len(asked.phrases) == MOST_SIGNS
    assert "a98" in asked.text


@given(st.one_of(st.text(max_size=200), st.text(alphabet="\"«»“”„-\u2212 аa教é1'", max_size=80)))
def test_any_text_can_be_read(text: str) -> None:
    asked = wording(text)
    assert all(each.ways and all(way for way in each.ways) for each in (*asked.phrases, *asked.excluded))
    assert {token.text for token in tokenise(asked.text)} <= {token.text for token in tokenise(text)}
