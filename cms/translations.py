"""Which version of a page a reader of a language is shown."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language
from wagtail.models import Locale, Page

Versions = Mapping[str, Page]
"""Published, public versions of one page by language code."""


def active_language() -> str:
    """The language of the current request."""
    return get_language() or ""


def with_locales(pages: Iterable[Page]) -> list[Page]:
    """``pages`` with their locales at hand, in one query: specific pages forget what ``select_related`` fetched."""
    locales = Locale.objects.in_bulk()
    listed = list(pages)
    for page in listed:
        page.locale = locales[page.locale_id]
    return listed


def versions_of(pages: Iterable[Page]) -> dict[str, Versions]:
    """For each page its versions that anybody may read, by the page's translation key.

    The versions are of their own class and know their locale, so that asking for their address or their teaser costs
    nothing more: three queries and one for each class of page, however many pages there are.
    """
    keys = {page.translation_key for page in pages}
    if not keys:
        return {}
    found: dict[str, dict[str, Page]] = {str(key): {} for key in keys}
    for version in with_locales(Page.objects.filter(translation_key__in=keys).live().public().specific()):
        found[str(version.translation_key)][version.locale.language_code] = version
    return found


def remember_versions(pages: Iterable[Page | None]) -> None:
    """Looks the versions of all ``pages`` up at once, for :func:`version_for_reader` to choose from."""
    known: list[Any] = [page for page in pages if page is not None]
    found = versions_of(known)
    for page in known:
        page.versions_for_readers = found[str(page.translation_key)]


def version_for_reader(page: Page, language: str | None = None) -> Page | None:
    """The version in ``language`` (the active one by default), else the page itself; ``None`` if it is not public."""
    if not hasattr(page, "versions_for_readers"):
        remember_versions([page])
    versions: Versions = page.versions_for_readers
    return versions.get(language or active_language()) or next(
        (version for version in versions.values() if version.pk == page.pk), None
    )


def shown_page(page: Page | None) -> dict[str, Any]:
    """What a template needs to show a chosen page: ``shown`` and, when it is in another language, ``lang``."""
    shown = version_for_reader(page) if page else None
    language = shown.locale.language_code if shown else ""
    return {"shown": shown, "lang": language if language != active_language() else ""}
