"""Telling a stranger whether a document is in force."""

from typing import cast
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from credentials.forms import VerifyForm
from credentials.models import IssuedDocument
from credentials.verification import TooManyTriesError, find, verified


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a number and the holder's family name, and go to the document."""
    form = VerifyForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                document = find(**_wanted(form), address=cast(str, get_adapter().get_client_ip(request)))
            except TooManyTriesError:
                status = 429
                form.add_error(None, _("Too many tries. Wait ten minutes, or scan the code on the document."))
            else:
                if document is not None:
                    return HttpResponseRedirect(reverse("credentials:document", args=[document.public_id]))
                form.add_error(None, _("There is no document with this number and family name. Compare both with it."))
    return render(request, "credentials/verify.html", {"form": form}, status=status)


def _wanted(form: VerifyForm) -> dict[str, str]:
    return {"number": form.cleaned_data["number"], "family": form.cleaned_data["family_name"]}


@require_safe
def document(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Whether one document is in force, and what it certifies."""
    found = IssuedDocument.objects.select_related("organisation").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return render(request, "credentials/document.html", {"document": verified(found)})
