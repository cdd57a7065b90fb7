"""What stands outside the languages of the site, for search engines."""

from typing import Any

from django.contrib.sitemaps import views as sitemap_views
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cms.languages import codes
from cms.sitemaps import LanguageSitemap

ONE_HOUR = 3600
NOT_FOR_ROBOTS = ("/admin/", "/i18n/", "/*/account/", "/*/catalogue/suggest/")


@require_safe
@cache_control(public=True, max_age=ONE_HOUR)
def robots(request: HttpRequest) -> HttpResponse:
    """What robots should leave alone, and where the map of the rest is."""
    sitemap = request.build_absolute_uri(reverse("sitemap_index"))
    rules = [f"Disallow: {path}" for path in NOT_FOR_ROBOTS]
    return HttpResponse("\n".join(["User-agent: *", *rules, "", f"Sitemap: {sitemap}", ""]), "text/plain")


@require_safe
@cache_control(public=True, max_age=ONE_HOUR)
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The files of the map, at least one for each language."""
    sections: dict[str, Any] = {code: LanguageSitemap(request, code) for code in codes()}
    return sitemap_views.index(request, sections, sitemap_url_name="sitemap")


@require_safe
@cache_control(public=True, max_age=ONE_HOUR)
def sitemap(request: HttpRequest, section: str) -> HttpResponse:
    """One file of the map; ``?p=2`` gives the next. Raises ``Http404`` for a language the site does not have."""
    if section not in codes():
        raise Http404(section)
    return sitemap_views.sitemap(request, {section: LanguageSitemap(request, section)}, section)
