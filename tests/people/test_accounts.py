"""Registering, logging in, second factors: what somebody with a browser can do, and cannot."""

import re
import time
from collections.abc import Callable, Iterator

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings
from django.utils import translation

from people.models import ConsentText, User
from people.roles import Role
from people.services import give_consent
from tests.factories.people import PASSWORD, ConsentTextFactory, UserFactory

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "Five-swans-behind-the-hill"
LOGIN, SIGNUP, LEARNING = "/en/account/login/", "/en/account/signup/", "/en/my-learning/"
DETAILS = {
    "email": "nurlan@example.org",
    "family_name": "Sample",
    "given_name": "Nurlan",
    "patronymic": "",
    "password1": PASSWORD,
    "password2": PASSWORD,
    "time_zone": "Asia/Almaty",
}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def log_in(client: Client, user: User, password: str = PASSWORD, **extra: str) -> str:
    """Where the browser is after the form was sent: an address, or the page again as an empty text."""
    response = client.post(LOGIN, {"login": user.email, "password": password, **extra})
    return response.headers.get("Location", "")


def confirm_who(client: Client) -> None:
    """Type the password once more, as before anything that concerns the account's safety."""
    client.post("/en/account/reauthenticate/", {"password": PASSWORD})


def link_in_mail(pattern: str) -> str:
    found = re.search(rf"http://testserver(/\S*{pattern}\S*)", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[1]


def is_logged_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


# --- Registration -----------------------------------------------------------------------------


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


# --- Logging in -------------------------------------------------------------------------------


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


@override_settings(ACCOUNT_RATE_LIMITS={"signup": "1/m/ip"})
def test_registering_in_a_loop_gets_a_page_that_explains(client: Client) -> None:
    client.post(SIGNUP, DETAILS)
    response = client.post(SIGNUP, {**DETAILS, "email": "second@example.org"})
    assert response.status_code == 429
    assert "Wait a minute" in response.content.decode()
    assert User.objects.count() == 1


def test_limits_are_on_by_default() -> None:
    from allauth.account import app_settings

    with override_settings():
        del settings.ACCOUNT_RATE_LIMITS
        assert {"login", "login_failed", "signup", "reset_password"} <= set(app_settings.RATE_LIMITS)
    assert app_settings.PREVENT_ENUMERATION


# --- Passwords --------------------------------------------------------------------------------


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


# --- Second factors ---------------------------------------------------------------------------


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


# --- Every page -------------------------------------------------------------------------------

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
