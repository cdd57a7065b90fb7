"""Where strangers find what this app says: absolute addresses, the same whoever asks and in whatever language."""

from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation


def site_url(path: str) -> str:
    """A path with the installation's own scheme and host."""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"


def verification_url(public_id: UUID | str, language: str | None = None) -> str:
    """The page that tells whether a document is in force, in ``language`` or the installation's own."""
    with translation.override(language or settings.LANGUAGE_CODE):
        return site_url(reverse("credentials:document", args=[public_id]))
