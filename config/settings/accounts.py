"""Logging in: passwords, second factors, providers.

From the environment:

``OIDC_PROVIDERS``
    Login through an OpenID Connect provider (a ministry's or a university's accounts): a JSON list of objects with
    ``id`` (a short name, part of the callback address), ``name`` (on the button), ``issuer`` (its address, which serves
    ``/.well-known/openid-configuration``), ``client_id``, ``secret``, and ``origins`` when its login page is not served
    by the issuer's own host (a list such as ``["https://login.example.org"]``). The address to register there is
    ``https://HOST/LANGUAGE/account/oidc/ID/login/callback/``, once for every language.
``OIDC_ISSUER``, ``OIDC_CLIENT_ID``, ``OIDC_SECRET``, ``OIDC_NAME``
    The same for a single provider, whose id is ``oidc``.
``TRUSTED_PROXY_COUNT``
    How many proxies of yours stand in front and write ``X-Forwarded-For``; 0 by default. Rate limits count by the
    address this yields.
``REGISTRATION_OPEN``
    ``off``: accounts are made by an administrator or come from a provider.
"""

from typing import Any
from urllib.parse import urlsplit

import environ

env = environ.Env()

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "family_name", "given_name", "patronymic")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "courses:my_learning"

# --- Wagtail ----------------------------------------------------------------------------------
WAGTAILADMIN_LOGIN_URL = "people_admin_login"
# A password and an address change on the account's own pages, where a second factor and a confirmation are asked for.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None

# --- Accounts ---------------------------------------------------------------------------------
REGISTRATION_OPEN = env.bool("REGISTRATION_OPEN", default=True)
ACCOUNT_ADAPTER = "people.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "people.forms.signup.SignupDetails"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(env.str("BASE_URL", default="http://localhost:8000")).scheme
ACCOUNT_USER_DISPLAY = "people.adapters.display_name"
ACCOUNT_FORMS = {
    "login": "people.forms.accounts.LoginForm",
    "signup": "people.forms.accounts.SignupForm",
    "add_email": "people.forms.accounts.ChangeEmailForm",
    "change_password": "people.forms.accounts.ChangePasswordForm",
    "set_password": "people.forms.accounts.SetPasswordForm",
    "reauthenticate": "people.forms.accounts.ReauthenticateForm",
    "reset_password": "people.forms.accounts.ResetPasswordForm",
    "reset_password_from_key": "people.forms.accounts.ResetPasswordKeyForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

# --- Second factors ---------------------------------------------------------------------------
MFA_ADAPTER = "people.adapters.MFAAdapter"
MFA_FORMS = {
    "authenticate": "people.forms.second_factor.AuthenticateForm",
    "reauthenticate": "people.forms.second_factor.ReauthenticateForm",
    "activate_totp": "people.forms.second_factor.ActivateTOTPForm",
    "add_webauthn": "people.forms.second_factor.AddWebAuthnForm",
    "edit_webauthn": "people.forms.second_factor.EditWebAuthnForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# An address must be confirmed before the first login, so nobody sets a second factor on a stranger's address; without
# this whoever has one could not change theirs.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = "Turna"
# Browsers allow passkeys without TLS on this one host alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = (
    urlsplit(env.str("BASE_URL", default="http://localhost:8000")).hostname == "localhost"
)

# --- Providers --------------------------------------------------------------------------------
SOCIALACCOUNT_ADAPTER = "people.adapters.SocialAccountAdapter"
SOCIALACCOUNT_FORMS = {"signup": "people.forms.accounts.ProviderSignupForm"}
_OIDC: list[dict[str, Any]] = env.json("OIDC_PROVIDERS", default=[])
if env.str("OIDC_ISSUER", default=""):
    _OIDC = [
        *_OIDC,
        {
            "id": "oidc",
            "name": env.str("OIDC_NAME", default="OpenID Connect"),
            "issuer": env.str("OIDC_ISSUER"),
            "client_id": env.str("OIDC_CLIENT_ID"),
            "secret": env.str("OIDC_SECRET"),
        },
    ]
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": provider["id"],
                "name": provider["name"],
                "client_id": provider["client_id"],
                "secret": provider["secret"],
                "settings": {"server_url": provider["issuer"], "fetch_userinfo": True},
            }
            for provider in _OIDC
        ],
    }
}
# A browser applies form-action to where a form's answer redirects, too.
OIDC_ORIGINS = sorted(
    {origin for provider in _OIDC for origin in provider.get("origins", [])}
    | {f"{part.scheme}://{part.netloc}" for part in (urlsplit(provider["issuer"]) for provider in _OIDC)}
)

# --- Consent ----------------------------------------------------------------------------------
# Pages that are shown only to who gave the required consents; all others can be read without.
CONSENT_REQUIRED_VIEWS = [
    "courses:my_learning",
    "courses:learn",
    "courses:lesson",
    "courses:enrol",
    "courses:apply",
    "courses:events",
    "courses:confirm",
    "courses:work",
    "courses:review",
    "courses:my_marks",
]
