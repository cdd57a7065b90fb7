"""Registering, logging in and passkeys in a real browser, under the content policy readers get."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from playwright.sync_api import Dialog, Page, expect
from pytest_django.live_server_helper import LiveServer

from people.models import Purpose, User
from tests.factories.cms import HomePageFactory
from tests.factories.people import PASSWORD, ConsentTextFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
AxeCheck = Callable[[Page], None]


def go(page: Page, server: LiveServer, path: str) -> None:
    page.goto(f"{server.url}/en/account/{path}")


def log_in(page: Page, server: LiveServer, user: User) -> None:
    go(page, server, "login/")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in", exact=True).click()


def plug_in_key(page: Page) -> None:
    """A key built into the device, which knows its holder and answers by itself."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_teacher_registers_and_comes_in(page: Page, live_server: LiveServer, accessible: AxeCheck) -> None:
    ConsentTextFactory.create(purpose=Purpose.TRAINING, required=True)
    go(page, live_server, "signup/")
    accessible(page)
    page.get_by_label("E-mail").fill("dana@example.org")
    page.get_by_label("Family name").fill("Sample")
    page.get_by_label("Given name").fill("Dana")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Register").click()
    expect(page.get_by_role("alert")).to_contain_text("Without this consent nobody can learn here.")
    accessible(page)

    page.get_by_text("Read the text you agree to").click()
    expect(page.locator(".consent__text")).to_be_visible()
    page.get_by_label("I agree: Training and its record").check()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Register").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm your address")

    link = re.search(r"http://\S+confirm-email\S+", str(mail.outbox[-1].body))
    assert link
    page.goto(link[0])
    accessible(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Yes, confirm it").click()
    user = User.objects.get(email="dana@example.org")
    assert user.time_zone == page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") or user.time_zone
    log_in(page, live_server, user)
    page.wait_for_url("**/my-learning/")


def test_a_passkey_is_added_opens_the_account_and_is_the_second_step(
    page: Page, live_server: LiveServer, accessible: AxeCheck
) -> None:
    home = HomePageFactory.create()
    HomePageFactory.create(locale__language_code="en", translation_of=home)
    user = UserFactory.create()
    log_in(page, live_server, user)
    plug_in_key(page)
    go(page, live_server, "2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_label("Name of the key")).to_be_visible()
    accessible(page)
    page.get_by_label("Name of the key").fill("My laptop")
    page.get_by_label("Use it in place of the password").check()
    page.get_by_role("button", name="Add the key").click()
    page.wait_for_url("**/recovery-codes/")
    accessible(page)
    assert Authenticator.objects.get(user=user, type="webauthn").wrap().name == "My laptop"

    go(page, live_server, "logout/")
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name="Log out").click()
    go(page, live_server, "login/")
    page.get_by_role("button", name="Log in with a passkey").click()
    page.wait_for_url("**/my-learning/")

    go(page, live_server, "logout/")
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name="Log out").click()
    log_in(page, live_server, user)
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
    accessible(page)
    page.get_by_role("button", name="Use the key").click()
    page.wait_for_url("**/my-learning/")


def test_a_key_that_does_not_answer_is_explained(page: Page, live_server: LiveServer) -> None:
    page.add_init_script("navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError'))")
    go(page, live_server, "login/")
    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page.locator("[data-passkey-message]")).to_have_text(
        "The passkey was not accepted. Try again, or log in with your password."
    )


def test_a_browser_without_passkeys_is_not_offered_one(page: Page, live_server: LiveServer) -> None:
    page.add_init_script("delete window.PublicKeyCredential")
    go(page, live_server, "login/")
    expect(page.get_by_role("button", name="Log in with a passkey")).to_be_hidden()


@pytest.mark.parametrize("path", ["profile/", "consents/", "2fa/", "email/", "password/change/", "sessions/"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_account_s_pages_are_accessible_and_fit(
    path: str, width: int, page: Page, live_server: LiveServer, accessible: AxeCheck
) -> None:
    page.emulate_media(color_scheme="dark" if width < 600 else "light")
    page.set_viewport_size({"width": width, "height": 800})
    ConsentTextFactory.create()
    log_in(page, live_server, UserFactory.create())
    page.wait_for_url("**/my-learning/")
    go(page, live_server, path)
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_consent_is_withdrawn_after_a_question(page: Page, live_server: LiveServer) -> None:
    user = UserFactory.create()
    ConsentTextFactory.create(purpose=Purpose.RECORDING)
    log_in(page, live_server, user)
    page.wait_for_url("**/my-learning/")
    go(page, live_server, "consents/")
    page.get_by_role("button", name="I agree").click()
    expect(page.get_by_text("Your consent is recorded.")).to_be_visible()
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss() if len(asked) == 1 else dialog.accept()

    page.on("dialog", answer)
    withdraw = page.get_by_role("button", name="Withdraw")
    withdraw.click()
    assert user.consents.in_force().exists(), "asked, and answered with no"
    withdraw.click()
    expect(page.get_by_text("Your consent is withdrawn.")).to_be_visible()
    assert not user.consents.in_force().exists()
    assert "asked to leave a session" in asked[0]
