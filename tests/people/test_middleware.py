"""What a person's settings do to every page."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries
from wagtail.users.models import UserProfile

from people.middleware import PersonMiddleware
from people.models import User
from people.services import give_consent
from tests.factories.people import ConsentTextFactory, UserFactory

pytestmark = pytest.mark.django_db
LogIn = Callable[[User], Client]


@pytest.mark.parametrize("language", ["uz", "zh-hans", "en"])
def test_the_root_of_the_site_is_in_the_persons_language(language: str, logged_in: LogIn) -> None:
    client = logged_in(UserFactory.create(language=language))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "be"
    response = client.get("/", headers={"accept-language": "ru"})
    assert response.status_code == 302
    assert response.headers["Location"] == f"/{language}/"


def test_a_visitors_root_is_by_cookie_then_by_browser_then_the_installations(client: Client) -> None:
    assert client.get("/", headers={"accept-language": "kk-KZ,kk;q=0.9"}).headers["Location"] == "/kk/"
    assert client.get("/", headers={"accept-language": "fr"}).headers["Location"] == f"/{settings.LANGUAGE_CODE}/"
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "be"
    assert client.get("/", headers={"accept-language": "kk"}).headers["Location"] == "/be/"


def test_an_address_with_a_language_keeps_it(logged_in: LogIn) -> None:
    response = logged_in(UserFactory.create(language="kk")).get("/en/account/profile/")
    assert response.headers["Content-Language"] == "en"


def test_the_admin_is_in_the_persons_language_and_zone(administrator: User, logged_in: LogIn) -> None:
    User.objects.filter(pk=administrator.pk).update(language="ru")
    html = logged_in(User.objects.get(pk=administrator.pk)).get("/admin/").content.decode()
    assert 'lang="ru"' in html
    profile = UserProfile.objects.get(user=administrator)
    assert profile.current_time_zone == administrator.time_zone


def test_times_are_in_the_persons_zone_during_the_request_only() -> None:
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(timezone.localtime(datetime(2026, 1, 1, 12, tzinfo=UTC)).strftime("%H:%M"))
        return HttpResponse()

    request = RequestFactory().get("/en/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
    request.user = UserFactory.create(time_zone="Asia/Bishkek")
    PersonMiddleware(view)(request)
    assert seen == ["18:00"]
    assert timezone.get_current_timezone_name() == settings.TIME_ZONE


def test_a_visitor_without_a_session_costs_no_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(translation.get_language())

    request = RequestFactory().get("/en/")
    with django_assert_num_queries(0):
        assert PersonMiddleware(view)(request).status_code == 200


@pytest.mark.parametrize("path", ["/en/my-learning/"])
def test_pages_of_a_learner_wait_for_a_required_consent(path: str, logged_in: LogIn) -> None:
    user = UserFactory.create()
    client = logged_in(user)
    text = ConsentTextFactory.create(required=True)
    response = client.get(path)
    assert response.status_code == 302
    assert response.headers["Location"] == "/en/account/consents/required/?next=%2Fen%2Fmy-learning%2F"
    give_consent(user, text)
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/en/account/profile/", "/en/account/consents/", "/en/account/profile/export/"])
def test_what_is_the_persons_own_does_not_wait(path: str, logged_in: LogIn) -> None:
    ConsentTextFactory.create(required=True)
    assert logged_in(UserFactory.create()).get(path).status_code == 200


def test_public_pages_do_not_wait(client: Client, logged_in: LogIn) -> None:
    ConsentTextFactory.create(required=True)
    assert client.get("/en/account/login/").status_code == 200
    assert logged_in(UserFactory.create()).get("/en/catalogue/").status_code == 200


def test_a_visitor_is_not_asked_before_they_log_in(client: Client) -> None:
    ConsentTextFactory.create(required=True)
    assert "/account/login/" in client.get("/en/my-learning/").headers["Location"]
