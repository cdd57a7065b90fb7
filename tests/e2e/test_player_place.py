"""A learner comes back to the exact place, on another device too; without scripts a lesson opens at its top."""

import re

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from courses.models import LessonPlace
from tests.e2e.conftest import AxeCheck
from tests.e2e.player import Desk, desk, wait_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at(live_server: LiveServer, page: Page) -> Desk:
    made = desk(live_server.url)
    made.log_in(page)
    return made


def words(text: str) -> str:
    with translation.override("ru"):
        return gettext(text)


def read_down_to(page: Page, at: Desk, paragraph: int) -> None:
    page.goto(at.url())
    page.locator(".prose > p, .prose .rich-text > p").nth(paragraph).evaluate(
        "node => scrollTo({top: node.getBoundingClientRect().top + scrollY - 100, behavior: 'instant'})"
    )
    wait_for(page, "Object.keys(localStorage).some(key => key.startsWith('turna.place.'))")
    page.goto("about:blank")
    for _look in range(450):
        if LessonPlace.objects.exists():
            return
        page.wait_for_timeout(100)
    raise AssertionError("the place did not arrive")


def test_back_at_the_place_with_a_way_to_the_beginning(
    page: Page, at: Desk, browser: Browser, accessible: AxeCheck
) -> None:
    read_down_to(page, at, 20)
    assert LessonPlace.objects.get().lesson == at.lessons[0]

    device = browser.new_context(locale="ru-RU", viewport={"width": 390, "height": 800})
    phone = device.new_page()
    at.log_in(phone)
    phone.goto(at.url())
    expect(phone.locator("[data-resume]")).to_be_visible()
    expect(phone.locator("[data-player-news]")).to_have_text(words("You are where you left off."))
    expect(phone.get_by_text(re.compile(r"Абзац (19|20|21)\."))).not_to_have_count(0)
    expect(phone.get_by_text(re.compile(r"Абзац 20\."))).to_be_in_viewport()
    accessible(phone)
    phone.get_by_role("button", name=words("From the beginning")).click()
    wait_for(phone, "scrollY === 0")
    expect(phone.get_by_role("heading", level=1)).to_be_focused()
    device.close()


def test_without_scripts_at_the_top(page: Page, at: Desk, browser: Browser) -> None:
    read_down_to(page, at, 20)
    plain = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    tab = plain.new_page()
    tab.goto(at.url())

    expect(tab.get_by_role("heading", level=1)).to_be_in_viewport()
    expect(tab.locator("[data-resume]")).to_be_hidden()
    plain.close()
