from string import ascii_letters

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.models.templates import DocumentTemplate
from credentials.rules import (
    PLACEHOLDERS,
    PatternError,
    check_number_pattern,
    check_wording,
    digest,
    family_key,
    fill,
    format_number,
    offered_languages,
    restarts_each_year,
    shortened,
)


@pytest.mark.parametrize("text", ["", "Plain.", "{name}", "{{literal}} {title}", "100 % {hours}"])
def test_wordings_that_can_be_filled_in(text: str) -> None:
    check_wording(text)


@pytest.mark.parametrize(
    ("text", "code", "what"),
    [
        ("{nmae}", "unknown", "nmae"),
        ("{0}", "unknown", "0"),
        ("{}", "unknown", ""),
        ("{name.__class__}", "unknown", "name.__class__"),
        ("{name[0]}", "unknown", "name[0]"),
        ("{name!r}", "braces", "name"),
        ("{hours:>999999}", "braces", "hours"),
        ("{name", "braces", ""),
        ("name}", "braces", ""),
    ],
)
def test_wordings_that_cannot(text: str, code: str, what: str) -> None:
    with pytest.raises(PatternError) as caught:
        check_wording(text)
    assert (caught.value.code, caught.value.what) == (code, what)


@given(st.text(max_size=60))
def test_any_text_is_either_refused_or_filled_in(text: str) -> None:
    try:
        check_wording(text)
    except PatternError:
        return
    fill(text, {})


@given(st.text(alphabet=ascii_letters + "{}!:[]. ", max_size=30))
def test_values_are_put_in_as_they_are(value: str) -> None:
    assert fill("«{name}»", {"name": value}) == [" ".join(f"«{value}»".split())]


def test_blank_lines_part_paragraphs() -> None:
    assert fill("{name}\nlearned.\n \n\n{hours} h", {"name": "Asel", "hours": "72"}) == ["Asel learned.", "72 h"]


def test_a_value_that_is_missing_leaves_nothing() -> None:
    assert fill("{qualification}\n\n{name}", {"name": "Asel"}) == ["Asel"]


def test_the_form_names_every_placeholder() -> None:
    help_text = str(DocumentTemplate._meta.get_field("wording").help_text)
    assert all(f"{{{name}}}" in help_text for name in PLACEHOLDERS)


@pytest.mark.parametrize("pattern", ["{number}", "{year}-{kind}-{number:06}", "А/{number:3}", "№ {number} ({year})"])
def test_patterns_of_numbers(pattern: str) -> None:
    check_number_pattern(pattern)


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("{year}", "number"),
        ("2026", "number"),
        ("{nummer}", "unknown"),
        ("{number:x}", "braces"),
        ("{number:0999}", "braces"),
        ("{kind:5}{number}", "braces"),
        ("{number", "braces"),
        ("{number!r}", "braces"),
    ],
)
def test_patterns_that_make_no_numbers(pattern: str, code: str) -> None:
    with pytest.raises(PatternError) as caught:
        check_number_pattern(pattern)
    assert caught.value.code == code


@given(st.integers(1, 10**7), st.integers(1, 10**7))
def test_different_numbers_read_differently(one: int, other: int) -> None:
    written = [format_number("{year}-{kind}-{number:06}", number=n, year=2026, kind="CPD") for n in (one, other)]
    assert (written[0] == written[1]) == (one == other)


PARTS = st.sampled_from(["{number}", "{number:06}", "{year}", "{kind}", "-", "/", "1", "20", "№ "])
ISSUES = st.tuples(st.integers(2000, 2099), st.integers(1, 10**7))


@given(st.lists(PARTS, max_size=6), ISSUES, ISSUES)
def test_no_two_documents_of_a_series_have_one_number(
    parts: list[str], one: tuple[int, int], other: tuple[int, int]
) -> None:
    pattern = "".join(["{number}", *parts])
    check_number_pattern(pattern)
    first, second = (format_number(pattern, number=number, year=year, kind="CPD") for year, number in (one, other))
    # Where the year is no part of it, the running number never begins again, so that it alone must differ.
    same = one == other if restarts_each_year(pattern) else one[1] == other[1]

    assert (first == second) == same


def test_numbers_begin_again_only_where_the_year_tells_them_apart() -> None:
    assert restarts_each_year("{year}/{number}")
    assert not restarts_each_year("{number:07}")
    assert not restarts_each_year("{{year}}{number}")


def test_a_digest_does_not_depend_on_the_order_of_keys() -> None:
    assert digest({"a": 1, "б": [2]}) == digest({"б": [2], "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})


@pytest.mark.parametrize(
    ("one", "other"),
    [("Королёва", "КОРОЛЕВА"), ("Oʻrinova", "O'rinova"), ("Oʻrinova", "oʼrinova "), ("Иванова-Ли", "Иванова Ли")],
)
def test_family_names_are_compared_kindly(one: str, other: str) -> None:
    assert family_key(one) == family_key(other)


def test_kazakh_letters_stay_themselves() -> None:
    assert family_key("Қасымова") != family_key("Касымова")


def test_a_hidden_name_shows_initials() -> None:
    assert shortened("Сейтқали", "Айгүл", "") == "С. А."


def test_the_state_language_leads_then_those_the_title_has() -> None:
    assert offered_languages(["en", "kk", "ru"], {"ru"}, "kk") == ["kk", "ru", "en"]
    assert offered_languages(["en", "ru"], {"ru"}, "kk") == ["ru", "en"]
    assert offered_languages(["en"], (), None) == ["en"]
