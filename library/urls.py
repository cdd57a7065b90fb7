"""Addresses of the app beside its pages."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from library import views

app_name = "library"


class PageIdConverter(IntConverter):
    """A number that a database can hold."""

    regex = "[0-9]{1,18}"


register_converter(PageIdConverter, "page_id")

urlpatterns = [path("<page_id:page_id>/", views.object_permalink, name="object")]
