"""What the hooks of Wagtail's admin call."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LOG_ACTIONS: list[tuple[str, Promise, Promise]] = [
    ("credentials.issue", _("Issue a document"), _("Document issued")),
    ("credentials.revoke", _("Revoke a document"), _("Document revoked")),
    ("credentials.export_register", _("Export to the state register"), _("Exported to the state register")),
]
