"""The author's decisions in Wagtail's history of a course."""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry


def register_log_actions(actions: LogActionRegistry) -> None:
    """Accepted warnings, and decisions on objects that have changed."""
    actions.register_action(
        "courses.warnings_accepted", _("Accept warnings"), _("Published with warnings that were accepted")
    )
    actions.register_action(
        "courses.object_decided", _("Decide on an object"), _("Decided on a new version of a learning object")
    )
