"""What the site's history calls what is done with work and marks."""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry

LOG_ACTIONS = (
    ("courses.marks.release", _("Release marks"), _("Marks of an assignment released")),
    ("courses.reviews.share_out", _("Share out reviews"), _("Works shared out for peer review")),
    ("courses.gradebook.scheme", _("Change the grading scheme"), _("Grading scheme changed")),
    ("courses.sheet.sign", _("Sign a final assessment sheet"), _("Final assessment sheet signed")),
    ("courses.sheet.supersede", _("Supersede a final assessment sheet"), _("Final assessment sheet superseded")),
    ("courses.sheet.certificates", _("Issue certificates"), _("Certificates issued for a final assessment sheet")),
)


def register_log_actions(actions: LogActionRegistry) -> None:
    """Give each action its words."""
    for name, label, message in LOG_ACTIONS:
        actions.register_action(name, label, message)
