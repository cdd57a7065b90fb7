"""Letters and messages: each exists, names no other site, and reads as text in every language."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from people.invitations import send_invitation
from tests.factories.people import UserFactory

TEMPLATES = Path(settings.BASE_DIR) / "templates"
LETTERS = sorted(
    str(path.relative_to(TEMPLATES)).removesuffix("_subject.txt")
    for folder in ("account", "mfa", "socialaccount", "people")
    for path in (TEMPLATES / folder / "email").glob("*_subject.txt")
)
CODES = [code for code, _label in settings.LANGUAGES]


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.django_db
def test_a_letter_reads_as_text_in_every_language(letter: str, language: str) -> None:
    context = {
        "request": RequestFactory().get("/"),
        "user": UserFactory.build(email="o'neil@example.org"),
        "email": "o'neil@example.org",
        "activate_url": "https://turna.example/confirm?a=1&b=2",
        "password_reset_url": "https://turna.example/reset?a=1&b=2",
        "signup_url": "https://turna.example/signup?a=1&b=2",
        "from_email": "old@example.org",
        "to_email": "o'neil@example.org",
        "deleted_email": "o'neil@example.org",
        "provider": "Ministry",
        "timestamp": timezone.now(),
        "ip": "192.0.2.1",
        "user_agent": "A browser's name",
    }
    with translation.override(language):
        subject = render_to_string(f"{letter}_subject.txt", context).strip()
        body = render_to_string(f"{letter}_message.txt", context)
    assert subject
    assert "\n" not in subject
    assert "http://testserver/" in body, "where the letter comes from"
    for sign in ("&#", "&amp;", "{{", "{%", "<a "):
        assert sign not in subject + body
    for key in ("activate_url", "password_reset_url", "signup_url"):
        assert "?a=1" not in body or "&b=2" in body, key


def test_every_letter_and_message_of_the_libraries_is_written_in_our_words() -> None:
    import allauth

    theirs = Path(allauth.__file__).parent / "templates"
    folders = ("account/email", "account/messages", "mfa/email", "mfa/messages", "socialaccount/messages")
    # Of ways to log in that are not offered here.
    unused = ("_code", "phone_", "email_changed_", "login_code")
    missing = [
        f"{folder}/{path.name}"
        for folder in folders
        for path in (theirs / folder).glob("*.txt")
        if not (TEMPLATES / folder / path.name).exists() and not any(part in path.name for part in unused)
    ]
    assert missing == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ru", "kk"])
def test_an_invitation_is_in_the_language_of_who_is_invited(language: str) -> None:
    user = UserFactory.create(language=language)
    with translation.override("en"):
        send_invitation(user, RequestFactory().get("/"))
        assert translation.get_language() == "en"
    assert f"http://testserver/{language}/account/password/reset/key/" in str(mail.outbox[0].body)
    assert mail.outbox[0].to == [user.email]


@pytest.mark.django_db
def test_an_invitation_works_once(client: Client) -> None:
    user = UserFactory.create(language="en")
    user.set_unusable_password()
    user.save()
    send_invitation(user, RequestFactory().get("/"))
    link = next(word for word in str(mail.outbox[0].body).split() if "/reset/key/" in word)
    path = link.removeprefix("http://testserver")
    form = client.get(path, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": "Five-swans-behind", "password2": "Five-swans-behind"})
    user.refresh_from_db()
    assert user.check_password("Five-swans-behind")
    assert "no longer valid" in Client().get(path, follow=True).content.decode()
