"""What we ask on top of address and password when somebody registers."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from people.models import ConsentText, User
from people.models.users import time_zone_choices
from people.services import give_consent


class SignupDetails(forms.Form):
    """Parts of the name, the time zone the browser reports, and one box for each required consent.

    django-allauth puts its own fields before these, and calls :meth:`signup` with the account it made.
    """

    field_order = ["email", "family_name", "given_name", "patronymic", "password1", "password2"]

    family_name = forms.CharField(
        label=_("Family name"), max_length=150, widget=forms.TextInput({"autocomplete": "family-name"})
    )
    given_name = forms.CharField(
        label=_("Given name"), max_length=150, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    patronymic = forms.CharField(
        label=_("Patronymic"),
        max_length=150,
        required=False,
        help_text=_("As in your documents. Leave empty if you have none."),
        widget=forms.TextInput({"autocomplete": "additional-name"}),
    )
    time_zone = forms.CharField(required=False, widget=forms.HiddenInput({"data-time-zone": ""}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consents = {f"consent_{text.pk}": text for text in ConsentText.objects.current_required()}
        for name, text in self.consents.items():
            self.fields[name] = forms.BooleanField(
                label=_("I agree: %(purpose)s") % {"purpose": text.get_purpose_display()},
                help_text=consent_details(text),
                error_messages={"required": _("Without this consent nobody can learn here.")},
            )

    def clean_time_zone(self) -> str:
        """The browser's time zone if we know it; the installation's is taken otherwise."""
        zone = self.cleaned_data["time_zone"]
        return zone if zone in dict(time_zone_choices()) else ""

    def signup(self, request: HttpRequest, user: User) -> None:
        """Record the consents given with the form."""
        for name, text in self.consents.items():
            if self.cleaned_data.get(name):
                give_consent(user, text)


def consent_details(text: ConsentText) -> SafeString:
    """A consent's text, folded away under its form's box."""
    words = mark_safe(linebreaks(str(text.text), autoescape=True))  # noqa: S308 - escaped right here
    return format_html(
        '<details class="consent"><summary>{}</summary><div class="consent__text" lang="{}">{}</div></details>',
        _("Read the text you agree to"),
        text.text.shown_language,
        words,
    )
