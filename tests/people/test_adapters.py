"""Accounts that come from a provider, and the settings they are configured by."""

import importlib
import json
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import Client, RequestFactory, override_settings
from django.utils import translation

from config.settings import accounts
from people.adapters import MFAAdapter, SocialAccountAdapter, known_claims
from people.models import User

MINISTRY = {
    "id": "ministry",
    "name": "Ministry of Education",
    "issuer": "https://id.example.gov",
    "client_id": "turna",
    "secret": "s3cret",
    "origins": ["https://login.example.gov"],
}


@pytest.fixture
def request_() -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    return request


def test_a_provider_tells_the_name_and_the_address(request_: HttpRequest) -> None:
    claims = {"userinfo": {"family_name": "Sample", "given_name": "Dana", "middle_name": "Erlanovna", "sub": "7"}}
    login = SocialLogin(user=User(), account=SocialAccount(extra_data=claims))
    with translation.override("kk"):
        user = SocialAccountAdapter().populate_user(request_, login, {"email": "Dana@Example.org"})
    assert (user.email, user.family_name, user.given_name, user.patronymic, user.language) == (
        "dana@example.org",
        "Sample",
        "Dana",
        "Erlanovna",
        "kk",
    )


@pytest.mark.parametrize(
    "data",
    [
        {"family_name": "Sample"},
        {"id_token": {"family_name": "Sample"}},
        {"id_token": {"family_name": "Old"}, "userinfo": {"family_name": "Sample"}},
        {"id_token": None, "userinfo": None, "family_name": "Sample", "given_name": 7},
    ],
)
def test_claims_are_found_wherever_the_provider_puts_them(data: dict[str, Any]) -> None:
    assert known_claims(data) == {"family_name": "Sample"}


def test_names_longer_than_the_column_are_cut(request_: HttpRequest) -> None:
    login = SocialLogin(user=User(), account=SocialAccount(extra_data={"family_name": "x" * 400}))
    assert len(SocialAccountAdapter().populate_user(request_, login, {}).family_name) == 150


@override_settings(REGISTRATION_OPEN=False)
def test_who_comes_from_a_provider_comes_in_where_registration_is_closed(request_: HttpRequest) -> None:
    login = SocialLogin(user=User(), account=SocialAccount())
    assert SocialAccountAdapter().is_open_for_signup(request_, login)


def test_what_is_encrypted_is_not_the_text_and_comes_back() -> None:
    adapter = MFAAdapter()
    closed = adapter.encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in closed
    assert adapter.decrypt(closed) == "JBSWY3DPEHPK3PXP"
    assert adapter.encrypt("same") != adapter.encrypt("same")


def reloaded(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Any:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return importlib.reload(accounts)


def test_providers_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        settings = reloaded(
            monkeypatch,
            OIDC_PROVIDERS=json.dumps([MINISTRY]),
            OIDC_ISSUER="https://sso.example.edu/realms/main",
            OIDC_CLIENT_ID="turna",
            OIDC_SECRET="other",
            OIDC_NAME="University",
        )
        apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
        assert [(app["provider_id"], app["name"]) for app in apps] == [
            ("ministry", "Ministry of Education"),
            ("oidc", "University"),
        ]
        assert apps[0]["settings"]["server_url"] == "https://id.example.gov"
        assert settings.OIDC_ORIGINS == [
            "https://id.example.gov",
            "https://login.example.gov",
            "https://sso.example.edu",
        ]
    finally:
        monkeypatch.undo()
        importlib.reload(accounts)


def test_without_them_there_are_none() -> None:
    assert accounts.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] == []
    assert accounts.OIDC_ORIGINS == []


@pytest.mark.django_db
def test_the_login_page_has_a_button_for_each_provider(client: Client) -> None:
    app = {"provider_id": "ministry", "name": "Ministry of Education", "client_id": "turna", "secret": "s"}
    providers = {"openid_connect": {"APPS": [{**app, "settings": {"server_url": "https://id.example.gov"}}]}}
    with override_settings(SOCIALACCOUNT_PROVIDERS=providers):
        html = client.get("/en/account/login/?next=/en/catalogue/").content.decode()
    assert "Go on with Ministry of Education" in html or "Ministry of Education" in html
    assert 'action="/en/account/oidc/ministry/login/' in html
    assert "Ministry" not in client.get("/en/account/login/").content.decode()
