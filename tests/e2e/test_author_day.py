"""An author's day: the order of a course, a condition, the check, publishing, and the course as a learner sees it."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from cms.services import ensure_site
from courses.models import CourseEdition, LessonPage
from courses.services.editions import latest_edition
from tests.factories.courses import CourseTree, course_tree, home_page
from tests.factories.people import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("PICTURES", "")


def picture(page: Page, name: str) -> None:
    """Keeps what the page looks like, where a folder is named for it."""
    if not PICTURES:
        return
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.fixture
def tree(live_server: LiveServer) -> CourseTree:
    home_page("ru")
    ensure_site("http://localhost")
    return course_tree(2, 2, languages=("ru",), live=False)


def test_an_authors_day(page: Page, live_server: LiveServer, tree: CourseTree) -> None:
    site, course = live_server.url, tree.course
    chief = UserFactory.create(is_superuser=True, language="ru")
    page.goto(f"{site}/ru/account/login/")
    page.fill("input[name=login]", chief.email)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button[type=submit], main form button:not([type])").first.click()
    page.wait_for_url(lambda url: "/login/" not in url)

    # The fourth lesson is dragged to the top of the first module.
    page.goto(f"{site}/admin/courses/{course.pk}/structure/")
    lessons = page.locator("[data-lesson]")
    lessons.nth(3).hover(position={"x": 8, "y": 8})
    page.mouse.down()
    goal = lessons.nth(0).bounding_box()
    assert goal
    # The first movement only begins the dragging; those after it say where to.
    for step in range(300):
        page.mouse.move(goal["x"] + 40, goal["y"] + 2 + step % 5)
        if "Урок 4" in (lessons.nth(0).text_content() or ""):
            break
        page.wait_for_timeout(100)
    page.mouse.up()
    expect(lessons.nth(0)).to_contain_text("Урок 4")
    expect(lessons.nth(0).locator("input")).to_have_value("1")
    picture(page, "structure")
    with page.expect_navigation(wait_until="networkidle"):
        page.locator("form[data-structure] button[type=submit]").click()
    first = LessonPage.objects.descendant_of(course).order_by("path").first()
    assert first
    assert first.title == "Урок 4"

    # The second lesson opens a week after the run began.
    page.goto(f"{site}/admin/courses/{course.pk}/conditions/")
    page.select_option("[name=form-0-target]", label="— Урок 1")
    page.select_option("[name=form-0-kind]", "from")
    page.fill("[name=form-0-days]", "7")
    picture(page, "conditions")
    with page.expect_navigation(wait_until="networkidle"):
        page.locator("form.conditions button[type=submit]").click()

    # The check finds nothing that stands in the way, and the course is published.
    page.goto(f"{site}/admin/courses/{course.pk}/publish/")
    picture(page, "publish")
    if page.locator("[name=accept_warnings]").count():
        page.check("[name=accept_warnings]")
    with page.expect_navigation(wait_until="networkidle"):
        page.locator("main form button[type=submit]").last.click()
    edition = latest_edition(course.translation_key)
    assert isinstance(edition, CourseEdition)
    assert len(edition.outline.conditions) == 1

    # As a learner sees it on the first day, and a week later.
    page.goto(f"{site}/ru/learn/preview-{course.pk}/?day=0")
    expect(page.locator(".outline__lesson--locked")).to_have_count(1)
    picture(page, "preview")
    page.fill("#preview-day", "7")
    page.locator(".preview-banner button").click()
    expect(page.locator(".outline__lesson--locked")).to_have_count(0)
    picture(page, "preview-open")
