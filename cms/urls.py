"""Addresses of the app."""

from django.urls import path

from cms import views

app_name = "cms"

urlpatterns = [
    path("reading/", views.reading, name="reading"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
