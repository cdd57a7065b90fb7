"""What was kept on the device in lessons reaches the server from every page, and under nobody else's account."""

import pytest
from playwright.sync_api import BrowserContext, Page, Request
from pytest_django.live_server_helper import LiveServer

from courses.models import ProgressEvent
from tests.e2e.player import Desk, desk, wait_for
from tests.e2e.test_player_queue import KEPT, done, nothing_is_kept
from tests.factories.courses import EnrolmentFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at(live_server: LiveServer, page: Page) -> Desk:
    made = desk(live_server.url)
    made.log_in(page)
    return made


@pytest.fixture
def _quiet_console() -> None:
    """A lost connection is an error in the console, and here it is meant."""


def keep_one(page: Page, at: Desk, context: BrowserContext) -> None:
    """Do something in a lesson whose answer never comes; leave the page."""
    page.goto(at.url(1))
    nothing_is_kept(page)
    context.route("**/events/**", lambda route: route.abort())
    done(page)
    wait_for(page, f"{KEPT} > 0")


def test_from_the_list_of_courses(page: Page, at: Desk, context: BrowserContext) -> None:
    keep_one(page, at, context)
    page.goto("about:blank")
    context.unroute("**/events/**")
    page.goto(f"{at.base}/ru/my-learning/")
    nothing_is_kept(page)

    assert at.now.percent == 33
    assert ProgressEvent.objects.filter(kind="confirmed").count() == 1


def test_not_by_another_person_on_the_same_device(page: Page, at: Desk, context: BrowserContext) -> None:
    keep_one(page, at, context)
    page.goto("about:blank")
    context.unroute("**/events/**")
    context.clear_cookies()
    other = Desk(at.base, EnrolmentFactory.create(run=at.enrolment.run, learner__language="ru"), at.lessons)
    other.log_in(page)
    page.goto(f"{at.base}/ru/my-learning/")
    page.wait_for_load_state("networkidle")
    assert page.evaluate(KEPT) > 0
    assert other.now.percent == 0

    context.clear_cookies()
    at.log_in(page)
    page.goto(f"{at.base}/ru/my-learning/")
    nothing_is_kept(page)
    assert (at.now.percent, other.now.percent) == (33, 0)


def test_nothing_is_asked_where_there_is_nothing(page: Page, at: Desk) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            asked.append(request.url)

    page.on("request", note)
    page.goto(f"{at.base}/ru/my-learning/")
    page.wait_for_load_state("networkidle")
    assert asked == []


def test_a_visitor_is_given_no_script(page: Page, at: Desk, context: BrowserContext) -> None:
    context.clear_cookies()
    page.goto(f"{at.base}/ru/account/login/")
    assert page.locator("script[src*='backlog']").count() == 0
    assert page.evaluate("document.body.dataset.person ?? ''") == ""
