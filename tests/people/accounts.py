"""What the tests of accounts do again and again, as somebody with a browser."""

import re

from django.core import mail
from django.test import Client

from people.models import User
from tests.factories.people import PASSWORD

NEW_PASSWORD = "Five-swans-behind-the-hill"
LOGIN, SIGNUP, LEARNING = "/en/account/login/", "/en/account/signup/", "/en/my-learning/"


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
