"""The navigation and the language switch as one page shows them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Page

from cms.addresses import LANGUAGE_CODES, in_language
from cms.chrome import Column, addresses, chrome
from cms.languages import codes, own_name
from cms.translations import active_language

PAGE_VIEW = "wagtail_serve"
# A query is repeated in some twenty links of a page; a longer one than this nobody shares.
LONGEST_QUERY = 1000


@dataclass(frozen=True, slots=True)
class MainLink:
    """A main link. ``is_current``: the reader is there; ``is_active``: there or somewhere beneath."""

    title: str
    url: str
    is_current: bool
    is_active: bool


@dataclass(frozen=True, slots=True)
class PageNavigation:
    """The navigation as one page shows it."""

    main: tuple[MainLink, ...]
    footer: tuple[Column, ...]
    footer_note: str


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """The way to another language. ``is_same``: to the same page; otherwise to the first page of that language."""

    code: str
    name: str
    url: str
    is_current: bool
    is_same: bool


def navigation(request: HttpRequest) -> PageNavigation:
    """The navigation, with the link marked that leads here."""
    around, path, home = chrome(request), request.path, home_address(active_language())
    main = tuple(
        MainLink(link.title, link.url, link.url == path, link.url != home and path.startswith(link.url))
        for link in around.main
    )
    return PageNavigation(main, around.footer, around.footer_note)


def home_address(language: str) -> str:
    """The first page of a language."""
    return f"/{language}/"


def page_language_links(page: Page) -> list[LanguageLink]:
    """The languages of the site: to the page's version where there is one that anybody may read."""
    return language_links_between(addresses(page), page.locale.language_code)


def view_language_links(request: HttpRequest) -> list[LanguageLink]:
    """The languages of the site for what is not a page of the tree: the same view with the same query.

    An address that leads nowhere, in any language, has links to first pages.
    """
    first = request.path_info[1:].partition("/")[0]
    match = request.resolver_match
    is_view = match is not None and match.url_name != PAGE_VIEW and first in LANGUAGE_CODES
    address = request.get_full_path() if len(request.META.get("QUERY_STRING", "")) <= LONGEST_QUERY else request.path
    found = {code: in_language(address, code) for code in codes()} if is_view else {}
    return language_links_between(found, active_language())


def language_links_between(found: Mapping[str, str], current: str) -> list[LanguageLink]:
    """The languages of the site, given the addresses of a page by language and the language the reader is in."""
    return [
        LanguageLink(code, own_name(code), found.get(code) or home_address(code), code == current, code in found)
        for code in codes()
    ]


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same page in a language, for search engines; the code ``x-default`` is for readers of none of them."""

    code: str
    url: str


def alternates(links: Iterable[LanguageLink]) -> list[Alternate]:
    """What ``<link rel="alternate" hreflang>`` says; empty for a page that exists in one language alone."""
    same = [Alternate(link.code, link.url) for link in links if link.is_same]
    if len(same) < 2:
        return []
    urls = {alternate.code: alternate.url for alternate in same}
    return [*same, Alternate("x-default", urls.get(settings.LANGUAGE_CODE, same[0].url))]
