"""Views of Wagtail's admin that take pages by their number or list them whole, held to what the person may see."""

from typing import Any, cast

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseBase
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.admin.views.chooser import BrowseView, ChosenMultipleView, SearchView
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.query import PageQuerySet


def explorable(request: HttpRequest) -> PageQuerySet:
    """The pages whose titles the person may know."""
    return cast(PageQuerySet, policy_registry.get_by_type(Page).explorable_instances(request.user))


def choosable(request: HttpRequest) -> Q:
    """The pages somebody may link to: what everybody can read, and what they see in the admin anyway."""
    return Q(live=True) | Q(pk__in=explorable(request).values("pk"))


def _works_with_pages(request: HttpRequest) -> None:
    """Raises ``PermissionDenied`` for who sees no page in the admin: they have none to put a link on."""
    if not explorable(request).exists():
        raise PermissionDenied


def browse_pages(request: HttpRequest, parent_page_id: int | None = None) -> HttpResponseBase:
    """A level of the tree in a chooser; below a page that the person may not see there is nothing for them."""
    _works_with_pages(request)
    if parent_page_id and not Page.objects.filter(choosable(request), pk=parent_page_id).exists():
        raise Http404
    return BrowseView.as_view()(request, parent_page_id)


def search_pages(request: HttpRequest) -> HttpResponseBase:
    """Pages found by their words in a chooser."""
    _works_with_pages(request)
    return SearchView.as_view()(request)


def _only_explorable(request: HttpRequest, numbers: Any) -> None:
    query = request.GET.copy()
    query.setlist("id", [str(pk) for pk in explorable(request).filter(pk__in=numbers).values_list("pk", flat=True)])
    request.GET = query  # type: ignore[assignment]  # what Django itself puts there is such a QueryDict


def chosen_pages(request: HttpRequest) -> HttpResponseBase:
    """Pages chosen together in a chooser."""
    _only_explorable(request, [pk for pk in request.GET.getlist("id") if pk.isdecimal()])
    return ChosenMultipleView.as_view()(request)


def bulk_action(request: HttpRequest, action: str) -> HttpResponseBase:
    """An action on several pages; ``id=all`` means all of the list it was called from."""
    action_class = bulk_action_registry.get_bulk_action_class("wagtailcore", "page", action)
    if action_class is None:
        raise Http404(action)
    view = action_class(request, Page)
    numbers: Any = [pk for pk in request.GET.getlist("id") if pk.isdecimal()]
    if "all" in request.GET.getlist("id"):
        numbers = list(view.get_all_objects_in_listing_query(request.GET.get("childOf")))
    _only_explorable(request, numbers)
    return cast(HttpResponseBase, view.dispatch(request))


class PageTypesReport(PageTypesUsageReportView):
    """How many pages of each kind there are; the last one edited is named to who may see it."""

    def decorate_paginated_queryset(self, page_types: Any) -> Any:
        """Take out the pages that the person may not see."""
        found: list[ContentType] = super().decorate_paginated_queryset(page_types)
        latest = {item.last_edited_page.pk for item in found if item.last_edited_page}  # type: ignore[attr-defined]
        seen = set(explorable(self.request).filter(pk__in=latest).values_list("pk", flat=True))
        for item in found:
            if item.last_edited_page and item.last_edited_page.pk not in seen:  # type: ignore[attr-defined]
                item.last_edited_page = None  # type: ignore[attr-defined]
        return found
