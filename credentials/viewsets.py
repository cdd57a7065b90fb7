"""Documents in Wagtail's admin: the register, templates, bulk issues, numbering, the state register."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from credentials.admin import batches, documents, issuing, register, replacing, templates
from credentials.admin.forms import DocumentTemplateForm, NumberingForm
from credentials.models import DocumentTemplate, IssuedDocument, Numbering
from people.viewsets.base import CreateView


class DocumentViewSet(ModelViewSet):
    """The issue register. Documents come from services alone, so nothing is added or edited here."""

    model = IssuedDocument
    name = "issueddocument"
    icon = "doc-full"
    menu_label = _("Issue register")
    index_view_class = documents.DocumentIndex
    list_display = documents.DOCUMENT_COLUMNS
    list_filter = ["kind"]  # In the place of which the view has its own.
    list_per_page = 50
    form_fields = ["hides_name"]  # Wagtail asks for some; no form is shown.
    add_to_reference_index = False
    copy_view_enabled = False

    @cached_property
    def search_fields(self) -> list[str]:
        """None: the list searches by ``matching()``."""
        return []

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Without the addresses of forms."""
        nowhere = dict.fromkeys(("add_url_name", "edit_url_name", "delete_url_name", "copy_url_name"))
        return {
            **super().get_index_view_kwargs(**kwargs),
            **nowhere,
            "filterset_class": documents.DocumentFilterSet,
        }

    def get_urlpatterns(self) -> list[URLPattern]:
        """The list, its results, one document."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", documents.DocumentScreen.as_view(), name="one"),
            path("<int:pk>/replace/", replacing.ReplaceView.as_view(), name="replace"),
        ]


class TemplateViewSet(ModelViewSet):
    """What documents look like."""

    model = DocumentTemplate
    name = "documenttemplate"
    icon = "clipboard-list"
    menu_label = _("Document templates")
    index_view_class = templates.TemplateIndex
    add_view_class = templates.TemplateCreate
    edit_view_class = templates.TemplateEdit
    delete_view_class = templates.TemplateDelete
    create_template_name = "credentials/admin/template_create.html"
    edit_template_name = "credentials/admin/template_edit.html"
    edit_handler = ObjectList(DocumentTemplate.panels, base_form_class=DocumentTemplateForm)
    list_filter = ["kind", "is_active"]
    list_display = [
        Column("name", label=_("Name")),
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        Column("organisation", label=_("For"), accessor=lambda row: row.organisation or _("Everything")),
        BooleanColumn("is_active", label=_("In use")),
    ]
    add_to_reference_index = False
    copy_view_enabled = False

    def get_urlpatterns(self) -> list[URLPattern]:
        """Wagtail's and the preview."""
        return [
            *super().get_urlpatterns(),
            path("preview/", templates.preview, name="preview"),
            path("preview/<int:pk>/", templates.preview, name="preview_of"),
        ]


class NumberingViewSet(ModelViewSet):
    """How documents are numbered."""

    model = Numbering
    name = "numbering"
    icon = "list-ol"
    menu_label = _("Numbering")
    index_view_class = templates.NumberingIndex
    add_view_class = CreateView
    edit_view_class = templates.NumberingEdit
    delete_view_class = templates.NumberingDelete
    list_display = [
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        Column("organisation", label=_("For"), accessor=lambda row: row.organisation or _("Everybody else")),
        Column("pattern", label=_("Number")),
        Column("registration_pattern", label=_("Registration number")),
    ]
    add_to_reference_index = False
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[NumberingForm]:
        """The same form for both."""
        return NumberingForm


class IssuersMenuItem(MenuItem):
    """Shown to those who issue documents."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person does."""
        return request.user.has_perm("credentials.issue_document")


class BatchViewSet(ViewSet):
    """Documents issued to many at once."""

    name = "issuebatch"
    icon = "group"
    menu_label = _("Bulk issues")
    menu_item_class = IssuersMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        """The list, the form of a new one, and one of them."""
        return [
            path("", batches.BatchListView.as_view(), name="index"),
            path("new/", issuing.BulkIssueView.as_view(), name="new"),
            path("<int:pk>/", batches.BatchView.as_view(), name="one"),
        ]


class StateRegisterViewSet(ViewSet):
    """The export to the state register."""

    name = "stateregister"
    icon = "table"
    menu_label = _("State register")
    menu_item_class = IssuersMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        """One page."""
        return [path("", register.RegisterView.as_view(), name="index")]


class ParticularsViewSet(ViewSet):
    """The particulars of one holder; reached from their documents."""

    name = "registerdetails"

    def get_urlpatterns(self) -> list[URLPattern]:
        """One person."""
        return [path("<int:pk>/", register.PersonDetailsView.as_view(), name="person")]


class DocumentsGroup(ViewSetGroup):
    """Everything about issued documents, in one menu."""

    menu_label = _("Certificates")
    menu_icon = "clipboard-list"
    menu_order = 230
    items = (DocumentViewSet, BatchViewSet, TemplateViewSet, StateRegisterViewSet, NumberingViewSet)
