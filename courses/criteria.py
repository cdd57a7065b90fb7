"""When an activity counts as done: the choices an author has."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Criterion(models.TextChoices):
    """How an activity becomes complete; set by the author, frozen into the edition."""

    VIEW = "view", _("when it has been opened")
    TIME = "time", _("after a time spent on it")
    BUTTON = "button", _("when the learner says it is done")
    WATCHED = "watched", _("when enough of it has been watched")
    SUBMITTED = "submitted", _("when the learner has handed something in or written something")
    PASSED = "passed", _("when the pass mark has been reached")
    NONE = "none", _("not counted")


MEASURED = frozenset({Criterion.TIME, Criterion.WATCHED, Criterion.PASSED})
"""Complete from some measure on: what falls short of it is still worth telling."""
