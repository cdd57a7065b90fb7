"""Where django-allauth meets our accounts."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from people.models import User
from people.services import lacks_required_consent

REAUTHENTICATION = {
    "reauthenticate": _("With my password"),
    "mfa_reauthenticate": _("With a code"),
    "mfa_reauthenticate:webauthn": _("With a key"),
}


def display_name(user: User) -> str:
    """How letters and messages name a person."""
    return user.get_full_name()


class AccountAdapter(DefaultAccountAdapter):
    """Registration, login and letters of our accounts."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account has been closed. Ask the academy’s administrator."),
        "cannot_remove_primary_email": _("The address you log in with cannot be removed."),
        "duplicate_email": _("This is your address already."),
        "email_password_mismatch": _("The e-mail address or the password is wrong. Check both and try again."),
        "email_taken": _("There is an account with this e-mail address already."),
        "enter_current_password": _("Type your current password."),
        "incorrect_code": _("The code is wrong. Codes change every half minute: type the one shown now."),
        "incorrect_password": _("The password is wrong."),
        "invalid_or_expired_key": _("The link is no longer valid. Ask for a new one."),
        "invalid_password_reset": _("The link is no longer valid. Ask for a new one."),
        "same_as_current": _("That is the present one. Choose another."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, or reset your password."),
        "unverified_primary_email": _("Confirm your address first."),
        "rate_limited": _("Too many requests. Wait a minute and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether somebody may register by themselves."""
        return bool(settings.REGISTRATION_OPEN)

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Fill in the parts of the name and the language the person registered in."""
        for name in ("family_name", "given_name", "patronymic", "time_zone"):
            if value := form.cleaned_data.get(name):
                setattr(user, name, value)
        user.language = translation.get_language() or settings.LANGUAGE_CODE
        return super().save_user(request, user, form, commit)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where a person lands: in their language; at the consents first, when one is missing."""
        user = request.user
        if not isinstance(user, User):
            return resolve_url(settings.LOGIN_REDIRECT_URL)
        with translation.override(user.language):
            url = resolve_url(settings.LOGIN_REDIRECT_URL)
            if lacks_required_consent(user):
                return f"{reverse('people:required_consents')}?{urlencode({'next': url})}"
        return url

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """The ways to prove who one is, in our words."""
        methods = super().get_reauthentication_methods(user)
        return [{**method, "description": REAUTHENTICATION[method["id"]]} for method in methods]

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Remember the person's language in this browser, for when they have logged out."""
        response = super().post_login(request, user, **kwargs)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=settings.SESSION_COOKIE_AGE,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
        return response


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Accounts that come from an OpenID Connect provider."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "email_taken": _("There is an account with this address. Log in to it, then connect %s in your profile."),
        "invalid_token": _("The provider’s answer was not valid. Try again."),
        "no_password": _("Choose a password first: without it and without the provider you could not log in."),
        "no_verified_email": _("Confirm an address first: without it and without the provider you could not log in."),
        "disconnect_last": _("This is your only way to log in. Choose a password first."),
        "connected_other": _("This account of the provider belongs to somebody else here."),
    }

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Whom a provider of the installation's own choice vouches for may always come in."""
        return True

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        """Take over what the provider says of the person; they may correct it in their profile."""
        user = sociallogin.user
        claims = known_claims(sociallogin.account.extra_data)
        user.email = (data.get("email") or "").lower()
        user.family_name = claims.get("family_name", "")[:150]
        user.given_name = claims.get("given_name", "")[:150]
        user.patronymic = claims.get("middle_name", "")[:150]
        user.language = translation.get_language() or settings.LANGUAGE_CODE
        return user


def known_claims(data: dict[str, Any]) -> dict[str, str]:
    """The texts among a provider's claims, wherever it put them: at the top, in the token, in the answer to "who"."""
    layers = [data.get("id_token") or {}, data.get("userinfo") or {}, data]
    return {name: value for layer in layers for name, value in layer.items() if isinstance(value, str)}


class MFAAdapter(DefaultMFAAdapter):
    """Second factors. Their secrets are stored encrypted, so that a copy of the database does not open accounts."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_generate_recovery_codes": _("Set up an app or add a key first: the codes stand in for those."),
        "incorrect_code": _("The code is wrong. Codes change every half minute: type the one shown now."),
    }

    def encrypt(self, text: str) -> str:
        """``text`` under the installation's key."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text again. Old keys of ``SECRET_KEY_FALLBACKS`` still open what they closed."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(salted_hmac("people.mfa", "", secret=secret, algorithm="sha256").digest())
