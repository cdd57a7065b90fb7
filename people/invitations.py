"""The letter to somebody an administrator made an account for."""

from io import BytesIO
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.core.context import request_context
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest
from django.utils import translation

from people.models import User


def send_invitation(user: User, request: HttpRequest | None = None) -> None:
    """Send the letter that lets a person set a password, in their language; without a request, from the background.

    Whoever follows it holds the address, so that it counts as confirmed: see ``confirm_address_after_reset``.
    """
    request = request or _request_of_the_site()
    # The letter may be written after the response has been made up, when the request is no longer at hand.
    with request_context(request), translation.override(user.language):
        adapter = get_adapter(request)
        key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
        url = adapter.get_reset_password_from_key_url(key)
        adapter.send_mail("people/email/invitation", user.email, {"user": user, "password_reset_url": url})


def _request_of_the_site() -> HttpRequest:
    """A request as the site's own address would make it: links in letters are made from one."""
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    return WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": "/",
            "SERVER_NAME": address.hostname or "localhost",
            "SERVER_PORT": str(port),
            "wsgi.url_scheme": address.scheme,
            "wsgi.input": BytesIO(),
        }
    )
