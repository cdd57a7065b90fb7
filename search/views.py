"""The catalogue's two addresses."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from django_htmx.middleware import HtmxDetails

from search.catalogue import Catalogue
from search.engines import get_engine
from search.presentation import suggestion
from search.query import SearchQuery, clean_text

SUGGESTIONS = 8


class HtmxRequest(HttpRequest):
    """A request that passed django_htmx's middleware."""

    htmx: HtmxDetails


@require_safe
def catalogue(request: HtmxRequest) -> HttpResponse:
    """The page of the catalogue; for htmx, the part of it that a new question changes."""
    page = Catalogue(SearchQuery.parse(request.GET, get_language() or ""))
    is_part = bool(request.htmx) and not request.htmx.history_restore_request
    template = "search/catalogue_part.html" if is_part else "search/catalogue.html"
    response = render(request, template, {"catalogue": page})
    patch_vary_headers(response, ["HX-Request"])
    if is_part:
        response["HX-Push-Url"] = request.path + page.address.removesuffix("?")
    return response


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Options for the combobox: objects whose titles have words that begin as typed."""
    prefix = clean_text(request.GET.get("q", ""))
    language = get_language() or ""
    found = get_engine().suggest(prefix, language, SUGGESTIONS)
    return render(request, "search/suggestions.html", {"options": [suggestion(each, language) for each in found]})
