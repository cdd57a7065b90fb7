"""Tags, addresses, durations, names of authors."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.rules import MAX_TAG, iso_duration, normalise_tag, normalise_tags, split_authors, web_address


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Formative   Assessment ", "formative assessment"),
        ("STEM", "stem"),
        ("Обратная\tСвязь", "обратная связь"),
        ("и\u0306од", "йод"),
        ("a\x00b", "ab"),
        ("   ", ""),
    ],
)
def test_tags_are_kept_in_one_way(written: str, kept: str) -> None:
    assert normalise_tag(written) == kept


@given(st.text())
def test_a_kept_tag_is_stable_and_fits(text: str) -> None:
    kept = normalise_tag(text)
    assert len(kept) <= MAX_TAG
    assert kept == " ".join(kept.split())
    assert normalise_tag(kept) == kept


@given(st.lists(st.text(max_size=20)))
def test_no_tag_twice_and_none_empty(texts: list[str]) -> None:
    kept = normalise_tags(texts)
    assert len(set(kept)) == len(kept)
    assert all(kept)
    assert set(kept) == {normalise_tag(text) for text in texts} - {""}


def test_tags_stay_in_their_order() -> None:
    assert normalise_tags(["B", "a", "b "]) == ["b", "a"]


@pytest.mark.parametrize("url", ["http://example.org", "https://example.org/a?b=c#d", "HTTPS://EXAMPLE.ORG"])
def test_web_addresses(url: str) -> None:
    assert web_address(url) == url


@pytest.mark.parametrize(
    "url", [None, "", "javascript:alert(1)", "JavaScript://%0aalert(1)", "ftp://x", "/a", "http://[", "https:a"]
)
def test_not_web_addresses(url: str | None) -> None:
    assert web_address(url) == ""


@given(st.text())
def test_reading_an_address_never_fails(url: str) -> None:
    assert web_address(url) in {url, ""}


@pytest.mark.parametrize(
    ("minutes", "iso"), [(None, ""), (0, ""), (5, "PT5M"), (60, "PT1H"), (90, "PT1H30M"), (600, "PT10H")]
)
def test_durations(minutes: int | None, iso: str) -> None:
    assert iso_duration(minutes) == iso


@given(st.integers(min_value=1, max_value=32767))
def test_durations_read_back(minutes: int) -> None:
    match = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?", iso_duration(minutes))
    assert match
    assert int(match[1] or 0) * 60 + int(match[2] or 0) == minutes


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Nurlanova, A.; Petrov, I.", ["Nurlanova, A.", "Petrov, I."]),
        ("Anna, Boris", ["Anna", "Boris"]),
        ("Anna", ["Anna"]),
        (" ; ", []),
        ("", []),
    ],
)
def test_authors(text: str, names: list[str]) -> None:
    assert split_authors(text) == names
