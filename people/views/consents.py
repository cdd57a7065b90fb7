"""Reading, giving and withdrawing consents."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.consents import CONSEQUENCES, overview
from people.forms.profile import RequiredConsentsForm
from people.models import ConsentText, User
from people.services import give_consent, withdraw_consent


@login_required
@never_cache
@require_safe
def consents(request: HttpRequest) -> HttpResponse:
    """All purposes, with what was agreed to when."""
    return render(request, "people/consents.html", {"consents": overview(cast(User, request.user))})


@login_required
@never_cache
@require_safe
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """One text in full: the current one, or an older one the person agreed to."""
    user = cast(User, request.user)
    text = get_object_or_404(ConsentText.objects.published(), pk=pk)
    context = {
        "text": text,
        "consequence": CONSEQUENCES[text.purpose],
        "history": user.consents.for_display().filter(text=text),
        "in_force": user.consents.in_force().filter(text=text).exists(),
        "is_current": ConsentText.objects.current().filter(pk=pk).exists(),
    }
    return render(request, "people/consent.html", context)


@login_required
@require_POST
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to a text."""
    text = get_object_or_404(ConsentText.objects.published(), pk=pk)
    try:
        give_consent(cast(User, request.user), text)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Your consent is recorded. You can withdraw it at any time."))
    return HttpResponseRedirect(reverse("people:consents"))


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a consent back; what follows is said on the page that asks, and again here."""
    text = get_object_or_404(ConsentText.objects.published(), pk=pk)
    if withdraw_consent(cast(User, request.user), text):
        messages.success(request, _("Your consent is withdrawn.") + " " + str(CONSEQUENCES[text.purpose]))
    return HttpResponseRedirect(reverse("people:consents"))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def required(request: HttpRequest) -> HttpResponse:
    """Ask for the consents without which nobody learns here, then go on to where the person was going."""
    user = cast(User, request.user)
    texts = list(ConsentText.objects.current_required().without_consent_of(user))
    onward = _safe_next(request)
    if not texts:
        return HttpResponseRedirect(onward)
    form = RequiredConsentsForm(texts, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            for text in form.texts.values():
                give_consent(user, text)
        return HttpResponseRedirect(onward)
    purposes = [text.purpose for text in texts]
    renewed = user.consents.in_force().filter(text__purpose__in=purposes).exists()
    context = {"form": form, "next": onward, "renewed": renewed}
    return render(request, "people/required_consents.html", context, status=422 if form.errors else 200)


def _safe_next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else resolve_url(settings.LOGIN_REDIRECT_URL)
