"""What the days of people in the browser share."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext
from playwright.sync_api import Page, expect

from people.models import User
from tests.factories.people import PASSWORD


def words(text: str, context: str = "", language: str = "ru", **values: object) -> str:
    """What the interface says for an English string in a language."""
    with translation.override(language):
        said = pgettext(context, text) if context else gettext(text)
    return said % values if values else said


def counted(one: str, many: str, number: int, language: str = "ru") -> str:
    """What the interface says of a number of things; the strings have ``%(number)d`` in them."""
    with translation.override(language):
        return ngettext(one, many, number) % {"number": number}


def log_in(page: Page, base: str, user: User) -> None:
    """As somebody else than before; with the form, as people do."""
    page.context.clear_cookies()
    page.goto(f"{base}/ru/account/login/")
    page.fill("input[name=login]", user.email)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button[type=submit], main form button:not([type])").first.click()
    page.wait_for_url(lambda url: "/login/" not in url)


def says(page: Page, text: str) -> None:
    """Waits until the page says it, in a message or in its content."""
    expect(page.get_by_text(text).first).to_be_visible()


def fetched(page: Page, selector_or_link: Any) -> bytes:
    """The file behind a link, asked for with the reader's session; fails unless it is given."""
    address = selector_or_link.get_attribute("href")
    answer = page.context.request.get(page.evaluate("href => new URL(href, location.href).href", address))
    assert answer.status == 200, f"{address}: {answer.status}"
    return answer.body()


def fits(page: Page, width: int = 360) -> None:
    """Nothing of the page is wider than a phone."""
    size = page.viewport_size or {"width": 1280, "height": 900}
    page.set_viewport_size({"width": width, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    page.set_viewport_size(size)
