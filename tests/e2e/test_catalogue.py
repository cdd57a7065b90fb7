"""The catalogue in a real browser: by keyboard, with filters, back and forth, on a phone, and without scripts."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from search.engines import get_engine
from tests.e2e.conftest import AxeCheck
from tests.factories.courses import home_page
from tests.factories.search import document

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def address(live_server: Any) -> str:
    """The English catalogue, with thirty objects in it."""
    home_page("ru")
    home_page("en")
    engine = get_engine()
    engine.clear()
    engine.index(
        [
            document(
                f"Formative assessment {number:02}",
                language="en",
                level="primary" if number % 2 else "higher",
                tags=("feedback",) if number < 5 else (),
                url=f"/en/?object={number}",
            )
            for number in range(30)
        ]
    )
    engine.index([document("Lesson observation", language="en", level="higher", url="/en/?object=observation")])
    return f"{live_server.url}/en/catalogue/"


def test_a_title_is_chosen_by_keyboard(page: Page, address: str, accessible: AxeCheck) -> None:
    page.goto(address)
    field = page.get_by_role("combobox", name="Search the library and courses")
    field.press_sequentially("obser")
    option = page.get_by_role("option", name="Lesson observation")
    expect(option).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_text("1 suggestion.")).to_be_attached()
    field.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "")
    accessible(page)
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("obser")
    field.press("ArrowUp")
    field.press("Enter")
    page.wait_for_url("**/en/?object=observation")


def test_filters_answer_at_once_and_back_goes_back(page: Page, address: str, accessible: AxeCheck) -> None:
    page.goto(f"{address}?q=assessment")
    heading = page.locator("#catalogue-results")
    expect(heading).to_have_text("30 results")
    primary = page.get_by_role("checkbox", name="Primary school")
    primary.check()
    expect(heading).to_have_text("15 results")
    expect(page.get_by_role("status").filter(has_text="15 results")).to_be_attached()
    expect(page).to_have_url(re.compile(r"\?q=assessment&level=primary$"))
    expect(primary).to_be_focused()
    accessible(page)
    page.get_by_role("link", name="Remove: Primary school").click()
    expect(heading).to_have_text("30 results")
    expect(heading).to_be_focused()
    page.go_back()
    expect(heading).to_have_text("15 results")
    expect(primary).to_be_checked()
    page.go_back()
    expect(heading).to_have_text("30 results")
    expect(primary).not_to_be_checked()


def test_another_page_begins_at_its_top(page: Page, address: str) -> None:
    page.goto(f"{address}?q=assessment&sort=title")
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_text("Formative assessment 29")).to_be_visible()
    expect(page.get_by_text("Formative assessment 00")).not_to_be_attached()
    expect(page.locator("#catalogue-results")).to_be_in_viewport()


def test_a_mended_slip_is_also_in_the_field(page: Page, address: str, accessible: AxeCheck) -> None:
    page.goto(address)
    field = page.locator("#catalogue-query")
    field.fill("asessment")
    field.press("Enter")
    expect(page.get_by_role("heading", name="Nothing found for")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="assessment", exact=True).click()
    expect(page.locator("#catalogue-results")).to_have_text("30 results")
    expect(field).to_have_value("assessment")


def test_on_a_phone_filters_are_a_drawer_that_stays_open(page: Page, address: str, accessible: AxeCheck) -> None:
    page.set_viewport_size({"width": 320, "height": 720})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    primary = page.get_by_role("checkbox", name="Primary school")
    expect(primary).not_to_be_visible()
    accessible(page)
    page.locator("#catalogue-filters > summary").click()
    primary.check()
    expect(page.locator("#catalogue-results")).to_have_text("15 results")
    expect(primary).to_be_visible()


def test_without_scripts_it_is_a_form(browser: Browser, address: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(address)
    page.locator("#catalogue-query").fill("assessment")
    page.get_by_role("checkbox", name="Primary school").check()
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#catalogue-results")).to_have_text("15 results")
    page.context.close()
