"""The conditions an author can set."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ConditionKind(models.TextChoices):
    """What must hold for a part of a course to be open."""

    DONE = "done", _("after a lesson or an activity is complete")
    SCORE = "score", _("after a score is reached in an activity")
    COURSE = "course", _("after another course is completed")
    FROM = "from", _("from a day of the run")
    UNTIL = "until", _("until a day of the run")
