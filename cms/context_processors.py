"""What every page of the site shows around its own content."""

from functools import cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from cms.chrome import chrome
from cms.navigation import alternates, navigation, view_language_links
from people.models import User
from people.permissions import may_open_admin
from people.services.notifications import unread_count


def site(request: HttpRequest) -> dict[str, Any]:
    """What the frame of a page shows: ``navigation``, ``language_links``, ``opens_admin``, ``unread_count`` and more.

    Nothing is looked up before a template uses it. Pages of the tree put their own language links and
    breadcrumbs in the place of these (``cms.BasePage.get_context``).
    """
    # A page that says what went wrong may be drawn before anybody was asked who they are.
    user = getattr(request, "user", AnonymousUser())
    links = SimpleLazyObject(lambda: view_language_links(request))
    return {
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "site_settings": SimpleLazyObject(lambda: chrome(request).academy),
        "language_links": links,
        "alternates": SimpleLazyObject(lambda: alternates(links)),
        "breadcrumbs": [],
        "opens_admin": SimpleLazyObject(lambda: may_open_admin(user)),
        # Called by the template: the rules of plurals divide a number, and a lazy object is none.
        "unread_count": cache(lambda: unread_count(user) if isinstance(user, User) else 0),
    }
