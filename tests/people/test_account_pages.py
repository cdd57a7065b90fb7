"""Every page of an account, and what holds for all of them."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from people.models import ConsentText, User
from people.services import give_consent
from tests.factories.people import ConsentTextFactory, UserFactory
from tests.people.accounts import LEARNING, LOGIN, SIGNUP, confirm_who, log_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


FOR_VISITORS = [
    "login/",
    "signup/",
    "inactive/",
    "confirm-email/",
    "confirm-email/wrong-key/",
    "password/reset/",
    "password/reset/done/",
    "password/reset/key/1-wrong/",
    "password/reset/key/done/",
    "3rdparty/login/cancelled/",
    "3rdparty/login/error/",
]
FOR_PEOPLE = [
    "profile/",
    "consents/",
    "email/",
    "logout/",
    "password/change/",
    "password/set/",
    "reauthenticate/",
    "sessions/",
    "3rdparty/",
    "2fa/",
    "2fa/totp/activate/",
    "2fa/totp/deactivate/",
    "2fa/recovery-codes/",
    "2fa/recovery-codes/generate/",
    "2fa/recovery-codes/download/",
    "2fa/webauthn/",
    "2fa/webauthn/add/",
    "2fa/reauthenticate/",
]
INLINE = re.compile(r"<script(?![^>]*\b(?:src|type=\"application/json\"))|\son\w+=|\sstyle=", re.IGNORECASE)


def check_page(html: str) -> None:
    """A page of ours: in our frame, and with nothing inline that our policy would block."""
    assert '<main class="page" id="main"' in html
    assert html.count("<h1") == 1
    assert not INLINE.search(html), INLINE.search(html)


@pytest.mark.parametrize("path", FOR_VISITORS)
def test_every_page_for_visitors_is_ours_and_clean(path: str, client: Client) -> None:
    response = client.get(f"/en/account/{path}", follow=True)
    assert response.status_code in (200, 401)
    check_page(response.content.decode())


@pytest.mark.parametrize("factor", [False, True])
@pytest.mark.parametrize("path", FOR_PEOPLE)
def test_every_page_for_people_is_ours_and_clean(path: str, factor: bool, client: Client) -> None:
    user = UserFactory.create()
    log_in(client, user)
    if path != "reauthenticate/":
        confirm_who(client)
    if factor:
        TOTP.activate(user, generate_totp_secret())
    if path == "password/set/":
        User.objects.filter(pk=user.pk).update(password="!")
        client.force_login(User.objects.get(pk=user.pk))
    response = client.get(f"/en/account/{path}", follow=True)
    if response.headers["Content-Type"].startswith("text/html") and response.status_code != 404:
        assert response.status_code == 200
        check_page(response.content.decode())
    else:
        assert "recovery-codes" in path or "deactivate" in path


def test_the_page_of_sessions_ends_the_others(client: Client) -> None:
    user = UserFactory.create()
    log_in(client, user)
    elsewhere = Client()
    log_in(elsewhere, user)
    page = client.get("/en/account/sessions/").content.decode()
    assert page.count("account__panel") == 2
    client.post("/en/account/sessions/")
    assert elsewhere.get("/en/account/profile/").status_code == 302
    assert client.get("/en/account/profile/").status_code == 200


def test_the_login_page_names_no_account(client: Client) -> None:
    UserFactory.create(email="demo@example.org")
    assert "demo@example.org" not in client.get(LOGIN).content.decode()


def test_consent_texts_are_shown_as_text(client: Client) -> None:
    ConsentTextFactory.create(required=True, text={"en": "<script>alert(1)</script>"})
    html = client.get(SIGNUP).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_login_asks_for_a_missing_required_consent_first(client: Client) -> None:
    user = UserFactory.create()
    text: ConsentText = ConsentTextFactory.create(required=True)
    assert log_in(client, user) == "/en/account/consents/required/?next=%2Fen%2Fmy-learning%2F"
    client.logout()
    give_consent(user, text)
    assert log_in(client, user) == LEARNING
