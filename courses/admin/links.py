"""The admin's page about a course's links to other sites: the last result of each, and a check of them all."""

from typing import Any, cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages

from cms.links.services import known, latest_check, start_check
from cms.models import LinkCheck
from courses.admin.views import CourseView
from courses.checking.drafts import draft_of
from courses.checking.links import Link, links_of, subject_of
from people.models import User

PER_PAGE = 100
SECONDS_BETWEEN_LOOKS = 3


class LinksView(CourseView):
    """The links with what is known of them. Looks again by itself while a check is under way."""

    template_name = "courses/admin/links.html"

    @property
    def page_title(self) -> str:
        """The page's name."""
        return _("Links to other sites")

    @cached_property
    def links(self) -> list[Link]:
        """Those of the course as it was last saved."""
        return links_of(draft_of(self.course))

    @cached_property
    def check(self) -> LinkCheck | None:
        """The last check."""
        return latest_check(subject_of(self.course))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of links; the number of queries does not depend on how many there are."""
        page = Paginator(self.links, PER_PAGE).get_page(self.request.GET.get("page"))
        results = known({link.url for link in page})
        rows = [(link, results.get(link.url)) for link in page]
        return {
            **super().get_context_data(**kwargs),
            "page": page,
            "rows": [(link, found, found.outcome_at().label if found else None) for link, found in rows],
            "check": self.check,
            "is_stale": self.check is not None and self.check.is_stale(),
        }

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """While a check is under way the browser comes again, without a script."""
        response = super().render_to_response(context, **kwargs)
        if self.check and not self.check.is_finished and not context["is_stale"]:
            response.headers["Refresh"] = str(SECONDS_BETWEEN_LOOKS)
        return response

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Begin a check, or go on with one that has stopped."""
        urls = list(dict.fromkeys(link.url for link in self.links))
        if start_check(subject_of(self.course), urls, cast(User, request.user)) is None:
            messages.success(request, _("All links have been checked within the last hour."))
        return redirect("courses_admin:links", page_id)
