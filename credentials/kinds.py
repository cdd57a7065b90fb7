"""The kinds of documents an academy issues."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    """What a document certifies."""

    CPD = "cpd", _("CPD certificate")
    RETRAINING = "retraining", _("Retraining diploma")
    ATTENDANCE = "attendance", _("Attendance certificate")
    COMPLETION = "completion", _("Course completion certificate")


KIND_CODES: Mapping[str, str] = {
    DocumentKind.CPD: "CPD",
    DocumentKind.RETRAINING: "RET",
    DocumentKind.ATTENDANCE: "ATT",
    DocumentKind.COMPLETION: "CRS",
}
"""What ``{kind}`` stands for in the pattern of a number."""

REGISTER_KINDS = (DocumentKind.CPD, DocumentKind.RETRAINING)
"""The kinds that the state register takes."""
