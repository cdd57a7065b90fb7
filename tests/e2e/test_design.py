"""The design system in a real browser: every scheme and size, keyboard, phone, and without scripts."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from cms.reading import COOKIE_NAME
from people.models import User
from tests.e2e.conftest import AxeCheck

pytestmark = pytest.mark.django_db(transaction=True)

LOOKS = ["normal.light.close", "normal.dark.close", "largest.sepia.wide", "large.contrast.close"]


def width(page: Page) -> int:
    """How wide the document is, px."""
    return int(page.evaluate("document.documentElement.scrollWidth"))


def attribute(page: Page, name: str) -> str | None:
    """An attribute of ``<html>``."""
    return page.locator("html").get_attribute(name)


@pytest.fixture
def styleguide(context: BrowserContext, live_server: Any) -> str:
    """The address of the style guide, for a browser in which staff are logged in."""
    client = Client()
    client.force_login(User.objects.create_user(email="staff@turna.example", is_staff=True))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    return f"{live_server.url}/en/styleguide/"


@pytest.mark.parametrize("look", LOOKS)
def test_every_component_is_accessible_in_every_look(
    context: BrowserContext, page: Page, styleguide: str, look: str, accessible: AxeCheck
) -> None:
    context.add_cookies([{"name": COOKIE_NAME, "value": look, "url": styleguide}])
    page.goto(styleguide)
    accessible(page)
    page.set_viewport_size({"width": 320, "height": 800})
    assert width(page) == 320
    accessible(page)


def test_the_reading_panel_works_at_once_and_is_remembered(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/en/reading/")
    panel = page.locator("main [data-reading]")
    panel.get_by_label("Dark").check(force=True)
    panel.get_by_label("Largest").check(force=True)
    assert (attribute(page, "data-scheme"), attribute(page, "data-text")) == ("dark", "largest")
    assert page.locator("html").evaluate("element => getComputedStyle(element).fontSize") == "24px"
    page.goto(f"{live_server.url}/ru/reading/")
    assert (attribute(page, "data-scheme"), attribute(page, "data-text")) == ("dark", "largest")
    page.locator("main [name=reset]").click()
    expect(page.locator("html")).not_to_have_attribute("data-scheme", "dark")
    assert (attribute(page, "data-scheme"), attribute(page, "data-text")) == (None, None)


def test_the_choice_reaches_other_tabs(context: BrowserContext, page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/en/reading/")
    other = context.new_page()
    other.goto(f"{live_server.url}/en/reading/")
    page.locator("main [data-reading]").get_by_label("Beige").check(force=True)
    expect(other.locator("html")).to_have_attribute("data-scheme", "sepia")


def test_the_reading_panel_works_without_scripts(browser: Browser, live_server: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/en/reading/")
    page.locator(".site-header__reading summary").click()
    panel = page.locator(".site-header [data-reading]")
    panel.get_by_label("High contrast").check(force=True)
    panel.get_by_role("button", name="Apply").click()
    expect(page.locator("html")).to_have_attribute("data-scheme", "contrast")
    context.close()


def test_a_menu_closes_with_escape_and_gives_the_focus_back(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/en/reading/")
    menu = page.locator(".site-header__reading")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()


def test_a_click_elsewhere_closes_a_menu(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/en/reading/")
    menu = page.locator(".site-header__reading")
    menu.locator("summary").click()
    page.mouse.click(20, 850)
    expect(menu).not_to_have_attribute("open", "")


def test_a_dialog_keeps_the_focus_and_gives_it_back(page: Page, styleguide: str) -> None:
    page.goto(styleguide)
    opener = page.get_by_role("button", name="Withdraw from the course")
    opener.click()
    dialog = page.get_by_role("dialog", name="Withdraw from the course?")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    opener.click()
    dialog.get_by_role("button", name="Keep as it is").click()
    expect(dialog).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_navigation_of_a_phone_opens_and_closes(browser: Browser, live_server: Any, scripts: bool) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{live_server.url}/en/reading/")
    navigation = page.get_by_role("navigation", name="Main")
    expect(navigation).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(navigation).to_be_visible()
    page.keyboard.press("Escape")
    expect(navigation).to_be_hidden()
    context.close()


def test_the_first_stop_of_the_keyboard_leads_to_the_content(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/en/reading/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


CONTROLS = "button, summary, select, textarea, input:not([type=hidden], [type=checkbox], [type=radio]), a.tag, label"


def test_targets_are_large_enough(page: Page, styleguide: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(styleguide)
    small = page.locator("main").evaluate(
        """(main, controls) => [...main.querySelectorAll(controls)]
            .filter((element) => element.tagName !== "LABEL" || element.querySelector("input"))
            .filter((element) => element.checkVisibility())
            .filter((element) => Math.min(...Object.values(element.getBoundingClientRect().toJSON()).slice(2, 4)) < 24)
            .map((element) => element.outerHTML.slice(0, 120))""",
        CONTROLS,
    )
    assert small == []
