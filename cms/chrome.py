"""What stands around the content of every page: navigation, foot, the academy's name, the page's other languages.

Every page shows it and it changes a few times a year, so it is kept in the cache as plain values. Two things bound how
old it can be. Whatever changes it (``cms.signals``) moves ``VERSION_KEY`` on, which all keys hold: with a shared cache
(Redis) a change is seen at once everywhere, with the cache in the process's memory at once in that process. And
everything expires after ``LIFETIME``: another process with a memory of its own is behind by half a minute at most, and
so is anyone after a change no signal tells of (``QuerySet.update()``, a restored database).
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from wagtail.models import Page, Site

from cms.models import Navigation, SiteSettings
from cms.translations import PageBatch, active_language, versions_of

LIFETIME = 30
"""Seconds."""
VERSION_KEY = "cms:chrome:version"

LOGO_FILTER = "height-80|format-webp"
SOCIAL_FILTER = "fill-1200x630|format-jpeg"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the navigation."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the foot."""

    heading: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Academy:
    """What the academy says of itself, in the reader's language. Images are addresses, empty when there is none."""

    name: str = ""
    about: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    logo: str = ""
    social_image: str = ""


@dataclass(frozen=True, slots=True)
class Chrome:
    """All of it for one site and one language."""

    main: tuple[Link, ...] = ()
    footer: tuple[Column, ...] = ()
    footer_note: str = ""
    academy: Academy = Academy()


def forget() -> None:
    """Everything here is read anew from now on."""
    cache.set(VERSION_KEY, uuid.uuid4().hex, timeout=None)


def _cached(key: str, make: Callable[[], T]) -> T:
    version = cache.get(VERSION_KEY, "")
    full_key = f"cms:chrome:{version}:{key}"
    value = cache.get(full_key)
    if value is None:
        value = make()
        cache.set(full_key, value, LIFETIME)
    return cast("T", value)


def chrome(request: HttpRequest) -> Chrome:
    """What stands around a page of this request's site in the active language.

    Keyed by host and port, because finding the site would cost a query on every page.
    """
    language = active_language()
    return _cached(f"{request.get_host()}:{language}", lambda: _build(request, language))


def addresses(page: Page) -> dict[str, str]:
    """Where the published, public versions of ``page`` are, by language code."""
    return _cached(f"page:{page.translation_key}", lambda: _addresses(page))


def _addresses(page: Page) -> dict[str, str]:
    versions = versions_of([page], specific=False)[str(page.translation_key)]
    return {language: version.url for language, version in versions.items() if version.url}


def _build(request: HttpRequest, language: str) -> Chrome:
    site = Site.find_for_request(request)
    if site is None:
        return Chrome()
    navigation = _navigation(site, language)
    academy = _academy(site)
    if navigation is None:
        return Chrome(academy=academy)
    columns = [(block.value["heading"], list(block.value["links"])) for block in navigation.footer]
    main = [block.value for block in navigation.main]
    # One look-up for the pages of all links; titles and addresses are all that is needed of them.
    PageBatch((link["page"] for links in (main, *(links for _heading, links in columns)) for link in links), False)
    return Chrome(
        _links(main, language),
        tuple(Column(heading, _links(links, language)) for heading, links in columns),
        navigation.footer_note,
        academy,
    )


def _links(values: list[Any], language: str) -> tuple[Link, ...]:
    resolved = (value.resolve(language) for value in values)
    return tuple(Link(title, url) for title, url in resolved if title and url)


def _navigation(site: Site, language: str) -> Navigation | None:
    wanted = (language, settings.LANGUAGE_CODE)
    found = {
        navigation.locale.language_code: navigation
        for navigation in Navigation.objects.filter(site=site, locale__language_code__in=wanted).select_related(
            "locale"
        )
    }
    return found.get(language) or found.get(settings.LANGUAGE_CODE)


def _academy(site: Site) -> Academy:
    # Not SiteSettings.for_site(), which writes a row for a site that has none: reading a page writes nothing.
    stored = SiteSettings.objects.filter(site=site).select_related("logo", "social_image").first()
    if stored is None:
        return Academy()
    return Academy(
        name=str(stored.name),
        about=str(stored.about),
        email=stored.email,
        phone=stored.phone,
        address=str(stored.address),
        logo=stored.logo.get_rendition(LOGO_FILTER).url if stored.logo else "",
        social_image=stored.social_image.get_rendition(SOCIAL_FILTER).url if stored.social_image else "",
    )
