"""The forms of the public and the holder's pages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from credentials.models import RegisterDetails
from credentials.register.rules import citizenship_problem, snils_digits, snils_problem


class VerifyForm(forms.Form):
    """A document looked up by what is printed on it."""

    number = forms.CharField(label=_("Number of the document"), max_length=120)
    family_name = forms.CharField(
        label=_("Family name of the holder"), max_length=150, help_text=_("As it is printed on the document.")
    )


class RegisterDetailsForm(forms.ModelForm):
    """Particulars for the state register."""

    class Meta:
        model = RegisterDetails
        fields = [
            "birth_date",
            "sex",
            "citizenship",
            "snils",
            "education_level",
            "diploma_surname",
            "diploma_series",
            "diploma_number",
        ]
        widgets = {"birth_date": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}

    def clean_snils(self) -> str:
        """The number in its usual form; its check digits must be right."""
        given: str = self.cleaned_data["snils"]
        if given and (problem := snils_problem(given)):
            raise ValidationError(str(problem))
        return snils_digits(given)

    def clean_citizenship(self) -> str:
        """Three digits."""
        given: str = self.cleaned_data["citizenship"]
        if given and (problem := citizenship_problem(given)):
            raise ValidationError(str(problem))
        return given

    def values(self) -> dict[str, Any]:
        """What to save."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
