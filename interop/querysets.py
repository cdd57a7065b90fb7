"""The vocabulary of reads over imports."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from interop.models import ImportJob  # noqa: F401 -- named in the string below
    from people.models import User


class ImportJobQuerySet(models.QuerySet["ImportJob"]):
    """Jobs, with what a list of them shows."""

    def visible_to(self, user: "User") -> "ImportJobQuerySet":
        """One's own; all of them for an administrator of the installation."""
        return self if user.is_superuser else self.filter(created_by=user)

    def for_list(self) -> "ImportJobQuerySet":
        """Newest first, with the page each goes into and the person who asked for it."""
        return self.select_related("target", "created_by__wagtail_userprofile").defer("report", "error")

    def free_to_start(self, at: datetime, after: timedelta) -> "ImportJobQuerySet":
        """Those nobody works on: waiting, or running without a sign of life for longer than ``after``."""
        return self.filter(Q(state="queued") | Q(state="running", seen_at__lt=at - after))
