"""What the learner did reaches the server once: over a lost connection, a closed tab, a log-out, from two tabs."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from courses.models import ProgressEvent
from tests.e2e.player import Desk, desk, hold_the_clock, wait_for

pytestmark = pytest.mark.django_db(transaction=True)

KEPT = "Object.keys(localStorage).filter(key => key.startsWith('turna.progress.')).length"


@pytest.fixture
def at(live_server: LiveServer, page: Page) -> Desk:
    made = desk(live_server.url)
    made.log_in(page)
    return made


@pytest.fixture
def _quiet_console() -> None:
    """A lost connection is an error in the console, and here it is meant."""


def done(page: Page) -> None:
    page.locator("[data-confirm-done] button").click()


def nothing_is_kept(page: Page) -> None:
    wait_for(page, f"{KEPT} === 0")


def test_over_a_lost_connection(page: Page, at: Desk, context: BrowserContext) -> None:
    page.goto(at.url(1))
    nothing_is_kept(page)
    context.set_offline(True)
    done(page)
    expect(page.locator("#toasts .toast")).to_be_visible()
    assert at.now.percent == 0
    context.set_offline(False)
    page.reload()
    nothing_is_kept(page)

    assert at.now.percent == 33
    assert ProgressEvent.objects.filter(kind="confirmed").count() == 1


def test_what_a_lost_answer_leaves_is_sent_again_and_counts_once(page: Page, at: Desk) -> None:
    page.goto(at.url(1))
    nothing_is_kept(page)

    def lose(route: object) -> None:
        route.fetch()  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    page.route("**/events/**", lose)
    done(page)
    expect(page.locator("#toasts .toast")).to_be_visible()
    page.unroute("**/events/**")
    page.reload()
    nothing_is_kept(page)

    assert ProgressEvent.objects.filter(kind="confirmed").count() == 1
    assert at.now.percent == 33


def test_a_closed_tab_sends_its_last_and_another_sends_it_again(page: Page, at: Desk, context: BrowserContext) -> None:
    hold_the_clock(page)
    page.goto(at.url(1))
    page.mouse.move(100, 100)
    page.clock.run_for(7_000)
    page.close(run_before_unload=False)
    other = context.new_page()
    other.goto(at.url(2))
    nothing_is_kept(other)

    assert 5 <= at.now.seconds <= 9
    assert ProgressEvent.objects.filter(kind="spent", lesson=at.lessons[1]).count() == 1


def test_logged_out_in_between(page: Page, at: Desk, context: BrowserContext) -> None:
    page.goto(at.url(1))
    nothing_is_kept(page)
    context.clear_cookies(name="sessionid")
    done(page)
    expect(page.locator("#toasts .toast")).to_be_visible()
    assert at.now.percent == 0
    at.log_in(page)
    page.goto(at.url(2))
    nothing_is_kept(page)

    assert at.now.percent == 33


def test_two_tabs_lose_nothing_and_count_nothing_twice(page: Page, at: Desk, context: BrowserContext) -> None:
    other = context.new_page()
    page.goto(at.url(0))
    other.goto(at.url(1))
    done(page)
    done(other)
    expect(other.locator(".activity--completed").first).to_be_visible()
    nothing_is_kept(page)

    assert at.now.percent == 67
    assert ProgressEvent.objects.filter(kind="confirmed").count() == 2
