"""Second factors."""

import time
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings

from people.models import User
from people.roles import Role
from tests.factories.people import PASSWORD, UserFactory
from tests.people.accounts import confirm_who, is_logged_in, log_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def code_of(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def test_an_app_is_set_up_and_asked_for_at_login(client: Client) -> None:
    user = UserFactory.create()
    log_in(client, user)
    assert "/reauthenticate/" in client.get("/en/account/2fa/totp/activate/").headers["Location"]
    confirm_who(client)
    page = client.get("/en/account/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert "data:image/svg+xml;base64," in page.content.decode()
    client.post("/en/account/2fa/totp/activate/", {"code": "000000"})
    assert not Authenticator.objects.exists()
    response = client.post("/en/account/2fa/totp/activate/", {"code": code_of(secret)})
    assert response.headers["Location"] == "/en/account/2fa/recovery-codes/"
    codes = client.get("/en/account/2fa/recovery-codes/").context["unused_codes"]
    assert len(codes) == 10

    client.logout()
    assert log_in(client, user) == "/en/account/2fa/authenticate/"
    assert not is_logged_in(client)
    client.post("/en/account/2fa/authenticate/", {"code": "000000"})
    assert not is_logged_in(client)
    cache.clear()
    client.post("/en/account/2fa/authenticate/", {"code": code_of(secret)})
    assert is_logged_in(client)

    client.logout()
    log_in(client, user)
    client.post("/en/account/2fa/authenticate/", {"code": codes[0]})
    assert is_logged_in(client)
    client.logout()
    log_in(client, user)
    client.post("/en/account/2fa/authenticate/", {"code": codes[0]})
    assert not is_logged_in(client), "a recovery code works once"


@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app_is_told_by_mail(client: Client) -> None:
    log_in(client, UserFactory.create())
    confirm_who(client)
    secret = client.get("/en/account/2fa/totp/activate/").context["form"].secret
    client.post("/en/account/2fa/totp/activate/", {"code": code_of(secret)})
    assert any("set up for your account" in message.body for message in mail.outbox)


def test_secrets_are_stored_encrypted() -> None:
    secret = generate_totp_secret()
    TOTP.activate(UserFactory.create(), secret)
    stored = Authenticator.objects.get()
    assert secret not in str(stored.data)
    assert stored.wrap().validate_code(code_of(secret))


def test_a_secret_survives_a_change_of_the_installations_key() -> None:
    secret = generate_totp_secret()
    TOTP.activate(UserFactory.create(), secret)
    with override_settings(SECRET_KEY="another-" * 8, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert Authenticator.objects.get().wrap().validate_code(code_of(secret))


def test_the_app_is_turned_off_after_asking_who_it_is(client: Client) -> None:
    user = UserFactory.create()
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    client.force_login(user)
    asked = client.get("/en/account/2fa/totp/deactivate/")
    assert "reauthenticate" in asked.headers["Location"]
    client.post(asked.headers["Location"], {"password": PASSWORD, "code": code_of(secret)})
    client.post("/en/account/2fa/reauthenticate/", {"code": code_of(secret, 1)})
    client.post("/en/account/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()


def test_the_admin_asks_for_the_second_factor_too(client: Client, person_with: Callable[..., User]) -> None:
    editor = person_with(Role.EDITOR)
    TOTP.activate(editor, generate_totp_secret())
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].endswith("/account/login/?next=%2Fadmin%2F")
    log_in(client, editor, next="/admin/")
    assert client.get("/admin/").status_code == 302
