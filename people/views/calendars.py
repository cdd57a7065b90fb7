"""The calendar: a month, a list, and the file for other programs."""

import hashlib
import re
from datetime import date, timedelta
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from people import calendar
from people.ical import calendar_file
from people.models import CalendarFeed, User
from people.services.calendars import renew_feed, stop_feed

LISTED_DAYS = 92
FEED_PAST, FEED_AHEAD = timedelta(days=92), timedelta(days=400)
YEARS = range(2000, 2100)


@never_cache
@login_required
@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """A month as a table: this one, or that of ``?month=2026-03``."""
    user, today = cast(User, request.user), timezone.localdate()
    first = _month(request.GET.get("month", ""), today)
    context = {
        "first": first,
        "weeks": calendar.month(user, first.year, first.month, today),
        "previous": first - timedelta(days=1),
        "following": (first + timedelta(days=31)).replace(day=1),
        "today": today,
        **_about_feed(request, user),
    }
    return render(request, "people/calendar.html", context)


@never_cache
@login_required
@require_safe
def agenda(request: HttpRequest) -> HttpResponse:
    """A list of three months, from today or from the first of ``?month=``."""
    user, today = cast(User, request.user), timezone.localdate()
    first = _month(request.GET["month"], today) if "month" in request.GET else today
    last = first + timedelta(days=LISTED_DAYS)
    context = {
        "first": first,
        "last": last,
        "days": calendar.agenda(user, first, last, today),
        "previous": first - timedelta(days=LISTED_DAYS),
        "following": last + timedelta(days=1),
        "today": today,
        **_about_feed(request, user),
    }
    return render(request, "people/calendar_list.html", context)


def _month(wanted: str, today: date) -> date:
    match = re.fullmatch(r"(\d{4})-(\d{2})", wanted)
    if match and int(match[1]) in YEARS and 1 <= int(match[2]) <= 12:
        return date(int(match[1]), int(match[2]), 1)
    return today.replace(day=1)


def _about_feed(request: HttpRequest, user: User) -> dict[str, str]:
    feed = CalendarFeed.objects.filter(user=user).first()
    return {"feed_url": request.build_absolute_uri(reverse("calendar:feed", args=[feed.token])) if feed else ""}


@login_required
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """Make an address for other programs; the one before no longer works."""
    renew_feed(cast(User, request.user))
    return _about_its_address(
        request, _("The calendar has a new address. Whoever had the old one sees nothing any more.")
    )


@login_required
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """No address for other programs any more."""
    stop_feed(cast(User, request.user))
    return _about_its_address(request, _("The calendar has no address any more."))


def _about_its_address(request: HttpRequest, news: str) -> HttpResponse:
    messages.success(request, news)
    return redirect(f"{reverse('calendar:month')}#feed")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of who has the token, in the language and time zone of its person; no log-in is asked for.

    304 for a program that has it already; 404 for a token that is nobody's, or of a closed account.
    """
    found = CalendarFeed.objects.filter(token=token, user__is_active=True).select_related("user").first()
    if found is None:
        raise Http404
    user = found.user
    with translation.override(user.language), timezone.override(user.time_zone):
        today = timezone.localdate()
        entries = calendar.entries(user, today - FEED_PAST, today + FEED_AHEAD)
        content = calendar_file(user, entries, _("Turna: my learning"))
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(content, "text/calendar; charset=utf-8")
        response.headers["Content-Disposition"] = 'inline; filename="turna.ics"'
    response.headers["ETag"] = tag
    patch_cache_control(response, private=True, max_age=900)
    return response
