"""What a person changes about themselves."""

from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people import time_zones
from people.forms.signup import consent_details
from people.models import ConsentText, User


class ProfileForm(forms.ModelForm):
    """Name, language, time zone."""

    class Meta:
        model = User
        fields = ["family_name", "given_name", "patronymic", "language", "time_zone"]
        widgets = {
            "family_name": forms.TextInput({"autocomplete": "family-name"}),
            "given_name": forms.TextInput({"autocomplete": "given-name"}),
            "patronymic": forms.TextInput({"autocomplete": "additional-name"}),
        }
        help_texts = {
            "language": _("Letters are written in it, and the site opens in it."),
            "time_zone": _("Times of lessons and deadlines are shown in it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("family_name", "given_name"):
            self.fields[name].required = True
        offer_time_zones(self)


def offer_time_zones(form: forms.ModelForm) -> None:
    """Let the field ``time_zone`` name places as the reader does."""
    cast(forms.ChoiceField, form.fields["time_zone"]).choices = time_zones.choices(
        form.instance.time_zone, timezone.now()
    )


class RequiredConsentsForm(forms.Form):
    """One box for each required text a person has not agreed to yet."""

    def __init__(self, texts: list[ConsentText], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = {f"consent_{text.pk}": text for text in texts}
        for name, text in self.texts.items():
            self.fields[name] = forms.BooleanField(
                label=_("I agree: %(purpose)s") % {"purpose": text.get_purpose_display()},
                help_text=consent_details(text),
                error_messages={"required": _("Without this consent nobody can learn here.")},
            )
