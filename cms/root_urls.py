"""Addresses outside the languages: robots, sitemap."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
