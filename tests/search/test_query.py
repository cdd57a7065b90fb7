"""Reading a question from an address, whatever stands in it, and writing it back."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from search.query import FACET_NAMES, MAX_PAGE, MAX_TEXT, MAX_VALUE, MAX_VALUES, SearchQuery, Sort, clean_text


def parse(address: str, language: str = "ru") -> SearchQuery:
    return SearchQuery.parse(QueryDict(address), language)


def test_nothing_asks_for_everything() -> None:
    query = parse("")
    assert query == SearchQuery(language="ru")
    assert query.address() == "?"


def test_everything_is_read() -> None:
    query = parse("q=урок&type=course&subject=math&subject=physics&sort=title&page=3")
    assert query.text == "урок"
    assert query.selected("subject") == ("math", "physics")
    assert query.selected("type") == ("course",)
    assert query.selected("level") == ()
    assert (query.sort, query.page) == (Sort.TITLE, 3)


def test_an_address_is_the_same_whoever_writes_it() -> None:
    one = parse("page=2&tag=b&subject=z&tag=a&sort=relevance&q=+урок++1&subject=a")
    other = parse("q=урок 1&subject=a&subject=z&subject=a&tag=a&tag=b&page=2")
    assert one == other
    assert one.address() == "?" + urlencode(
        [("q", "урок 1"), ("subject", "a"), ("subject", "z"), ("tag", "a"), ("tag", "b"), ("page", "2")]
    )


@pytest.mark.parametrize("page", ["0", "-1", "", "x", "1.5", "٣", "²", "9" * 5000, "1e3", "0x10", " "])
def test_a_page_that_is_no_page_is_the_first(page: str) -> None:
    assert parse(urlencode({"page": page})).page == 1


def test_no_page_is_beyond_the_last_that_can_be_asked_for() -> None:
    assert parse("page=1000000000").page == MAX_PAGE


def test_an_unknown_order_is_relevance() -> None:
    assert parse("sort=random").sort is Sort.RELEVANCE


def test_the_last_of_repeated_texts_counts() -> None:
    assert parse("q=one&q=two").text == "two"


def test_text_is_cut() -> None:
    assert len(parse(urlencode({"q": "щ" * 10_000_000})).text) == MAX_TEXT


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  a \t\n b ", "a b"),
        ("a\x00b\x1bc", "abc"),
        ("\u202eкандидат\u200f", "кандидат"),
        ("a\ud800b", "ab"),
        ('"quoted": \\ and *', '"quoted": \\ and *'),
        ("emoji 🐦", "emoji 🐦"),
        ("\ufeff", ""),
    ],
)
def test_invisible_characters_are_left_out(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


def test_what_is_no_text_is_no_text() -> None:
    assert clean_text(None) == clean_text(b"bytes") == clean_text(7) == ""


def test_selections_are_bounded_in_number_and_length() -> None:
    address = urlencode([("tag", f"tag{number:04}") for number in range(1000)] + [("subject", "x" * 5000)])
    query = parse(address)
    assert len(query.selected("tag")) == MAX_VALUES
    assert query.selected("subject") == ()


def test_leaving_out_a_value() -> None:
    query = parse("subject=a&subject=b&tag=c&page=4")
    assert query.without("subject", "a").selected("subject") == ("b",)
    assert query.without("subject").selections == (("tag", ("c",)),)
    assert query.without("level") == query.on_page(1)
    assert query.without("subject", "a").page == 1


def test_adding_a_value_and_taking_all_away() -> None:
    query = parse("q=урок&tag=b&sort=title&page=4")
    assert query.with_value("tag", "a").selected("tag") == ("a", "b")
    assert query.without_filters() == SearchQuery("ru", "урок", sort=Sort.TITLE)


def test_other_words_keep_the_selections() -> None:
    query = parse("q=урк&tag=b&page=4").with_text(" урок ")
    assert (query.text, query.selected("tag"), query.page) == ("урок", ("b",), 1)


def test_the_readers_language_is_not_in_the_address() -> None:
    assert parse("language=kk", "ru").address() == parse("language=kk", "en").address() == "?language=kk"


hostile = st.one_of(
    st.text(max_size=400),
    st.text(alphabet="\x00\x1b\"':\\*()&|!<>%_~^\u202e\u200f\u2066🐦𠀀ё\n\ud800", max_size=400),
    st.sampled_from(["9" * 40, "-1", "1000000000", "' OR 1=1 --", '"', "NEAR(", "{title}:", "a" * 100_000]),
)
parameters = st.lists(st.tuples(st.sampled_from([*FACET_NAMES, "q", "sort", "page", "x"]), hostile), max_size=60)


@given(pairs=parameters)
def test_reading_never_fails_and_is_bounded(pairs: list[tuple[str, str]]) -> None:
    raw = QueryDict(mutable=True)
    for name, value in pairs:
        raw.appendlist(name, value)
    query = SearchQuery.parse(raw, "ru")
    assert len(query.text) <= MAX_TEXT
    assert 1 <= query.page <= MAX_PAGE
    assert all(0 < len(values) <= MAX_VALUES for _name, values in query.selections)
    assert all(0 < len(value) <= MAX_VALUE for _name, values in query.selections for value in values)
    assert [name for name, _values in query.selections] == [
        name for name in FACET_NAMES if name in dict(query.selections)
    ]


@given(pairs=parameters)
def test_what_is_written_reads_the_same(pairs: list[tuple[str, str]]) -> None:
    raw = QueryDict(mutable=True)
    for name, value in pairs:
        raw.appendlist(name, value)
    query = SearchQuery.parse(raw, "en")
    assert parse(query.address()[1:], "en") == query
