"""What moderation leaves in the log of the installation."""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry


def register_log_actions(actions: LogActionRegistry) -> None:
    """The words for each."""
    for name, label, message in (
        ("courses.hide_post", _("Hide a post"), _("Post hidden")),
        ("courses.show_post", _("Show a post again"), _("Post shown again")),
        ("courses.keep_post", _("Leave a reported post"), _("Reported post left as it is")),
        ("courses.moderate_thread", _("Close or pin a discussion"), _("Discussion closed, opened or pinned")),
    ):
        actions.register_action(name, label, message)
