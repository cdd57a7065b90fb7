"""What the library does inside Wagtail's own admin; registered in ``wagtail_hooks.py``."""

from collections.abc import Iterable, Iterator
from typing import Any, cast

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from library.models import LearningObjectPage
from library.usage import objects_beneath, usage_of
from library.views import UsedInView
from people.models import User

TAKES_AWAY = frozenset({"delete", "unpublish"})


def urls() -> list[URLPattern]:
    """Addresses beneath the admin's."""
    return [path("library/used-in/<int:page_id>/", UsedInView.as_view(), name="library_used_in")]


def used_in_button(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """The way to where an object is used, among the buttons of its editor."""
    if isinstance(page, LearningObjectPage) and page.pk and page.permissions_for_user(user).can_edit():
        url = reverse("library_used_in", args=[page.pk])
        yield Button(gettext("Used in"), url, icon_name="link", priority=70)


def warn_before_bulk(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponseBase | None:
    """Ask once more before many pages are deleted or unpublished whose objects are used somewhere."""
    pages = [each for each in objects if isinstance(each, Page)]
    if action_type not in TAKES_AWAY or not pages or "uses_seen" in request.POST:
        return None
    usage = usage_of(objects_beneath(pages), cast(User, request.user))
    if not usage:
        return None
    context = {
        "usage": usage,
        "page_title": gettext("Objects in use"),
        "header_title": gettext("Objects in use"),
        "header_icon": "warning",
        "kept": [
            (name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"
        ],
        "back_url": get_valid_next_url_from_request(request) or reverse("wagtailadmin_explore_root"),
    }
    return TemplateResponse(request, "library/admin/confirm_bulk.html", context)


def admin_css() -> SafeString:
    """The style of the chooser and of lists of uses."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/library.css"))
