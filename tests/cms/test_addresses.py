"""Addresses: what the navigation may lead to, and the same address in another language."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from cms.addresses import LANGUAGE_CODES, in_language, is_path, link_address, validate_link, web_address

LANGUAGES = st.sampled_from(sorted(LANGUAGE_CODES))
PATHS = st.text("abcdefghij-/", min_size=1).map(lambda text: f"/{text.lstrip('/')}")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/catalogue/", "/kk/catalogue/"),
        ("/ru/catalogue/?q=урок#top", "/kk/catalogue/?q=урок#top"),
        ("/zh-hans/", "/kk/"),
        ("/", "/kk/"),
        ("/runs/ru/", "/kk/runs/ru/"),
        ("/documents/5/a.pdf", "/documents/5/a.pdf"),
        ("/admin/", "/admin/"),
        ("https://example.org/ru/", "https://example.org/ru/"),
        ("//example.org/ru/", "//example.org/ru/"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("", ""),
    ],
)
def test_a_path_of_the_site_gets_the_readers_language(url: str, expected: str) -> None:
    assert in_language(url, "kk") == expected


@given(path=PATHS, first=LANGUAGES, second=LANGUAGES)
def test_going_to_a_language_and_back_leads_to_the_same_address(path: str, first: str, second: str) -> None:
    there = in_language(path, first)
    assert in_language(in_language(there, second), first) == there


@pytest.mark.parametrize(
    "url", ["/catalogue/", "/ru/", "https://example.org/a?b=c", "http://example.org", "mailto:a@b.c"]
)
def test_pages_sites_and_mail_can_be_linked_to(url: str) -> None:
    validate_link(url)
    assert link_address(url) == url


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example", "/\\evil.example", "catalogue", "/a b", "ftp://a.b"],
)
def test_what_would_act_or_lead_astray_cannot(url: str) -> None:
    with pytest.raises(ValidationError):
        validate_link(url)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "JavaScript:x", "//evil.example", "/\\evil.example", "", None])
def test_what_would_act_is_never_shown_as_an_address(url: str | None) -> None:
    assert web_address(url) == ""
    assert link_address(url or "") == ""


@given(st.text())
def test_a_path_never_leaves_the_site(text: str) -> None:
    if is_path(text):
        assert text.startswith("/")
        assert not text.startswith(("//", "/\\"))
