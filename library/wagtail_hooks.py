"""Registers this app's part of Wagtail's admin."""

from wagtail import hooks

from library import admin_hooks
from library.choosers import learning_object_chooser
from library.viewsets import (
    CollectionPageViewSet,
    LearningObjectPageViewSet,
    LibraryGroup,
    LibraryIndexPageViewSet,
)

hooks.register("register_admin_viewset", lambda: [LibraryGroup(), learning_object_chooser])
hooks.register(
    "register_admin_viewset",
    lambda: [LibraryIndexPageViewSet(), CollectionPageViewSet(), LearningObjectPageViewSet()],
)
hooks.register("register_admin_urls", admin_hooks.urls)
hooks.register("register_page_header_buttons", admin_hooks.used_in_button)
hooks.register("before_bulk_action", admin_hooks.warn_before_bulk)
hooks.register("insert_global_admin_css", admin_hooks.admin_css)
