"""django-allauth's forms in our words: visible labels, no placeholders, in all seven languages."""

from typing import Any

from allauth.account import forms as account_forms
from allauth.socialaccount import forms as provider_forms
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

LABELS = {
    "login": _("E-mail"),
    "email": _("E-mail"),
    "password": _("Password"),
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("The same password again"),
    "remember": _("Keep me logged in on this device"),
}


class PlainLabels(forms.Form):
    """Labels in our words, above the field where they stay; the rules of a new password beside it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label or name)
        if "password1" in self.fields:
            self.fields["password1"].help_text = password_rules()
        if "password" in self.fields or "oldpassword" in self.fields:
            # allauth puts a link there; the templates have it where it is looked for.
            self.fields["password" if "password" in self.fields else "oldpassword"].help_text = ""


def password_rules() -> SafeString:
    """What a new password must be, as a list."""
    rules = format_html_join("", "<li>{}</li>", ((rule,) for rule in password_validators_help_texts()))
    return format_html("<ul>{}</ul>", rules)


class LoginForm(PlainLabels, account_forms.LoginForm):
    """Address and password."""


class SignupForm(PlainLabels, account_forms.SignupForm):
    """Registration: :class:`people.forms.signup.SignupDetails` among allauth's fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("Password")


class ProviderSignupForm(PlainLabels, provider_forms.SignupForm):
    """What a provider did not tell about somebody who comes for the first time."""


class ChangeEmailForm(PlainLabels, account_forms.AddEmailForm):
    """The address to change to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail")


class ChangePasswordForm(PlainLabels, account_forms.ChangePasswordForm):
    """A new password, confirmed by the current one."""


class ReauthenticateForm(PlainLabels, account_forms.ReauthenticateForm):
    """The password once more, before something that concerns the account's safety."""


class SetPasswordForm(PlainLabels, account_forms.SetPasswordForm):
    """A first password for somebody who has logged in through a provider so far."""


class ResetPasswordForm(PlainLabels, account_forms.ResetPasswordForm):
    """Where to send the letter."""


class ResetPasswordKeyForm(PlainLabels, account_forms.ResetPasswordKeyForm):
    """The new password, on the page the letter leads to."""
