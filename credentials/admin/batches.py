"""Bulk issues in the admin: the list, and one with its progress and what became of each person."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from credentials.models import IssueBatch
from credentials.querysets import IssueBatchQuerySet
from credentials.services import resume
from people.models import User

INDEX, NEW, ONE = "issuebatch:index", "issuebatch:new", "issuebatch:one"
PER_PAGE = 100
_SECONDS_BETWEEN_LOOKS = 2


class BatchScreen(WagtailAdminTemplateMixin):
    """What the screens share."""

    header_icon = "group"
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Raises ``PermissionDenied``."""
        if not request.user.has_perm("credentials.issue_document"):
            raise PermissionDenied
        return cast(HttpResponseBase, super().dispatch(request, *args, **kwargs))

    def batches(self) -> IssueBatchQuerySet:
        """Those the person may see."""
        return IssueBatch.objects.managed_by(cast(User, self.request.user)).select_related("created_by", "template")


class BatchListView(BatchScreen, BaseListingView):
    """Newest first."""

    page_title = _("Bulk issues")
    index_url_name = INDEX
    paginate_by = 30
    verbose_name_plural = _("bulk issues")
    columns = [
        TitleColumn("title", label=_("Name"), url_name=ONE),
        Column("template", label=_("Template")),
        NumberColumn("total", label=_("People")),
        NumberColumn("issued", label=_("Issued")),
        NumberColumn("failed", label=_("Not issued")),
        Column("created_by", label=_("Asked for by")),
        DateColumn("created_at", label=_("When")),
    ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """To the form."""
        return [HeaderButton(gettext("Issue to many"), url=reverse(NEW), icon_name="plus")]

    def get_base_queryset(self) -> Any:
        """With their counts."""
        return self.batches().with_counts().order_by("-created_at", "-pk")


class BatchView(BatchScreen, TemplateView):
    """How far a bulk issue is and what became of each person; looks again by itself until it is finished."""

    template_name = "credentials/admin/batch.html"

    @cached_property
    def batch(self) -> Any:
        """The bulk issue."""
        return get_object_or_404(self.batches().with_counts(), pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        """Its name."""
        return cast(str, self.batch.title)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way back to the list."""
        bulk = {"url": reverse(INDEX), "label": _("Bulk issues")}
        return [*self.breadcrumbs_items, bulk, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Progress and one page of people, those not issued first."""
        items = self.batch.items.select_related("holder", "document").order_by("outcome", "pk")
        done = self.batch.total - self.batch.waiting
        return {
            **super().get_context_data(**kwargs),
            "batch": self.batch,
            "done": done,
            "stale": self.batch.is_stale(),
            "may_resume": self.batch.is_stale() or (self.batch.finished_at and self.batch.failed),
            "page": Paginator(items, PER_PAGE).get_page(self.request.GET.get("page")),
        }

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """An unfinished one asks the browser to come again, without a script."""
        response = super().render_to_response(context, **kwargs)
        if self.batch.finished_at is None and not context["stale"]:
            response.headers["Refresh"] = str(_SECONDS_BETWEEN_LOOKS)
        return response

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Resume it, or say why not."""
        try:
            resume(self.batch, by=cast(User, request.user))
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        return HttpResponseRedirect(reverse(ONE, args=[pk]))
