"""Registers what the app adds to Wagtail's admin."""

from wagtail import hooks

from interop.exports import export_button
from interop.viewsets import ImportViewSet

hooks.register("register_page_header_buttons", export_button)
hooks.register("register_page_listing_more_buttons", export_button)


@hooks.register("register_admin_viewset")
def register_imports() -> ImportViewSet:
    """Course imports."""
    return ImportViewSet()
