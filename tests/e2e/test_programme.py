"""A programme of two courses, from its public page to its completion."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from cms.services import ensure_site
from courses.models import Enrolment
from courses.services.editions import compile_edition, compile_programme
from tests.courses.programmes import programme_page
from tests.e2e.acting import log_in, words
from tests.e2e.conftest import AxeCheck
from tests.factories.courses import RunFactory, course_tree
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_programme_is_taken_from_enrolment_to_completion(
    page: Page, live_server: LiveServer, accessible: AxeCheck
) -> None:
    trees = [course_tree(1, 1, ("ru",), title=title) for title in ("Основы", "Практика")]
    ensure_site("http://localhost")
    for tree in trees:
        compile_edition(tree.course)
    programme = programme_page(*(tree.course for tree in trees))
    run = RunFactory.create(edition=compile_programme(programme))
    learner = UserFactory.create(language="ru")
    log_in(page, live_server.url, learner)

    page.goto(f"{live_server.url}{programme.url}")
    accessible(page)
    page.get_by_role("button", name=words("Enrol")).click()
    page.wait_for_url(f"**/ru/learn/{run.slug}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Наставничество")
    for title in ("Основы", "Практика"):
        expect(page.get_by_role("heading", level=3, name=title)).to_be_visible()
    accessible(page)

    page.get_by_role("link", name=words("Begin")).first.click()
    expect(page.locator("main .eyebrow").first).to_have_text(re.compile("^Основы · "))
    expect(page.locator("[data-course-percent]")).to_have_text("100%")
    expect(page.locator("[data-percent] progress")).to_have_attribute("value", "50")
    accessible(page)

    page.locator("a[rel=next]").click()
    expect(page.locator("main .eyebrow").first).to_have_text(re.compile("^Практика · "))
    expect(page.locator("[data-percent] progress")).to_have_attribute("value", "100")
    page.goto(f"{live_server.url}/ru/learn/{run.slug}/")
    expect(page.locator("main")).to_contain_text(words("Well done: you have completed the programme."))
    expect(page.locator(".outline__course-head", has_text="Практика")).to_contain_text("100%")
    page.goto(f"{live_server.url}/ru/my-learning/")
    expect(page.locator("main")).to_contain_text("Наставничество")
    accessible(page)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_server.url}/ru/learn/{run.slug}/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

    enrolment = Enrolment.objects.get(learner=learner)
    assert (enrolment.state, enrolment.percent) == (Enrolment.State.COMPLETED, 100)
