"""The pages for when something went wrong: they say what, and what to do next."""

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.views.defaults import server_error

from people.models import User


@pytest.mark.django_db
def test_a_missing_page_offers_a_search_and_a_way_home() -> None:
    response = Client().get("/en/nothing/here/")
    soup = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 404
    assert [heading.get_text() for heading in soup.select("h1")] == ["This page has flown"]
    assert soup.select('main form[action="/en/catalogue/"] input[name=q]')
    assert soup.select('main a[href="/en/"]')
    assert not soup.select('main a[href="/en/my-learning/"]')


@pytest.mark.django_db
def test_a_learner_who_is_lost_is_offered_their_courses() -> None:
    client = Client()
    client.force_login(User.objects.create_user(email="learner@example.org"))
    soup = BeautifulSoup(client.get("/en/nothing/here/").content, "html.parser")
    assert soup.select('main a[href="/en/my-learning/"]')


@pytest.mark.django_db
def test_a_refused_person_is_told_as_whom_they_are_logged_in() -> None:
    client = Client()
    client.force_login(User.objects.create_user(email="learner@example.org", given_name="Айгүл"))
    response = client.get("/en/styleguide/")
    soup = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 403
    assert "You are logged in as Айгүл" in " ".join(soup.select("main")[0].get_text().split())
    assert not soup.select('main a[href="/en/account/login/"]')


@pytest.mark.django_db
def test_a_refused_visitor_is_asked_to_log_in() -> None:
    request = RequestFactory().get("/en/secret/")
    soup = BeautifulSoup(get_template("403.html").render({}, request), "html.parser")
    assert soup.select('main a[href$="/account/login/"]')


def test_a_broken_server_can_still_say_so() -> None:
    """No context, no database, no translations, no storage of static files."""
    response = server_error(RequestFactory().get("/ru/"))
    soup = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 500
    assert {item["lang"] for item in soup.select("li[lang]")} == {code for code, _name in settings.LANGUAGES}
    assert [link["href"] for link in soup.select("link[rel=stylesheet]")] == ["/static/css/main.css"]
