"""Addresses outside the languages: what checkers of badges ask."""

from django.urls import path

from credentials.views import badges

app_name = "badges"

urlpatterns = [
    path("credentials/issuer/", badges.issuer, name="issuer"),
    path("credentials/jwks.json", badges.keys, name="jwks"),
    path("credentials/revocations/", badges.revocations, name="revocations"),
    path("credentials/<uuid:public_id>/", badges.credential, name="credential"),
]
