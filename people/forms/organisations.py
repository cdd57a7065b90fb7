"""The admin's forms of organisations, positions and places of work."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Employment, Organisation, Position, User
from people.services import (
    OrganisationData,
    create_organisation,
    save_position,
    set_employment,
    update_organisation,
)
from people.viewsets.choosers import OrganisationChooser, PersonChooser


class OrganisationForm(forms.ModelForm):
    """An organisation and its place in the tree."""

    parent = forms.ModelChoiceField(
        Organisation.objects.all(),
        label=_("Part of"),
        required=False,
        widget=OrganisationChooser(),
        help_text=_("Empty: the organisation stands at the top. To move it, choose another one here."),
    )

    class Meta:
        model = Organisation
        fields = ["parent", "kind", "labels", "country_code"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country_code"].required = False
        self.fields["country_code"].help_text = _("Two letters, as in KZ. What stands under another takes its country.")
        if self.instance.pk:
            self.initial["parent"] = self.instance.get_parent()

    def save_by(self, by: User) -> Organisation:
        """Create or change, and move."""
        values = self.cleaned_data
        data = OrganisationData(values["kind"], values["labels"], values["country_code"])
        if self.instance.pk is None:
            return create_organisation(data, by=by, parent=values["parent"])
        # The form has written its values into its own copy already: the service starts from what is stored.
        stored = Organisation.objects.get(pk=self.instance.pk)
        return update_organisation(stored, data, by=by, parent=values["parent"])

    def clean(self) -> dict[str, Any]:
        """What stands under another takes its country from there."""
        values = super().clean() or {}
        parent = values.get("parent")
        values["country_code"] = parent.country_code if parent else values.get("country_code", "").upper()
        return values


class PositionForm(forms.ModelForm):
    """A position."""

    class Meta:
        model = Position
        fields = ["labels", "is_head"]

    def save_by(self, by: User) -> Position:
        """Create or change."""
        stored = Position.objects.get(pk=self.instance.pk) if self.instance.pk else None
        values = self.cleaned_data
        return save_position(values["labels"], values["is_head"], by=by, position=stored)


class EmploymentForm(forms.ModelForm):
    """Where somebody works, as what."""

    class Meta:
        model = Employment
        fields = ["user", "organisation", "position", "is_main"]
        widgets = {"user": PersonChooser(), "organisation": OrganisationChooser()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["position"]).queryset = Position.objects.in_order_of_name()
        for name in ("user", "organisation") if self.instance.pk else ():
            self.fields[name].disabled = True

    def validate_constraints(self) -> None:
        """Left to the service: a new main place of work takes over from the former one."""

    def save_by(self, by: User) -> Employment:
        """Record it."""
        values = self.cleaned_data
        return set_employment(
            values["user"],
            values["organisation"],
            by=by,
            position=values["position"],
            is_main=values["is_main"],
        )
