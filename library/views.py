"""The library's views beside its pages."""

from collections.abc import Callable
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from library.models import LearningObjectPage
from library.usage import usage_of
from people.models import User

Serve = Callable[[Page, HttpRequest, list[Any], dict[str, Any]], HttpResponseBase]
"""How Wagtail answers with a page, once those who guard pages have let the reader through."""


def object_permalink(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """Lead to an object wherever it stands now, in the reader's language when it exists in it.

    404 when no version of it is live; whoever may not read it is asked what the page itself would ask, and is not
    told its address before.
    """
    page = get_object_or_404(LearningObjectPage.objects.defer("body"), pk=page_id)
    version = LearningObjectPage.objects.defer("body").for_reader(page, get_language() or "")
    if version is None or not version.url:
        raise Http404
    serve: Serve = _lead_to
    for guard in reversed(hooks.get_hooks("on_serve_page")):
        serve = guard(serve)
    return serve(version, request, [], {})


def _lead_to(page: Page, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]) -> HttpResponseBase:
    return redirect(page.url)


class UsedInView(WagtailAdminTemplateMixin, TemplateView):
    """For the admin: every page that uses an object, in all languages, grouped by course."""

    page_title = _("Used in")
    header_icon = "link"
    template_name = "library/admin/used_in.html"

    def get_page_subtitle(self) -> str:
        """Which object."""
        return self.page.title

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """From the list of objects over this object to here."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("learning_objects:index"), "label": gettext("Learning objects")},
            {"url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]), "label": self.page.title},
            {"url": "", "label": gettext("Used in")},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the object and its uses. Raises ``PermissionDenied`` for who may not edit it."""
        person = cast(User, self.request.user)
        self.page = get_object_or_404(LearningObjectPage.objects.defer("body"), pk=kwargs["page_id"])
        if not self.page.permissions_for_user(person).can_edit():
            raise PermissionDenied
        return {**super().get_context_data(**kwargs), "object": self.page, "usage": usage_of([self.page], person)}
