"""What an installation cannot do its work without, told before it is opened."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004 - Django's own name

CONSOLE = "django.core.mail.backends.console.EmailBackend"


@register(Tags.security, deploy=True)
def check_letters(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Nobody can confirm an address, and so nobody can register, while letters go to a console."""
    if settings.EMAIL_BACKEND != CONSOLE:
        return []
    return [Warning("Letters go to the console: nobody can register.", hint="Set EMAIL_URL.", id="people.W001")]


@register(Tags.security, deploy=True)
def check_address(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Links in letters lead to the site's own address, and passkeys belong to it."""
    if urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname not in ("localhost", "127.0.0.1"):
        return []
    return [
        Warning("Links in letters lead to localhost.", hint="Set BASE_URL to the site's address.", id="people.W002")
    ]
