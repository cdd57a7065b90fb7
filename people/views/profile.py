"""A person's own page."""

from typing import cast

from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from people import personal_data
from people.consents import overview
from people.forms.profile import ProfileForm
from people.models import User
from people.services import update_own_profile


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name, language, time zone to change; address, password, second factor, work, roles, consents to look at."""
    user = cast(User, request.user)
    # A copy: a form that is refused must not greet the person by a name that was not saved.
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=user.pk))
    if request.method == "POST" and form.is_valid():
        changed = update_own_profile(user, form.cleaned_data)
        with translation.override(changed.language):
            messages.success(request, _("Your profile is saved."))
            return HttpResponseRedirect(reverse("people:profile"))
    return render(
        request,
        "people/profile.html",
        {
            "form": form,
            "employments": user.employments.select_related("organisation", "position"),
            "role_assignments": user.role_assignments.select_related("organisation"),
            "consents": overview(user),
            "second_factor": get_mfa_adapter().is_mfa_enabled(user),
            "pending_address": EmailAddress.objects.filter(user=user, verified=False).first(),
        },
        status=422 if form.errors else 200,
    )


@login_required
@never_cache
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Everything the installation knows about the person, as a file to keep."""
    user = cast(User, request.user)
    data = {"exported_at": timezone.now(), **personal_data.collect(user)}
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    name = f"turna-{slugify(user.get_full_name(), allow_unicode=False) or 'person'}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
