"""What every page of the site shows around its own content."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from cms.chrome import chrome
from cms.navigation import alternates, navigation, view_language_links
from people.permissions import may_open_admin


def site(request: HttpRequest) -> dict[str, Any]:
    """``navigation``, ``site_settings``, ``language_links``, ``breadcrumbs``, ``opens_admin`` and more for the frame.

    Nothing is looked up before a template uses it. Pages of the tree put their own language links and
    breadcrumbs in the place of these (``cms.BasePage.get_context``).
    """
    links = SimpleLazyObject(lambda: view_language_links(request))
    return {
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "site_settings": SimpleLazyObject(lambda: chrome(request).academy),
        "language_links": links,
        "alternates": SimpleLazyObject(lambda: alternates(links)),
        "breadcrumbs": [],
        # A page that says what went wrong may be drawn before anybody was asked who they are.
        "opens_admin": SimpleLazyObject(lambda: may_open_admin(getattr(request, "user", AnonymousUser()))),
    }
