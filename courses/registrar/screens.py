"""What the registrar's screens share."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from courses.models import Run
from courses.services.runs import may_open_runs
from people.models import User


class RunScreen(WagtailAdminTemplateMixin, View):
    """A screen about one run, for who enrols its learners. 403 for others."""

    header_icon = "group"
    request: HttpRequest

    @property
    def user(self) -> User:
        """The person at the screen."""
        return cast(User, self.request.user)

    @cached_property
    def run(self) -> Run:
        """The run of the address."""
        return get_object_or_404(
            Run.objects.with_edition().select_related("organisation").with_places(), slug=self.kwargs["run"]
        )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Raises ``PermissionDenied``."""
        if not may_open_runs(self.user, self.run.organisation):
            raise PermissionDenied
        return cast(HttpResponse, super().dispatch(request, *args, **kwargs))

    def address(self, name: str, *args: Any) -> str:
        """Of a screen about this run."""
        return reverse(f"courses_admin:{name}", args=[self.run.slug, *args])

    def get_page_subtitle(self) -> str:
        """Which run it is about."""
        return self.run.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Runs, the run, its people, this screen."""
        trail = [
            {"url": reverse("runs:index"), "label": _("Runs")},
            {"url": reverse("runs:edit", args=[self.run.pk]), "label": self.run.title},
        ]
        here = self.request.path
        if here != self.address("people"):
            trail.append({"url": self.address("people"), "label": _("People")})
        last = {"url": "", "label": str(self.get_page_title()), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, *trail, last]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds ``run`` and the ways to the other screens."""
        return {
            **super().get_context_data(**kwargs),
            "run": self.run,
            "views": [
                (self.address("people"), _("People")),
                (self.address("groups"), _("Groups")),
                (self.address("lists"), _("Enrolment by list")),
            ],
        }
