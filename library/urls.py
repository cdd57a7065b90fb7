"""Addresses of the app beside its pages."""

from django.urls import path

from library import views

app_name = "library"

urlpatterns = [path("<int:page_id>/", views.object_permalink, name="object")]
