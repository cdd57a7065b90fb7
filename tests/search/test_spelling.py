"""Near spellings."""

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.spelling import corrected, distance, is_correctable, keys, vocabulary


def known(*texts: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for word in sorted(vocabulary(texts)):
        for key in keys(word):
            found[key].append(word)
    return found


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("оценивние", "оценивание"),
        ("оцениваание", "оценивание"),
        ("оцинивание", "оценивание"),
        ("оценвиание", "оценивание"),
        ("Наблюдеие: урока", "наблюдение: урока"),
        ("teahcer", "teacher"),
        ("asessment for teachr", "assessment for teacher"),
    ],
)
def test_a_slip_is_mended(typed: str, meant: str) -> None:
    assert corrected(typed, known("Оценивание, наблюдение урока", "Teacher assessment")) == meant


@pytest.mark.parametrize("typed", ["оценивание", "совсем другое", "ур", "2024", "", "教育", "!!!", "оцениванию"])
def test_what_is_known_short_or_far_from_everything_stays(typed: str) -> None:
    assert corrected(typed, known("Оценивание")) is None


def test_of_two_near_words_the_nearer_is_taken() -> None:
    assert corrected("урокк", known("уроки урок")) == "урок"


def test_only_words_are_learnt() -> None:
    assert vocabulary(["Урок 12: план2", "教育评估学", "и не для"]) == {"урок", "教育评估学", "育评估学"}


def test_very_long_and_short_words_are_left_alone() -> None:
    assert not is_correctable("abc")
    assert not is_correctable("a" * 33)
    assert is_correctable("abcd")


@pytest.mark.parametrize(
    ("first", "second", "steps"),
    [
        ("", "", 0),
        ("", "ab", 2),
        ("abc", "abc", 0),
        ("abc", "acb", 1),
        ("abc", "xbc", 1),
        ("abc", "ab", 1),
        ("ca", "abc", 3),
    ],
)
def test_distance(first: str, second: str, steps: int) -> None:
    assert distance(first, second) == steps


word = st.text(alphabet="абвгдежз", min_size=4, max_size=12)


@given(first=word, second=word)
def test_distance_is_symmetric(first: str, second: str) -> None:
    assert distance(first, second) == distance(second, first)


@given(meant=word, place=st.integers(0, 11), letter=st.sampled_from("абв"))
def test_one_slip_of_any_kind_shares_a_key(meant: str, place: int, letter: str) -> None:
    at = place % (len(meant) - 1)
    slips = [
        meant[:at] + meant[at + 1 :],
        meant[:at] + letter + meant[at:],
        meant[:at] + letter + meant[at + 1 :],
        meant[:at] + meant[at + 1] + meant[at] + meant[at + 2 :],
    ]
    assert all(keys(slip) & keys(meant) for slip in slips)
