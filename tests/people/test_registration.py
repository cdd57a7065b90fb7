"""Registering: what somebody with a browser can do, and cannot."""

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.test import Client, override_settings

from people.models import User
from tests.factories.people import PASSWORD, ConsentTextFactory, UserFactory
from tests.people.accounts import LEARNING, SIGNUP, is_logged_in, link_in_mail, log_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

DETAILS = {
    "email": "nurlan@example.org",
    "family_name": "Sample",
    "given_name": "Nurlan",
    "patronymic": "",
    "password1": PASSWORD,
    "password2": PASSWORD,
    "time_zone": "Asia/Almaty",
}


def test_somebody_registers_confirms_their_address_and_logs_in(client: Client) -> None:
    text = ConsentTextFactory.create(required=True)
    form = client.get(SIGNUP).content.decode()
    assert "Consent" in form
    response = client.post(SIGNUP, {**DETAILS, f"consent_{text.pk}": "on"})
    assert response.headers["Location"] == "/en/account/confirm-email/"
    user = User.objects.get(email="nurlan@example.org")
    assert (user.family_name, user.given_name, user.language, user.time_zone) == (
        "Sample",
        "Nurlan",
        "en",
        "Asia/Almaty",
    )
    assert user.consents.in_force().get().text == text
    assert not is_logged_in(client)
    assert log_in(client, user) == "/en/account/confirm-email/", "not before the address is confirmed"

    confirm = link_in_mail("confirm-email")
    assert "nurlan@example.org" in client.get(confirm).content.decode()
    assert not EmailAddress.objects.get(user=user).verified, "looking at the page confirms nothing"
    client.post(confirm)
    assert EmailAddress.objects.get(user=user).verified
    if not is_logged_in(client):
        assert log_in(client, user) == LEARNING
    assert is_logged_in(client)


def test_registration_without_a_required_consent_is_refused(client: Client) -> None:
    text = ConsentTextFactory.create(required=True)
    response = client.post(SIGNUP, DETAILS)
    assert f"consent_{text.pk}" in response.context["form"].errors
    assert not User.objects.exists()


def test_registration_does_not_ask_for_optional_consents(client: Client) -> None:
    ConsentTextFactory.create(required=False)
    client.post(SIGNUP, DETAILS)
    assert User.objects.get().consents.count() == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"family_name": ""}, "family_name"),
        ({"given_name": ""}, "given_name"),
        ({"email": "nobody"}, "email"),
        ({"password2": "another-one-entirely"}, "password2"),
        ({"password1": "short", "password2": "short"}, "password1"),
        ({"password1": "nurlan@example.org", "password2": "nurlan@example.org"}, "password1"),
        ({"password1": "1234567890123", "password2": "1234567890123"}, "password1"),
    ],
)
def test_a_form_with_a_mistake_makes_no_account(change: dict[str, str], field: str, client: Client) -> None:
    response = client.post(SIGNUP, {**DETAILS, **change})
    assert field in response.context["form"].errors
    assert not User.objects.exists()
    assert not mail.outbox


def test_a_time_zone_nobody_knows_is_the_installations(client: Client) -> None:
    client.post(SIGNUP, {**DETAILS, "time_zone": "Asia/Atlantis"})
    assert User.objects.get().time_zone == settings.TIME_ZONE


def test_registering_in_another_language_makes_it_the_persons(client: Client) -> None:
    client.post("/kk/account/signup/", DETAILS)
    assert User.objects.get().language == "kk"


def test_registering_an_address_twice_tells_the_owner_and_not_the_visitor(client: Client) -> None:
    known = UserFactory.create()
    taken = client.post(SIGNUP, {**DETAILS, "email": known.email.upper()})
    fresh = client.post(SIGNUP, DETAILS)
    assert taken.status_code == fresh.status_code == 302
    assert taken.headers["Location"] == fresh.headers["Location"]
    assert "account with it already" in mail.outbox[0].body
    assert mail.outbox[0].to == [known.email]
    assert User.objects.count() == 2


@override_settings(REGISTRATION_OPEN=False)
def test_a_closed_installation_says_so(client: Client) -> None:
    assert "Registration is closed" in client.get(SIGNUP).content.decode()
    client.post(SIGNUP, DETAILS)
    assert not User.objects.exists()


@override_settings(ACCOUNT_RATE_LIMITS={"signup": "1/m/ip"})
def test_registering_in_a_loop_gets_a_page_that_explains(client: Client) -> None:
    client.post(SIGNUP, DETAILS)
    response = client.post(SIGNUP, {**DETAILS, "email": "second@example.org"})
    assert response.status_code == 429
    assert "Wait a minute" in response.content.decode()
    assert User.objects.count() == 1
