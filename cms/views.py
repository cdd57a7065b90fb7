"""Pages of the site that are not pages of the tree."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from cms.reading import COOKIE_AGE, COOKIE_NAME, Reading
from cms.styleguide import specimens


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def reading(request: HttpRequest) -> HttpResponse:
    """The reading panel as a page of its own; a POST keeps the choice in a cookie and goes back.

    Without a token on purpose: the panel is on every page, and a token would make each page of an anonymous reader
    private to them and closed to caches. All another site could do by posting here is change the colours of this one.
    """
    if request.method != "POST":
        return render(request, "cms/reading.html")
    response = HttpResponseRedirect(_came_from(request))
    if "reset" in request.POST:
        response.delete_cookie(COOKIE_NAME, samesite="Lax")
    else:
        chosen = Reading.from_values(request.POST.dict())
        response.set_cookie(
            COOKIE_NAME, chosen.to_cookie(), max_age=COOKIE_AGE, secure=request.is_secure(), samesite="Lax"
        )
    return response


def _came_from(request: HttpRequest) -> str:
    """The page of this site that holds the panel, as the browser tells (SECURE_REFERRER_POLICY lets it)."""
    url = request.headers.get("Referer", "")
    allowed = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if allowed else request.path


@login_required
@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for those who build and write the site. Others than staff: 403."""
    if not request.user.is_staff:
        raise PermissionDenied
    return render(request, "cms/styleguide.html", specimens())
