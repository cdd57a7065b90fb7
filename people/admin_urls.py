"""Addresses of Wagtail's admin that the account's own pages take over. Stand before Wagtail's."""

from django.urls import URLPattern, path
from django.views.generic import RedirectView
from wagtail.admin.auth import require_admin_access

from people.views.admin import AccountView, login

urlpatterns: list[URLPattern] = [
    path("login/", login, name="people_admin_login"),
    path("account/", require_admin_access(AccountView.as_view()), name="people_admin_account"),
    path("password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
]
