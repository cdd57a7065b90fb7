"""Views of Wagtail's admin that take pages by their number or list them whole, held to what the person may see."""

from typing import Any, cast

from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponseBase
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.admin.views.chooser import ChosenMultipleView
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.query import PageQuerySet


def explorable(request: HttpRequest) -> PageQuerySet:
    """The pages whose titles the person may know."""
    return cast(PageQuerySet, policy_registry.get_by_type(Page).explorable_instances(request.user))


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
