"""A tutor's day: who is behind, a reminder to all of them, one learner's record and timeline, the table as a file."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone, translation
from django.utils.translation import gettext
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from cms.services import ensure_site
from courses.models import Enrolment, Reminder, Run
from tests.courses.oversight import opened
from tests.e2e.conftest import AxeCheck
from tests.factories.courses import EditionFactory, EnrolmentFactory, RunFactory, home_page
from tests.factories.people import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def words(text: str) -> str:
    with translation.override("ru"):
        return gettext(text)


@pytest.fixture
def run(live_server: LiveServer) -> Run:
    home_page("ru")
    ensure_site("http://localhost")
    tutor = UserFactory.create(email="tutor@turna.example", language="ru")
    run = RunFactory.create(edition=EditionFactory.create(modules=2, lessons=4), tutors=[tutor])
    for number, name in enumerate(("Асанова", "Беков", "Волкова", "Гуляева")):
        person = UserFactory.create(family_name=name, given_name="Имя", patronymic="", language="ru")
        enrolment = EnrolmentFactory.create(run=run, learner=person)
        if number:
            opened(enrolment, range(number * 2), timezone.now() - timedelta(days=1))
    return run


def log_in(page: Page, base: str) -> None:
    page.goto(f"{base}/ru/account/login/")
    page.fill("input[name=login]", "tutor@turna.example")
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button[type=submit], main form button:not([type])").first.click()
    page.wait_for_url(lambda url: "/login/" not in url)


def test_a_tutors_day(page: Page, live_server: LiveServer, run: Run, accessible: AxeCheck) -> None:
    base = live_server.url
    log_in(page, base)
    page.goto(f"{base}/ru/runs/{run.slug}/")
    accessible(page)

    page.on("dialog", lambda dialog: dialog.accept())
    with page.expect_navigation():
        page.get_by_role("button", name=words("Remind all who are behind")).click()
    expect(page.get_by_role("row", name=re.compile("Асанова"))).to_contain_text(words("today"))
    assert set(Reminder.objects.values_list("enrolment__learner__family_name", flat=True)) == {"Асанова"}

    page.goto(f"{base}/ru/runs/{run.slug}/matrix/")
    accessible(page)
    first = page.get_by_role("grid").locator("tbody th").first
    first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("td:focus")).to_have_class("m-done")
    page.keyboard.press("Control+End")
    expect(page.locator("td:focus")).to_have_class("m-none")
    page.keyboard.press("Home")
    expect(page.locator("th:focus")).to_contain_text("Гуляева")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"#lesson-"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Гуляева")
    accessible(page)

    with page.expect_navigation():
        page.get_by_role("link", name=words("Timeline")).click()
    expect(page.locator("main")).to_contain_text(words("Opened: %(name)s") % {"name": "Урок 1"})
    accessible(page)
    with page.expect_navigation():
        page.get_by_role("link", name=words("Why this per cent")).click()
    expect(page.locator("main")).to_contain_text("75")
    accessible(page)

    page.goto(f"{base}/ru/runs/{run.slug}/matrix/")
    with page.expect_download() as saved:
        page.get_by_role("link", name=words("this table, CSV")).click()
    assert "Гуляева" in saved.value.path().read_text("utf-8-sig")


def test_a_phone_shows_one_module_at_a_time(page: Page, live_server: LiveServer, run: Run) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    log_in(page, live_server.url)
    page.goto(f"{live_server.url}/ru/runs/{run.slug}/matrix/")
    page.wait_for_url("**/matrix/?module=1")

    expect(page.locator("th[data-anchor]")).to_have_count(4)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert Enrolment.objects.filter(run=run).count() == 4
