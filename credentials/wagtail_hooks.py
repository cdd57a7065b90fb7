"""Registers this app's part of Wagtail's admin."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from credentials import admin_hooks
from credentials.viewsets import DocumentsGroup, ParticularsViewSet

hooks.register("register_admin_viewset", lambda: [DocumentsGroup(), ParticularsViewSet()])


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """What the admin's history calls our own actions."""
    for name, label, message in admin_hooks.LOG_ACTIONS:
        actions.register_action(name, label, message)
