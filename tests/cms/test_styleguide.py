"""The style guide: for staff, with everything in it."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client

from cms.styleguide import ROLES
from people.models import User

URL = "/en/styleguide/"
BASE = Path(settings.BASE_DIR)


@pytest.fixture
def staff(db: None) -> Client:
    """Somebody who runs the site."""
    client = Client()
    client.force_login(User.objects.create_user(email="staff@example.org", is_staff=True, given_name="Айгүл"))
    return client


@pytest.fixture
def page(staff: Client) -> BeautifulSoup:
    """The style guide as staff see it."""
    response = staff.get(URL)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.django_db
def test_a_visitor_is_asked_to_log_in() -> None:
    response = Client().get(URL)
    assert response.status_code == 302
    assert response["Location"].startswith("/en/account/login/")


@pytest.mark.django_db
def test_a_learner_may_not_look() -> None:
    client = Client()
    client.force_login(User.objects.create_user(email="learner@example.org"))
    assert client.get(URL).status_code == 403


def test_it_only_shows(staff: Client) -> None:
    assert staff.post(URL).status_code == 405


@pytest.mark.parametrize("language", ["ru", "zh-hans", "kk", "ky", "uz", "be"])
def test_it_speaks_every_language(staff: Client, language: str) -> None:
    assert staff.get(f"/{language}/styleguide/").status_code == 200


def test_every_component_is_shown(staff: Client) -> None:
    names = [template.name for template in staff.get(URL).templates if template.name]
    used = {name.rpartition("/")[2].removesuffix(".html") for name in names if name.startswith("components/")}
    there = {path.stem for path in (BASE / "templates/components").glob("*.html")}
    assert there - used == set()


def test_every_icon_is_shown(page: BeautifulSoup) -> None:
    drawn = re.findall(r'<symbol id="([\w-]+)"', (BASE / "static/icons.svg").read_text())
    shown = {str(use["href"]).partition("#")[2] for use in page.select("#icon use")}
    assert len(drawn) > 70
    assert set(drawn) <= shown


def test_every_colour_has_a_swatch(page: BeautifulSoup) -> None:
    sheet = (BASE / "static/css/pages/styleguide.css").read_text()
    assert all(f".swatch__colour--{role} {{" in sheet for role in ROLES)
    assert len(page.select(".swatch__colour")) == len(ROLES)


def test_ids_are_unique(page: BeautifulSoup) -> None:
    ids = [element["id"] for element in page.select("[id]")]
    assert sorted(ids) == sorted(set(ids))


def test_every_anchor_of_its_contents_exists(page: BeautifulSoup) -> None:
    for link in page.select(".styleguide__nav a"):
        assert page.select(str(link["href"]))


def test_every_label_has_its_control(page: BeautifulSoup) -> None:
    for label in page.select("label[for]"):
        assert page.select(f"#{label['for']}"), label


def test_headings_do_not_skip_a_level(page: BeautifulSoup) -> None:
    levels = [int(heading.name[1]) for heading in page.select("main :is(h1, h2, h3, h4)")]
    assert all(after - before <= 1 for before, after in pairwise(levels))
