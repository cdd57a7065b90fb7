"""Registers what the app adds to Wagtail's admin."""

from wagtail import hooks

from interop.viewsets import ImportViewSet


@hooks.register("register_admin_viewset")
def register_imports() -> ImportViewSet:
    """Course imports."""
    return ImportViewSet()
