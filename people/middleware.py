"""What a person's own settings do to every request: language, time zone, consents."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from people.models import User
from people.services import lacks_required_consent

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class PersonMiddleware:
    """Times in the person's time zone; their language where the address names none.

    Stands after the authentication. An address with a language keeps it: a link somebody sends shows what they saw.
    An address without one (``/``, the admin) is the person's, and Django's ``LocaleMiddleware`` sends ``/`` on.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, made in the person's time zone and language."""
        user = known_person(request)
        if user is None:
            return self.get_response(request)
        if translation.get_language_from_path(request.path_info) is None:
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language
        with timezone.override(user.time_zone):
            return self.get_response(request)


class ConsentMiddleware:
    """Asks for a required consent before pages that are of no use without it; never before a public page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer; see :meth:`process_view`."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Send to the page that asks, which leads back; what was being written is not."""
        match = request.resolver_match
        if not match or match.view_name not in settings.CONSENT_REQUIRED_VIEWS:
            return None
        user = known_person(request)
        if user is None or not lacks_required_consent(user):
            return None
        if request.content_type == "application/json":
            # A script, which keeps what it has to tell until the person agrees again.
            return JsonResponse({"error": gettext("Agree to the training first: reload the page.")}, status=403)
        query = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('people:required_consents')}?{query}")


def known_person(request: HttpRequest) -> User | None:
    """Who is logged in. Visitors without a session are told apart by their cookie, without touching the session."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return request.user if isinstance(request.user, User) or request.user.is_authenticated else None
