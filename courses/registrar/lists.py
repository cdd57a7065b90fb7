"""Enrolment by list."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages

from courses.enrolment_lists.reading import ListError
from courses.enrolment_lists.services import confirm_list, discard_list, upload_list
from courses.enrolment_lists.sheets import report_sheet, template_sheet
from courses.exports.sheets import FORMATS
from courses.models import EnrolmentList, EnrolmentListRow
from courses.registrar.forms import ListForm
from courses.registrar.screens import RunScreen

PAGE_SIZE = 200
SECONDS_BETWEEN_LOOKS = 2


class ListsView(RunScreen, FormView):
    """The lists of a run, and the form that uploads one."""

    page_title = _("Enrolment by list")
    template_name = "courses/registrar/lists.html"
    form_class = ListForm

    def form_valid(self, form: ListForm) -> HttpResponse:
        """Read it, and show what would happen."""
        file = form.cleaned_data["file"]
        try:
            made = upload_list(self.run, file, file.name, self.user)
        except ListError as problem:
            form.add_error("file", str(problem))
            return self.form_invalid(form)
        return redirect(self.address("list", made.pk))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the lists uploaded before."""
        return {**super().get_context_data(**kwargs), "lists": self.run.enrolment_lists.select_related("created_by")}


class TemplateSheetView(RunScreen):
    """An empty list to fill in."""

    def get(self, request: HttpRequest, run: str) -> HttpResponseBase:
        """As XLSX, with headings in the reader's language."""
        return FORMATS["xlsx"](template_sheet(get_language() or ""))


class ListScreen(RunScreen):
    """About one list."""

    @cached_property
    def list(self) -> EnrolmentList:
        """That of the address."""
        return get_object_or_404(EnrolmentList, run=self.run, pk=self.kwargs["pk"])


class ListView(ListScreen, TemplateView):
    """What will happen by each row, how far it is, or what happened. Looks again by itself while it is at work."""

    template_name = "courses/registrar/list.html"

    def get_page_title(self) -> str:
        """The file's name."""
        return self.list.filename

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A page of rows, and how many have each outcome. The number of queries does not depend on the rows."""
        labels = dict(EnrolmentListRow.Outcome.choices)
        counted = self.list.rows.order_by().values_list("outcome").annotate(number=Count("pk"))
        numbers = dict(counted)
        return {
            **super().get_context_data(**kwargs),
            "list": self.list,
            "counts": [(labels[name], numbers[name], name) for name in labels if name in numbers],
            "is_stale": self.list.is_stale(),
            "page": Paginator(self.list.rows.order_by("number"), PAGE_SIZE).get_page(self.request.GET.get("page")),
        }

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """While the list is at work the browser comes again, without a script."""
        response = super().render_to_response(context, **kwargs)
        if self.list.state in (EnrolmentList.State.QUEUED, EnrolmentList.State.RUNNING) and not context["is_stale"]:
            response.headers["Refresh"] = str(SECONDS_BETWEEN_LOOKS)
        return response


class ListConfirmView(ListScreen):
    """Does what the list says; again for one that has lost its worker."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, run: str, pk: int) -> HttpResponse:
        """Start."""
        confirm_list(self.list, self.user)
        return redirect(self.address("list", pk))


class ListDiscardView(ListScreen):
    """Forgets a list that was only looked at."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, run: str, pk: int) -> HttpResponse:
        """Forget it, or say why not."""
        try:
            discard_list(self.list, self.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect(self.address("list", pk))
        return redirect(self.address("lists"))


class ListReportView(ListScreen):
    """What became of each row, as a spreadsheet."""

    def get(self, request: HttpRequest, run: str, pk: int) -> HttpResponseBase:
        """As XLSX."""
        return FORMATS["xlsx"](report_sheet(self.list))
