"""The reading panel: what is remembered, and what the page says of it."""

from typing import Any

import pytest
from django.template import RequestContext, Template
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from cms.reading import CHOICES, COOKIE_NAME, Reading

URL = "/en/reading/"


def test_the_default_adds_nothing_to_the_page() -> None:
    assert Reading().attributes() == {}


def test_a_choice_becomes_attributes() -> None:
    chosen = Reading(text="largest", scheme="sepia", spacing="wide")
    assert chosen.attributes() == {"data-text": "largest", "data-scheme": "sepia", "data-spacing": "wide"}


@given(st.fixed_dictionaries({name: st.sampled_from(sorted(choices)) for name, choices in CHOICES.items()}))
def test_the_cookie_gives_back_what_was_chosen(values: dict[str, str]) -> None:
    chosen = Reading.from_values(values)
    assert Reading.from_cookie(chosen.to_cookie()) == chosen


@given(st.text(max_size=200))
def test_any_cookie_is_survived(cookie: str) -> None:
    attributes = Reading.from_cookie(cookie).attributes()
    assert all(value in CHOICES[name.removeprefix("data-")] for name, value in attributes.items())


@pytest.mark.parametrize("cookie", ['"><script>', "large", "huge.dark.close", "large.dark.close.more", "..", ""])
def test_a_strange_cookie_never_reaches_the_page(cookie: str) -> None:
    request = RequestFactory().get("/en/")
    request.COOKIES[COOKIE_NAME] = cookie
    html = Template("<html{% reading_attributes %}>").render(RequestContext(request))
    assert html in {
        "<html>",
        '<html data-text="large">',
        '<html data-scheme="dark">',
        '<html data-scheme="dark" data-text="large">',
    }


def _post(client: Client, **values: str) -> Any:
    return _post_from("http://testserver/en/x/?q=1", client, **values)


def _post_from(page: str, client: Client, **values: str) -> Any:
    chosen = {"text": "large", "scheme": "dark", "spacing": "close", **values}
    return client.post(URL, chosen, headers={"Referer": page})


def test_a_choice_is_remembered_and_the_reader_goes_back() -> None:
    client = Client(enforce_csrf_checks=True)
    response = _post(client)
    assert (response.status_code, response["Location"]) == (302, "http://testserver/en/x/?q=1")
    cookie = response.cookies[COOKIE_NAME]
    assert cookie.value == "large.dark.close"
    assert cookie["max-age"] == 365 * 24 * 60 * 60
    assert cookie["samesite"] == "Lax"
    assert not cookie["httponly"], "scripts change it too"


@pytest.mark.django_db
def test_the_next_page_comes_out_as_chosen() -> None:
    client = Client()
    _post(client, scheme="contrast", spacing="wide")
    html = client.get(URL).content.decode()
    assert '<html lang="en" data-scheme="contrast" data-spacing="wide" data-text="large">' in html
    assert 'name="scheme" value="contrast" checked' in html


@pytest.mark.django_db
def test_a_reader_who_chose_nothing_gets_plain_pages() -> None:
    assert '<html lang="en">' in Client().get(URL).content.decode()


def test_reset_forgets() -> None:
    client = Client()
    _post(client)
    response = _post(client, reset="1")
    assert response.cookies[COOKIE_NAME].value == ""
    assert response.cookies[COOKIE_NAME]["max-age"] == 0


def test_unknown_values_become_the_default() -> None:
    assert _post(Client(), text="gigantic", scheme="<b>").cookies[COOKIE_NAME].value == "normal.auto.close"


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "", "/\\evil.example"]
)
def test_one_cannot_be_sent_elsewhere(url: str) -> None:
    assert _post_from(url, Client())["Location"] == URL


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(method: str) -> None:
    assert getattr(Client(), method)(URL).status_code == 405


@pytest.mark.django_db
def test_reading_the_panel_changes_nothing() -> None:
    assert COOKIE_NAME not in Client().get(f"{URL}?scheme=dark").cookies
