"""Which version of a page a reader of a language is shown."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import get_language
from wagtail.images import get_image_model
from wagtail.models import Locale, Page

from cms.querysets import COVER_FILTERS

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


def versions_of(pages: Iterable[Page], specific: bool = True) -> dict[str, Versions]:
    """For each page its versions that anybody may read, by the page's translation key.

    They know their locale, so that asking for an address costs nothing more. Three queries however many pages there
    are, and with ``specific`` one more for each class of page; without it the versions know titles and addresses only.
    """
    found: dict[str, Any] = {str(page.translation_key): {} for page in pages}
    if found:
        readable = Page.objects.filter(translation_key__in=list(found)).live().public()
        listed = with_locales(readable.specific()) if specific else readable.select_related("locale")
        for version in listed:
            found[str(version.translation_key)][version.locale.language_code] = version
    return found


class PageBatch:
    """Pages that are shown together. Their versions are looked up when the first is shown to a reader, for all."""

    def __init__(self, pages: Iterable[Page | None], specific: bool = True) -> None:
        self.pages: list[Any] = [page for page in pages if page is not None]
        self.specific = specific
        for page in self.pages:
            page.shown_in = self

    @cached_property
    def versions(self) -> dict[str, Versions]:
        """The versions of all pages, by translation key."""
        return versions_of(self.pages, self.specific)

    @cached_property
    def card_images(self) -> dict[int, Any]:
        """What the cards of all versions show, by id, with renditions: two queries."""
        pages = (version for versions in self.versions.values() for version in versions.values())
        ids = {getattr(page, "card_image_id", None) for page in pages} - {None}
        return get_image_model().objects.prefetch_renditions(*COVER_FILTERS).in_bulk(ids) if ids else {}


def batch_of(page: Page) -> PageBatch:
    """The pages ``page`` is shown with; itself alone when it came on its own."""
    return getattr(page, "shown_in", None) or PageBatch([page])


def version_for_reader(page: Page, language: str | None = None) -> Page | None:
    """The version in ``language`` (the active one by default), else the page itself; ``None`` if it is not public."""
    versions = batch_of(page).versions[str(page.translation_key)]
    own = (version for version in versions.values() if version.pk == page.pk)
    return versions.get(language or active_language()) or next(own, None)


def shown_page(page: Page | None) -> dict[str, Any]:
    """What a template needs to show a chosen page: ``shown`` and, when it is in another language, ``lang``."""
    shown = version_for_reader(page) if page else None
    language = shown.locale.language_code if shown else ""
    return {"shown": shown, "lang": language if language != active_language() else ""}


def card_image(page: Page | None, shown: Page | None) -> Any:
    """The image for a card of ``shown``, the version of ``page`` a reader sees; ``None`` when it has none."""
    image_id = getattr(shown, "card_image_id", None)
    return batch_of(page).card_images.get(image_id) if page and image_id else None
