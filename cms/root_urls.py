"""Addresses outside the languages: robots, sitemap, files."""

from django.urls import path

from cms import root_views
from cms.serving import serve_file

urlpatterns = [
    path("robots.txt", root_views.robots, name="robots"),
    path("sitemap.xml", root_views.sitemap_index, name="sitemap_index"),
    # In the place of Wagtail's own view, whose name is kept for making these addresses.
    path("documents/<int:document_id>/<path:document_filename>", serve_file, name="file"),
    path("sitemap-<str:section>.xml", root_views.sitemap, name="sitemap"),
]
