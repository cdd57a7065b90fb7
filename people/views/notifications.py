"""What a person was told, how they want to be told, and the links that stop letters."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.forms.notifications import PreferencesForm
from people.models import Notification, User
from people.notification_kinds import kind_label
from people.services.notifications import mark_all_read, mark_read, unread_count
from people.unsubscribing import ALL_DIGESTS, ALL_LETTERS, BadLinkError, kinds_of, read_token, unsubscribe

PAGE_SIZE = 30


@never_cache
@login_required
@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    """Everything a person was told, what they have not seen first."""
    user = cast(User, request.user)
    page = Paginator(Notification.objects.of(user).unread_first(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page_of_news": page, "unread_count": unread_count(user, anew=True)}
    return render(request, "people/notifications.html", context)


@login_required
@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one as read. 404 for what is somebody else's."""
    if not mark_read(cast(User, request.user), pk):
        raise Http404(pk)
    return redirect("notifications:list")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Take everything as read."""
    number = mark_all_read(cast(User, request.user))
    text = ngettext("%(number)d is marked as read.", "%(number)d are marked as read.", number)
    messages.success(request, text % {"number": number})
    return redirect("notifications:list")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """How the person wants to be told, kind by kind."""
    form = PreferencesForm(cast(User, request.user), request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your choice is saved."))
        return redirect("notifications:preferences")
    return render(request, "people/notification_preferences.html", {"form": form}, status=422 if form.errors else 200)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop letters by the link in one, without logging in. A GET asks; a POST does it.

    No token against forgery is asked for, because a mail program sends the POST by itself (RFC 8058): the signed link
    is what proves it. 404 for a link that is not ours.
    """
    try:
        user, what = read_token(token)
    except BadLinkError as error:
        raise Http404(_("This link is not complete. Copy all of it from the letter.")) from error
    if request.POST.get("what") == "all":
        what = ALL_LETTERS
    context = {"is_digest": what == ALL_DIGESTS, "is_all": what == ALL_LETTERS, "token": token}
    done = request.method == "POST"
    names = unsubscribe(user, what) if done else kinds_of(user, what)
    return render(
        request,
        "people/unsubscribe.html",
        {**context, "done": done, "labels": [kind_label(name) for name in names]},
    )
