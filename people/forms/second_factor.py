"""django-allauth's forms of second factors in our words."""

from typing import Any

from allauth.mfa.base import forms as code_forms
from allauth.mfa.totp import forms as app_forms
from allauth.mfa.webauthn import forms as key_forms
from django import forms
from django.utils.translation import gettext_lazy as _


class CodeField(forms.Form):
    """One short code: a numeric keyboard on a phone, letters too because recovery codes hold them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        self.fields["code"].widget.attrs.pop("placeholder", None)
        self.fields["code"].widget.attrs.update({"autocomplete": "one-time-code", "spellcheck": "false"})


class AuthenticateForm(CodeField, code_forms.AuthenticateForm):
    """The second step of logging in."""


class ReauthenticateForm(CodeField, code_forms.ReauthenticateForm):
    """The same before something that concerns the account's safety."""


class ActivateTOTPForm(CodeField, app_forms.ActivateTOTPForm):
    """The first code, which proves that the app has the key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class AddWebAuthnForm(key_forms.AddWebAuthnForm):
    """A key to add."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")
        self.fields["passwordless"].label = _("Use it in place of the password (a passkey)")
        self.fields["passwordless"].help_text = _("The key then asks for your fingerprint, your face or a PIN.")


class EditWebAuthnForm(key_forms.EditWebAuthnForm):
    """Another name for a key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")
