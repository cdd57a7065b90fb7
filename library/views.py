"""The library's views beside its pages."""

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from wagtail import hooks

from library.models import LearningObjectPage
from library.usage import usage_of
from people.models import User


def object_permalink(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """Lead to an object wherever it stands now, in the reader's language when it exists in it.

    404 when no version of it is live; whoever may not read it is asked what the page itself would ask.
    """
    page = get_object_or_404(LearningObjectPage.objects.defer("body"), pk=page_id)
    version = LearningObjectPage.objects.defer("body").for_reader(page, get_language() or "")
    if version is None or not version.url:
        raise Http404
    for refuse in hooks.get_hooks("before_serve_page"):
        answer = refuse(version, request, [], {})
        if isinstance(answer, HttpResponse):
            return answer
    return redirect(version.url)


def used_in(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """For the admin: every page that uses an object, in all languages, grouped by course."""
    page = get_object_or_404(LearningObjectPage, pk=page_id)
    person = cast(User, request.user)
    if not page.permissions_for_user(person).can_edit():
        raise PermissionDenied
    context = {"object": page, "usage": usage_of([page], person)}
    return TemplateResponse(request, "library/admin/used_in.html", context)
