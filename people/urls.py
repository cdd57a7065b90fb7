"""Addresses of the app."""

from django.urls import URLPattern, path

from people.views import consents, profile

app_name = "people"

urlpatterns: list[URLPattern] = [
    path("profile/", profile.profile, name="profile"),
    path("profile/export/", profile.export, name="export"),
    path("consents/", consents.consents, name="consents"),
    path("consents/required/", consents.required, name="required_consents"),
    path("consents/<int:pk>/", consents.consent, name="consent"),
    path("consents/<int:pk>/give/", consents.give, name="give_consent"),
    path("consents/<int:pk>/withdraw/", consents.withdraw, name="withdraw_consent"),
]
