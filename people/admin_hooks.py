"""What the hooks of Wagtail's admin call: choosers, the dashboard, the history."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.site_summary import PagesSummaryItem, SummaryItem
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.query import PageQuerySet

from people.views.api import DocumentsToChoose, ImagesToChoose
from people.views.pages import choosable

LOG_ACTIONS: list[tuple[str, Promise, Promise]] = [
    ("people.assign_role", _("Give a role"), _("Role given")),
    ("people.revoke_role", _("Take a role back"), _("Role taken back")),
    ("people.move_organisation", _("Move an organisation"), _("Organisation moved")),
    ("people.give_consent", _("Give consent"), _("Consent given")),
    ("people.withdraw_consent", _("Withdraw consent"), _("Consent withdrawn")),
]


def pages_to_choose(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Narrow a chooser to the pages somebody may link to."""
    return pages.filter(choosable(request))


def narrow_api(router: WagtailAPIRouter) -> None:
    """Put our lists of images and documents in the place of Wagtail's, which hold everybody's."""
    router.register_endpoint("images", ImagesToChoose)
    router.register_endpoint("documents", DocumentsToChoose)


class VisiblePagesSummary(PagesSummaryItem):
    """How many pages there are for this person. Wagtail's own counts everybody's."""

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """The same words with our number."""
        visible = policy_registry.get_by_type(Page).explorable_instances(self.request.user)
        return {**super().get_context_data(parent_context), "total_pages": visible.filter(depth__gt=1).count()}


def count_own_pages(request: HttpRequest, items: list[SummaryItem]) -> None:
    """Put our count of pages in the place of Wagtail's."""
    items[:] = [VisiblePagesSummary(request) if type(item) is PagesSummaryItem else item for item in items]


def profile_link(request: HttpRequest) -> dict[str, Any]:
    """From the admin's settings to the profile, where the rest is."""
    return {
        "url": reverse("people:profile"),
        "label": _("Profile"),
        "help_text": _("Your name, address, password, language, time zone and consents."),
    }
