"""The main job, from end to end in a real browser.

An editor publishes a course made of library objects; a teacher finds it by searching, takes it, and switches language
on the way; the teacher's methodologist sees the progress. No page met on the way has an axe violation.
"""

import re

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from courses.models import Enrolment
from people.models import User
from tests.e2e.academy import LESSONS, TITLES, Academy, build
from tests.e2e.conftest import AxeCheck
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def academy(live_server: LiveServer) -> Academy:
    return build()


def words(text: str, language: str = "ru") -> str:
    """What the interface says for an English string in a language."""
    with translation.override(language):
        return gettext(text)


def log_in(page: Page, base: str, user: User) -> None:
    page.context.clear_cookies()
    page.goto(f"{base}/ru/account/login/")
    page.fill("input[name=login]", user.email)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button[type=submit], main form button:not([type])").first.click()
    page.wait_for_url(lambda url: "/login/" not in url)


def publish_the_course(page: Page, base: str, academy: Academy) -> None:
    for course in academy.tree.courses.values():
        page.goto(f"{base}/admin/courses/{course.pk}/publish/")
        with page.expect_navigation():
            page.locator("main form[method=post] button[type=submit]").click()


def find_and_enrol(page: Page, base: str, accessible: AxeCheck) -> None:
    page.goto(f"{base}/ru/")
    accessible(page)
    page.locator("header input[name=q]").fill("формирующим оцениванием")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ru/catalogue/**")
    accessible(page)
    page.locator("#catalogue").get_by_role("link", name=re.compile(re.escape(TITLES["ru"]))).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLES["ru"])
    accessible(page)
    page.get_by_role("button", name=words("Enrol")).click()
    page.wait_for_url("**/ru/learn/*/")


def switch_to_english(page: Page) -> None:
    page.locator("header details", has=page.locator("a[hreflang=en]")).locator("summary").click()
    page.locator("header a[hreflang=en]").click()


def test_an_editor_publishes_a_teacher_learns_a_methodologist_sees(
    page: Page, live_server: LiveServer, academy: Academy, accessible: AxeCheck
) -> None:
    base = live_server.url
    page.goto(f"{base}/ru/account/login/")
    accessible(page)

    log_in(page, base, academy.editor)
    publish_the_course(page, base, academy)
    run = academy.open_run()

    log_in(page, base, academy.teacher)
    find_and_enrol(page, base, accessible)
    expect(page.locator("main")).to_contain_text(LESSONS["ru"][0])
    accessible(page)
    page.get_by_role("link", name=re.compile(LESSONS["ru"][0])).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(LESSONS["ru"][0])
    expect(page.locator("main")).to_contain_text("Объект 1 text")
    accessible(page)
    expect(page.locator("[data-percent] progress")).to_have_attribute("value", "50")

    switch_to_english(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(LESSONS["en"][0])
    expect(page.locator("[data-percent] progress")).to_have_attribute("value", "50")
    accessible(page)
    page.locator("a[rel=next]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(LESSONS["en"][1])
    expect(page.locator("main")).to_contain_text("Object 2 text")
    accessible(page)
    expect(page.locator("[data-percent] progress")).to_have_attribute("value", "100")
    page.goto(f"{base}/en/my-learning/")
    expect(page.locator("main")).to_contain_text(TITLES["en"])
    accessible(page)

    enrolment = Enrolment.objects.get(learner=academy.teacher)
    assert (enrolment.percent, enrolment.state) == (100, Enrolment.State.COMPLETED)

    log_in(page, base, academy.methodologist)
    page.goto(f"{base}/ru/runs/")
    accessible(page)
    page.get_by_role("link", name=re.compile(re.escape(TITLES["ru"]))).first.click()
    page.wait_for_url(f"**/ru/runs/{run.slug}/")
    row = page.get_by_role("row", name=re.compile("Учителев"))
    expect(row).to_contain_text("100")
    accessible(page)
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Учителев")
    accessible(page)


def test_a_lesson_is_read_and_finished_without_scripts(
    page: Page, live_server: LiveServer, academy: Academy, browser: object
) -> None:
    """Reading, moving on and marking as done are links and forms."""
    log_in(page, live_server.url, academy.editor)
    publish_the_course(page, live_server.url, academy)
    run = academy.open_run()
    log_in(page, live_server.url, academy.teacher)
    cookies = page.context.cookies()

    plain = page.context.browser.new_context(java_script_enabled=False, locale="ru-RU")  # type: ignore[union-attr]
    plain.add_cookies(cookies)  # type: ignore[arg-type]
    tab = plain.new_page()
    tab.goto(f"{live_server.url}/ru/catalogue/?q=оценивание")
    tab.locator("#catalogue").get_by_role("link", name=re.compile(re.escape(TITLES["ru"]))).first.click()
    tab.get_by_role("button", name=words("Enrol")).click()
    tab.wait_for_url("**/ru/learn/*/")
    tab.goto(f"{live_server.url}/ru/learn/{run.slug}/")
    tab.get_by_role("link", name=re.compile(LESSONS["ru"][0])).first.click()
    with tab.expect_navigation():
        tab.get_by_role("button", name=words("I have read it")).first.click()
    with tab.expect_navigation():
        tab.locator("a[rel=next]").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text(LESSONS["ru"][1])
    assert Enrolment.objects.get(learner=academy.teacher).percent > 0
    plain.close()
