"""A person's own documents."""

from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from credentials.badges.issuing import badge_jwt, badges_available
from credentials.forms import RegisterDetailsForm
from credentials.models import IssuedDocument, RegisterDetails
from credentials.pdf import PdfUnavailableError
from credentials.printing import UnknownLanguageError, print_document
from credentials.services import hide_name, may_issue
from credentials.services.register import save_register_details
from people.models import User


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


@login_required
@never_cache
@require_safe
def my_documents(request: HttpRequest) -> HttpResponse:
    """Everything a person was issued, those in force first."""
    rows = IssuedDocument.objects.of(_user(request)).for_list().order_by("state", "-issued_on", "-pk")
    names = dict(settings.LANGUAGES)
    documents = [
        {"document": row, "languages": [(code, names.get(code, code)) for code in row.languages]} for row in rows
    ]
    return render(
        request, "credentials/my_documents.html", {"documents": documents, "offers_badges": badges_available()}
    )


@login_required
@never_cache
@require_safe
def download(request: HttpRequest, public_id: UUID, language: str) -> HttpResponse:
    """A document as PDF, for its holder and for those who issue documents of its organisation."""
    document = get_object_or_404(IssuedDocument.objects.for_printing(), public_id=public_id)
    user = _user(request)
    if document.holder_id != user.pk and not may_issue(user, document.organisation):
        raise Http404
    try:
        content = print_document(document, language)
    except UnknownLanguageError as error:
        raise Http404 from error
    except PdfUnavailableError as error:
        return HttpResponse(str(error), status=503, content_type="text/plain; charset=utf-8")
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="document-{document.public_id}-{language}.pdf"'
    return response


@login_required
@never_cache
@require_safe
def badge(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A document as a signed Open Badge, for its holder alone."""
    mine = IssuedDocument.objects.of(_user(request)).in_force().for_printing()
    document = get_object_or_404(mine, public_id=public_id)
    if not badges_available():
        raise Http404
    response = HttpResponse(badge_jwt(document), content_type="application/vc+jwt")
    response.headers["Content-Disposition"] = f'attachment; filename="badge-{document.public_id}.jwt"'
    return response


@login_required
@require_POST
def show_name(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let strangers see the name, or initials only."""
    document = get_object_or_404(IssuedDocument.objects.of(_user(request)), public_id=public_id)
    hidden = request.POST.get("hidden") == "1"
    hide_name(document, hidden, by=_user(request))
    text = _("Strangers now see your initials only.") if hidden else _("Strangers now see your name.")
    messages.success(request, text)
    return HttpResponseRedirect(reverse("credentials:my_documents"))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def particulars(request: HttpRequest) -> HttpResponse:
    """What the state register asks about a person, given by that person."""
    user = _user(request)
    stored = RegisterDetails.objects.filter(holder=user).first()
    form = RegisterDetailsForm(request.POST if request.method == "POST" else None, instance=stored)
    if request.method == "POST" and form.is_valid():
        save_register_details(user, form.values(), by=user)
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("credentials:my_documents"))
    return render(request, "credentials/particulars.html", {"form": form}, status=422 if form.errors else 200)
