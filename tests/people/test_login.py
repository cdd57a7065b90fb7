"""Logging in, and passwords."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.test import Client, override_settings

from tests.factories.people import PASSWORD, UserFactory
from tests.people.accounts import LEARNING, LOGIN, NEW_PASSWORD, confirm_who, is_logged_in, link_in_mail, log_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_login_leads_to_my_learning_in_the_persons_language_and_remembers_it(client: Client) -> None:
    user = UserFactory.create(language="kk")
    assert log_in(client, user) == "/kk/my-learning/"
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "kk"


def test_login_leads_back_to_where_the_person_was_going(client: Client) -> None:
    assert log_in(client, UserFactory.create(), next="/en/catalogue/?q=fractions") == "/en/catalogue/?q=fractions"


def test_login_does_not_lead_off_the_site(client: Client) -> None:
    assert log_in(client, UserFactory.create(), next="https://evil.example/") == LEARNING


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client: Client) -> None:
    answers = []
    for email in (UserFactory.create().email, "nobody@example.org"):
        response = client.post(LOGIN, {"login": email, "password": "wrong"})
        answers.append(response.context["form"].non_field_errors())
    assert answers[0] == answers[1] == ["The e-mail address or the password is wrong. Check both and try again."]


def test_a_closed_account_cannot_log_in(client: Client) -> None:
    user = UserFactory.create(is_active=False)
    log_in(client, user)
    assert not is_logged_in(client)


def test_a_session_ends_with_the_browser_unless_it_is_kept(client: Client) -> None:
    user = UserFactory.create()
    log_in(client, user)
    assert client.session.get_expire_at_browser_close()
    client.logout()
    log_in(client, user, remember="on")
    assert not client.session.get_expire_at_browser_close()


def test_logging_out_needs_a_click(client: Client) -> None:
    client.force_login(UserFactory.create())
    assert "Log out on this device?" in client.get("/en/account/logout/").content.decode()
    assert is_logged_in(client)
    client.post("/en/account/logout/")
    assert not is_logged_in(client)


@override_settings(ACCOUNT_RATE_LIMITS={"login_failed": "3/m/key"})
def test_guessing_passwords_is_stopped_for_the_account_but_not_for_others(client: Client) -> None:
    user, other = UserFactory.create(), UserFactory.create()
    for _attempt in range(3):
        log_in(client, user, "guess")
    response = client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    assert response.context["form"].non_field_errors() == [
        "Too many attempts. Wait five minutes, or reset your password."
    ]
    assert not is_logged_in(client)
    assert log_in(client, other) == LEARNING


def test_limits_are_on_by_default() -> None:
    from allauth.account import app_settings

    with override_settings():
        del settings.ACCOUNT_RATE_LIMITS
        assert {"login", "login_failed", "signup", "reset_password"} <= set(app_settings.RATE_LIMITS)
    assert app_settings.PREVENT_ENUMERATION


def test_a_forgotten_password_is_replaced_by_the_link_in_the_letter(client: Client) -> None:
    user = UserFactory.create()
    client.post("/en/account/password/reset/", {"email": user.email})
    page = client.get(link_in_mail("password/reset/key"), follow=True)
    action = page.redirect_chain[-1][0]
    client.post(action, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert log_in(client, user, NEW_PASSWORD) == LEARNING
    client.logout()
    used = client.get(link_in_mail("password/reset/key") if "key" in mail.outbox[-1].body else action, follow=True)
    assert "no longer valid" in used.content.decode()


def test_asking_for_an_unknown_address_looks_the_same(client: Client) -> None:
    known = client.post("/en/account/password/reset/", {"email": UserFactory.create().email})
    unknown = client.post("/en/account/password/reset/", {"email": "nobody@example.org"})
    assert known.headers["Location"] == unknown.headers["Location"]
    assert "no account with this address" in mail.outbox[-1].body


def test_a_password_is_changed_with_the_old_one(client: Client) -> None:
    user = UserFactory.create()
    log_in(client, user)
    url = "/en/account/password/change/"
    wrong = {"oldpassword": "wrong", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert "oldpassword" in client.post(url, wrong).context["form"].errors
    client.post(url, {**wrong, "oldpassword": PASSWORD})
    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)
    assert "was changed" in mail.outbox[-1].body


def test_an_address_changes_when_the_new_one_is_confirmed(client: Client) -> None:
    user = UserFactory.create()
    old = user.email
    log_in(client, user)
    confirm_who(client)
    client.post("/en/account/email/", {"action_add": "1", "email": "New@example.org"})
    user.refresh_from_db()
    assert user.email == old
    assert "waits to be confirmed" in client.get("/en/account/email/").content.decode()
    letter = next(message for message in mail.outbox if message.to == ["new@example.org"])
    found = re.search(r"http://testserver(/\S*confirm-email\S*)", str(letter.body))
    assert found
    client.post(found[1])
    user.refresh_from_db()
    assert user.email == "new@example.org"
    assert EmailAddress.objects.get(user=user).verified
