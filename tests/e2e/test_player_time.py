"""Only active time counts: a page in sight, with somebody at it. The browser's clock is set by the test."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.e2e.player import Desk, desk, hold_the_clock, wait_for

pytestmark = pytest.mark.django_db(transaction=True)

HIDE = """state => {
  Object.defineProperty(document, "visibilityState", {value: state, configurable: true});
  document.dispatchEvent(new Event("visibilitychange"));
}"""

NOTHING_LEFT = "() => !Object.keys(localStorage).some(key => key.startsWith('turna.progress.'))"


@pytest.fixture
def at(live_server: LiveServer, page: Page) -> Desk:
    made = desk(live_server.url)
    made.log_in(page)
    hold_the_clock(page)
    return made


def seconds(page: Page, at: Desk) -> int:
    """The seconds stored once the server has acknowledged all that the page knows."""
    page.clock.run_for(21_000)
    wait_for(page, NOTHING_LEFT)
    return at.now.seconds


def test_a_reader_who_moves_now_and_then_is_there_all_the_time(page: Page, at: Desk) -> None:
    page.goto(at.url())
    for _half_minute in range(4):
        page.mouse.move(100 + _half_minute, 200)
        page.clock.run_for(30_000)
    expect(page.locator("[data-player]")).to_be_visible()

    assert 110 <= seconds(page, at) <= 145


def test_who_has_gone_away_is_there_for_a_minute_and_no_longer(page: Page, at: Desk) -> None:
    page.goto(at.url())
    page.mouse.move(100, 200)
    page.clock.run_for(15 * 60_000)

    assert 55 <= seconds(page, at) <= 62


def test_a_page_out_of_sight_counts_nothing(page: Page, at: Desk) -> None:
    page.goto(at.url())
    page.mouse.move(100, 200)
    page.clock.run_for(10_000)
    page.evaluate(HIDE, "hidden")
    for _look in range(450):
        if before := at.now.seconds:
            break
        page.wait_for_timeout(100)
    for _minute in range(5):
        page.mouse.move(100 + _minute, 210)
        page.clock.run_for(60_000)

    assert 8 <= before <= 12
    assert seconds(page, at) == before


def test_a_device_that_slept_tells_no_hours(page: Page, at: Desk) -> None:
    page.goto(at.url())
    page.mouse.move(100, 200)
    page.clock.run_for(5_000)
    page.clock.fast_forward("04:00:00")

    assert seconds(page, at) <= 40
