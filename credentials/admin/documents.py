"""The issue register in the admin: the list with its files, one document, and what ends it."""

from collections.abc import Callable
from typing import Any, cast

import django_filters
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from credentials.admin.forms import BecauseForm
from credentials.kinds import DocumentKind
from credentials.models import IssuedDocument
from credentials.querysets import ISSUERS, IssuedDocumentQuerySet
from credentials.register_book import as_csv, as_xlsx, rows
from credentials.services import issue_duplicate, revoke
from people.models import Organisation, User
from people.permissions import organisations_of
from people.viewsets.base import IndexView

INDEX, ONE = "issueddocument:index", "issueddocument:one"


def _organisations(request: HttpRequest | None) -> Any:
    """The organisations whose documents a person sees: few enough for a list, as documents have them."""
    used = Organisation.objects.filter(issued_documents__isnull=False).distinct()
    mine = organisations_of(cast(User, request.user), *ISSUERS) if request else None
    return used if mine is None else used.filter(pk__in=mine)


class DocumentFilterSet(WagtailFilterSet):
    """By year, kind, organisation and state."""

    year = django_filters.NumberFilter(label=_("Year"), field_name="issued_on", lookup_expr="year")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=DocumentKind.choices)
    organisation = django_filters.ModelChoiceFilter(label=_("Issued by"), queryset=_organisations)
    state = django_filters.ChoiceFilter(label=_("State"), choices=IssuedDocument.State.choices)

    class Meta:
        model = IssuedDocument
        fields: list[str] = []


class DocumentIndex(IndexView):
    """Documents of the organisations a person issues for, newest first; the same rows as a file."""

    page_title = _("Issue register")
    default_ordering = "-issued_on"
    filterset_class = DocumentFilterSet

    def get_base_queryset(self) -> Any:
        """With everything a row shows."""
        return IssuedDocument.objects.managed_by(cast(User, self.request.user)).for_list()

    def get_title_url(self, instance: Any) -> str | None:
        """One document."""
        return reverse(ONE, args=[instance.pk])

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """The files, with the search and filters in force."""
        query = self.request.GET.copy()
        buttons = []
        for kind, label in (("xlsx", gettext("Download as XLSX")), ("csv", gettext("Download as CSV"))):
            query["book"] = kind
            buttons.append(HeaderButton(label, url=f"?{query.urlencode()}", icon_name="download"))
        return buttons

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponseBase:
        """The list, or all of it as a file."""
        kind = self.request.GET.get("book")
        if kind not in ("csv", "xlsx"):
            return cast(HttpResponseBase, super().render_to_response(context, **kwargs))
        # From the register's first entry to its last, and without what a page of the list is cut by.
        lines = rows(self.search_queryset(self.filter_queryset(self.get_base_queryset())).order_by("issued_on", "pk"))
        if kind == "csv":
            response: HttpResponseBase = StreamingHttpResponse(as_csv(lines), content_type="text/csv; charset=utf-8")
            response.headers["Content-Disposition"] = 'attachment; filename="issue-register.csv"'
            return response
        file = as_xlsx([(gettext("Issue register"), lines)])
        return FileResponse(file, as_attachment=True, filename="issue-register.xlsx")


def _day(document: IssuedDocument) -> str:
    return date_format(document.issued_on, "SHORT_DATE_FORMAT")


DOCUMENT_COLUMNS = [
    Column("number", label=pgettext_lazy("document", "Number"), sort_key="number"),
    Column("registration_number", label=_("Registration number")),
    Column("name", label=_("Issued to"), accessor="name_in_order"),
    Column("kind", label=_("Kind"), accessor="get_kind_display"),
    Column("title", label=_("Title")),
    Column("organisation", label=_("Issued by")),
    Column("issued_on", label=_("Issued on"), accessor=_day, sort_key="issued_on"),
    StatusTagColumn("state", label=_("State"), accessor="get_state_display", primary=lambda row: row.in_force),
]


class OneDocument(WagtailAdminTemplateMixin, FormView):
    """What the screens about one document share: who may see them, whose documents, and what follows when they act."""

    header_icon = "doc-full"
    permission = "credentials.view_issueddocument"
    document: IssuedDocument

    @property
    def user(self) -> User:
        """The person at the screen."""
        return cast(User, self.request.user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Raises ``PermissionDenied``."""
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def found(self, documents: IssuedDocumentQuerySet) -> IssuedDocument:
        """The document of the address, if the person may see it."""
        mine = documents.managed_by(self.user).for_list().select_related("holder")
        return get_object_or_404(mine, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the document."""
        return {**super().get_context_data(**kwargs), "document": self.document}

    def act(self, form: Any) -> IssuedDocument:
        """Do what the form says; gives the document to show. Raises ``ValidationError``."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        """Do it, and show the document; or say why not."""
        try:
            done = self.act(form)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        text = gettext("%(number)s: %(state)s.") % {"number": done.number, "state": done.get_state_display()}
        messages.success(self.request, text)
        return HttpResponseRedirect(reverse(ONE, args=[done.pk]))


class DocumentScreen(OneDocument):
    """One document: what it says, its story, and the ways it can end."""

    template_name = "credentials/admin/document.html"
    form_class = BecauseForm
    actions: dict[str, Callable[..., IssuedDocument]] = {"revoke": revoke, "duplicate": issue_duplicate}

    @cached_property
    def document(self) -> IssuedDocument:  # type: ignore[override]
        """The document."""
        return self.found(IssuedDocument.objects.select_related("ended_by", "successor"))

    def get_page_title(self) -> str:
        """Its number."""
        return self.document.number

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way back to the register."""
        register = {"url": reverse(INDEX), "label": _("Issue register")}
        return [*self.breadcrumbs_items, register, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds where its successor is."""
        return {**super().get_context_data(**kwargs), "successor": getattr(self.document, "successor", None)}

    def act(self, form: BecauseForm) -> IssuedDocument:
        """Revoke it or issue a duplicate."""
        act = self.actions.get(self.request.POST.get("action", ""))
        if act is None:
            raise PermissionDenied
        return act(self.document, form.cleaned_data["because"], by=self.user)
