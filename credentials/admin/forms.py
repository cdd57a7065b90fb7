"""The admin's forms."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from credentials.forms import RegisterDetailsForm
from credentials.models import DocumentTemplate, Numbering, RegisterDetails
from credentials.services.register import save_register_details
from credentials.services.templates import save_numbering, save_template
from people.models import User
from people.viewsets.choosers import OrganisationChooser


class DocumentTemplateForm(WagtailAdminModelForm):
    """A template with its signatories."""

    def save_by(self, by: User) -> DocumentTemplate:
        """See the service."""
        return save_template(self.save(commit=False), by=by)


class NumberingForm(forms.ModelForm):
    """How documents of a kind are numbered."""

    class Meta:
        model = Numbering
        fields = ["organisation", "kind", "pattern", "registration_pattern"]
        widgets = {"organisation": OrganisationChooser()}

    def save_by(self, by: User) -> Numbering:
        """See the service."""
        return save_numbering(self.save(commit=False), by=by)


class HolderDetailsForm(RegisterDetailsForm):
    """Particulars of a person, entered by a registrar."""

    def save_by(self, by: User) -> RegisterDetails:
        """See the service."""
        return save_register_details(self.instance.holder, self.values(), by=by)


class BecauseForm(forms.Form):
    """Why a document ends."""

    because = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea({"rows": 3}))
