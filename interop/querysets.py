"""The vocabulary of reads over imports."""

from typing import TYPE_CHECKING

from cms.jobs import JobQuerySet

if TYPE_CHECKING:
    from people.models import User


class ImportJobQuerySet(JobQuerySet):
    """Jobs, with what a list of them shows."""

    def visible_to(self, user: "User") -> "ImportJobQuerySet":
        """One's own; all of them for an administrator of the installation."""
        return self if user.is_superuser else self.filter(created_by=user)

    def for_list(self) -> "ImportJobQuerySet":
        """Newest first, with the page each goes into and the person who asked for it."""
        return self.select_related("target", "created_by__wagtail_userprofile").defer("report", "error")
