"""The admin's forms of accounts, roles and consent texts."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from people.forms.profile import offer_time_zones
from people.models import ConsentText, RoleAssignment, User
from people.roles import Role
from people.services import (
    assign_role,
    create_account,
    draft_consent_text,
    edit_consent_text,
    update_account,
)
from people.services.accounts import POWER_FIELDS
from people.viewsets.choosers import OrganisationChooser, PersonChooser


class PersonForm(forms.ModelForm):
    """An account, as an administrator sees it. No password: the person sets it by the letter that resets it."""

    class Meta:
        model = User
        fields = [
            "email",
            "family_name",
            "given_name",
            "patronymic",
            "language",
            "time_zone",
            "is_active",
            "is_staff",
            "is_superuser",
        ]

    def __init__(self, *args: Any, by: User, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("family_name", "given_name"):
            self.fields[name].required = True
        offer_time_zones(self)
        hidden = set() if by.is_superuser else set(POWER_FIELDS)
        if editing_self:
            hidden |= {"is_active", *POWER_FIELDS}
        for name in hidden:
            del self.fields[name]

    def clean_email(self) -> str:
        """Addresses are kept in small letters."""
        return self.cleaned_data["email"].lower()

    def save_by(self, by: User) -> User:
        """Create or change the account."""
        if self.instance.pk is None:
            return create_account(self.cleaned_data, by=by)
        return update_account(User.objects.get(pk=self.instance.pk), self.cleaned_data, by=by)


class RoleForm(forms.ModelForm):
    """A role to give."""

    languages = forms.MultipleChoiceField(
        choices=settings.LANGUAGES,
        label=_("Languages"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For a partner translator. None chosen: all languages."),
    )

    class Meta:
        model = RoleAssignment
        fields = ["user", "role", "organisation", "languages"]
        widgets = {"user": PersonChooser(), "organisation": OrganisationChooser()}

    def validate_constraints(self) -> None:
        """Left to the service: a role given again is not an error."""

    def save_by(self, by: User) -> RoleAssignment:
        """Give it."""
        values = self.cleaned_data
        return assign_role(
            values["user"],
            Role(values["role"]),
            by=by,
            organisation=values["organisation"],
            languages=values["languages"],
        )


class ConsentTextForm(forms.ModelForm):
    """A draft of a text people will be asked to agree to."""

    class Meta:
        model = ConsentText
        fields = ["purpose", "text", "required"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["purpose"].disabled = True

    def validate_constraints(self) -> None:
        """Left to the service, which counts the versions."""

    def save_by(self, by: User) -> ConsentText:
        """Draft it, or change the draft."""
        values = self.cleaned_data
        if self.instance.pk is None:
            return draft_consent_text(values["purpose"], values["text"], values["required"], by=by)
        stored = ConsentText.objects.get(pk=self.instance.pk)
        return edit_consent_text(stored, values["text"], values["required"], by=by)
