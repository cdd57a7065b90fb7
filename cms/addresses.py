"""Addresses of this site in each of its languages."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

LANGUAGE_CODES = frozenset(code for code, _name in settings.LANGUAGES)
OUTSIDE_LANGUAGES = ("/admin/", "/documents/", "/media/", "/static/", "/i18n/")
"""Parts of the site that have one address for all languages."""

_absolute = URLValidator(schemes=["http", "https", "mailto"])


def in_language(url: str, language: str) -> str:
    """``url`` for a reader of ``language``: a path of this site gets that language's prefix, all else stays.

    >>> in_language("/catalogue/?q=lesson", "kk")
    '/kk/catalogue/?q=lesson'
    >>> in_language("/ru/catalogue/", "kk")
    '/kk/catalogue/'
    """
    if not is_path(url) or url.startswith(OUTSIDE_LANGUAGES):
        return url
    first, _slash, rest = url[1:].partition("/")
    return f"/{language}/{rest}" if first in LANGUAGE_CODES else f"/{language}{url}"


def is_path(url: str) -> bool:
    """Whether ``url`` is a path of this site; with ``//other.example`` and ``/\\other.example`` a browser leaves it."""
    return url.startswith("/") and not url.startswith(("//", "/\\")) and not urlsplit(url).netloc


def validate_link(value: str) -> None:
    """Raises ``ValidationError`` unless ``value`` is a path of this site, a web address or a mail address."""
    if is_path(value) and not any(sign.isspace() or sign == "\\" for sign in value):
        return
    try:
        _absolute(value)
    except ValidationError:
        if not value.startswith("mailto:"):
            raise ValidationError(_("Write a web address (https://…) or a path of this site (/catalogue/).")) from None


def web_address(url: str | None) -> str:
    """``url`` if it is a web address; empty for any other, such as one that would act in the reader's browser."""
    return url if url and url.lower().startswith(("http://", "https://")) else ""


def link_address(url: str) -> str:
    """``url`` if the navigation may lead there: a web address, a mail address or a path of this site; else empty."""
    return url if is_path(url) or url.startswith("mailto:") else web_address(url)
