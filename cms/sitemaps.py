"""The site for search engines: its public pages, each with its versions in other languages."""

from typing import Any

from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest
from wagtail.models import Page, Site, get_page_models
from wagtail.query import PageQuerySet

from cms.models import BasePage
from cms.navigation import alternates, language_links_between

PAGES_IN_A_FILE = 1000


def listed_pages() -> "PageQuerySet[Page]":
    """Pages anybody may read that stand on their own."""
    apart = [model for model in get_page_models() if issubclass(model, BasePage) and not model.in_sitemap]
    return Page.objects.live().public().not_type(*apart) if apart else Page.objects.live().public()


class LanguageSitemap(Sitemap[Page]):
    """The pages of one language, a thousand to a file: nine queries for a file, however full it is."""

    limit = PAGES_IN_A_FILE

    def __init__(self, request: HttpRequest, language: str) -> None:
        self.request = request
        self.language = language

    def items(self) -> "PageQuerySet[Page]":
        """Pages of the language on this request's site, in the order of the tree."""
        site = Site.find_for_request(self.request)
        pages = listed_pages().select_related("locale").order_by("path")
        if site is None:
            return pages.none()
        home = site.root_page.get_translations(inclusive=True).filter(locale__language_code=self.language).first()
        return pages.descendant_of(home, inclusive=True) if home else pages.none()

    def _urls(self, page: int | str, protocol: str, domain: str) -> list[dict[str, Any]]:
        items = list(self.paginator.page(page).object_list)
        versions = self._versions(items)
        urls = [self._entry(item, versions[item.translation_key]) for item in items]
        changed = [entry["lastmod"] for entry in urls if entry["lastmod"]]
        self.latest_lastmod = max(changed) if len(changed) == len(urls) and changed else None
        return urls

    def _versions(self, items: list[Page]) -> dict[Any, dict[str, str]]:
        found: dict[Any, dict[str, str]] = {item.translation_key: {} for item in items}
        for version in listed_pages().filter(translation_key__in=found).select_related("locale"):
            if url := version.get_url(self.request):
                found[version.translation_key][version.locale.language_code] = self.request.build_absolute_uri(url)
        return found

    def _entry(self, item: Page, versions: dict[str, str]) -> dict[str, Any]:
        links = alternates(language_links_between(versions, self.language))
        return {
            "item": item,
            "location": versions.get(self.language, ""),
            "lastmod": item.last_published_at,
            "changefreq": None,
            "priority": "",
            "alternates": [{"location": link.url, "lang_code": link.code} for link in links],
        }
