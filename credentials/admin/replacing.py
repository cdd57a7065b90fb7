"""A correct document in the place of one with a mistake, in the admin."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from credentials.admin.documents import INDEX, ONE, OneDocument
from credentials.admin.issue_forms import ReplaceForm
from credentials.models import IssuedDocument
from credentials.services import replace


class ReplaceView(OneDocument):
    """What the document says, to be corrected. Nothing of the first one changes: it stays in the register."""

    template_name = "credentials/admin/replace.html"
    form_class = ReplaceForm
    page_title = _("Issue a corrected document")
    permission = "credentials.issue_document"

    @cached_property
    def document(self) -> IssuedDocument:  # type: ignore[override]
        """The document with its mistake. 404 for one that is not in force."""
        return self.found(IssuedDocument.objects.in_force().select_related("template_edition"))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way back to the register and the document."""
        register = {"url": reverse(INDEX), "label": _("Issue register")}
        one = {"url": reverse(ONE, args=[self.document.pk]), "label": self.document.number}
        return [*self.breadcrumbs_items, register, one, {"url": "", "label": self.get_page_title()}]

    def get_form_kwargs(self) -> dict[str, Any]:
        """What it says now."""
        return {**super().get_form_kwargs(), "document": self.document}

    def act(self, form: ReplaceForm) -> IssuedDocument:
        """Issue the corrected one."""
        given = form.cleaned_data
        return replace(self.document, form.corrected(), given["template"], given["because"], by=self.user)
