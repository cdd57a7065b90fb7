"""The screens of imports in the admin: the list, the form, and the page of one import."""

from typing import Any, cast

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn, UserColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from interop.forms import ImportForm
from interop.models import ImportJob
from interop.presentation import outcome_rows, unsupported_rows
from interop.querysets import ImportJobQuerySet
from interop.services import PERMISSION, restart_job, start_job
from people.models import User

INDEX, ADD, REPORT, RESTART = (f"interop_imports:{name}" for name in ("index", "add", "report", "restart"))
_SECONDS_BETWEEN_LOOKS = 3


class ImportScreen(PermissionRequiredMixin, WagtailAdminTemplateMixin):
    """What the screens share: who may see them, and where they stand."""

    permission_required = PERMISSION
    raise_exception = True
    header_icon = "download"
    request: HttpRequest

    @property
    def user(self) -> User:
        """The person at the screen."""
        return cast(User, self.request.user)

    def jobs(self) -> ImportJobQuerySet:
        """The imports this person may see."""
        return ImportJob.objects.visible_to(self.user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, the list, and this screen."""
        trail = [{"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")}]
        if self.page_title != ImportListView.page_title:
            trail.append({"url": reverse_lazy(INDEX), "label": ImportListView.page_title})
        return [*trail, {"url": "", "label": self.get_page_title()}]


class ImportListView(ImportScreen, BaseListingView):
    """One's imports, newest first."""

    page_title = _("Course imports")
    paginate_by = 30
    index_url_name = INDEX
    verbose_name_plural = _("course imports")
    columns = [
        TitleColumn("filename", label=_("File"), url_name=REPORT),
        Column("target", label=_("List of courses")),
        StatusTagColumn("state", label=_("State"), accessor="get_state_display", primary=True),
        UserColumn("created_by", label=_("Asked for by")),
        DateColumn("created_at", label=_("When")),
    ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """To the form."""
        return [HeaderButton(gettext("Import a course"), url=reverse(ADD), icon_name="plus")]

    def get_base_queryset(self) -> ImportJobQuerySet:
        """With what the columns show."""
        return self.jobs().for_list()


class ImportAddView(ImportScreen, FormView):
    """The form."""

    page_title = _("Import a course")
    form_class = ImportForm
    template_name = "interop/admin/import_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form offers what the person may do."""
        return {**super().get_form_kwargs(), "user": self.user}

    def form_valid(self, form: ImportForm) -> HttpResponse:
        """Start, and go to where the import can be watched."""
        asked = form.cleaned_data
        job = start_job(asked["file"], asked["target"], by=self.user, as_new=asked["as_new"])
        return HttpResponseRedirect(reverse(REPORT, args=[job.pk]))


class ImportReportView(ImportScreen, TemplateView):
    """One import: how far it is, or what came of it. Looks again by itself until it is finished."""

    template_name = "interop/admin/import_report.html"

    @cached_property
    def job(self) -> ImportJob:
        """The import."""
        return get_object_or_404(self.jobs().select_related("target"), pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        """The file's name."""
        return self.job.filename

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The job and its report in words."""
        report = self.job.report
        return {
            **super().get_context_data(**kwargs),
            "job": self.job,
            "report": report,
            "outcomes": outcome_rows(report),
            "unsupported": unsupported_rows(report),
            "stale": self.job.is_stale(),
        }

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """An unfinished import asks the browser to come again, without a script."""
        response = super().render_to_response(context, **kwargs)
        if not self.job.finished and not context["stale"]:
            response.headers["Refresh"] = str(_SECONDS_BETWEEN_LOOKS)
        return response


class ImportRestartView(ImportScreen, View):
    """Start an import again that has lost its worker."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Restart, or say why not."""
        job = get_object_or_404(self.jobs(), pk=pk)
        try:
            restart_job(job, by=self.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        return HttpResponseRedirect(reverse(REPORT, args=[pk]))
