"""What checkers of badges ask this installation."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from credentials.addresses import verification_url
from credentials.badges.issuing import issuer_profile, jwks, revocation_list
from credentials.models import IssuedDocument

MAX_AGE = 300
"""Seconds a checker may go on believing what it was told."""


@require_safe
@cache_control(public=True, max_age=MAX_AGE)
def issuer(request: HttpRequest) -> HttpResponse:
    """Who issues badges here."""
    return JsonResponse(issuer_profile())


@require_safe
@cache_control(public=True, max_age=MAX_AGE)
def keys(request: HttpRequest) -> HttpResponse:
    """The public keys, as a JSON Web Key Set."""
    return JsonResponse(jwks(), content_type="application/jwk-set+json")


@require_safe
@cache_control(public=True, max_age=MAX_AGE)
def revocations(request: HttpRequest) -> HttpResponse:
    """The badges that hold no longer."""
    return JsonResponse(revocation_list())


@require_safe
def credential(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """From a badge's own address to the page about its document."""
    if not IssuedDocument.objects.filter(public_id=public_id).exists():
        raise Http404
    return HttpResponseRedirect(verification_url(public_id))
