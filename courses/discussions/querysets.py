"""The vocabulary of reads over threads and posts."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from courses.discussions.access import Participant
    from courses.models import Forum
    from people.models import User


class ThreadQuerySet(models.QuerySet[Any]):
    """Reads of threads."""

    def visible_to(self, participant: "Participant") -> Self:
        """Those of the participant's run that they may read: all, or those of everybody and of their own groups."""
        of_run = self.filter(run=participant.run)
        if participant.groups is None:
            return of_run
        return of_run.filter(Q(of_group=False) | Q(group__in=participant.groups))

    def in_forum(self, forum: "Forum") -> Self:
        """A forum's own, the pinned ones first, then the liveliest."""
        return self.filter(forum=forum).order_by("-is_pinned", "-last_post_at", "-pk")

    def for_list(self) -> Self:
        """With what a list shows."""
        return self.select_related("author", "group")


class PostQuerySet(models.QuerySet[Any]):
    """Reads of posts."""

    def in_order(self) -> Self:
        """As a thread shows them: each post, then its replies."""
        return self.order_by(Coalesce("root_id", "pk"), "created_at", "pk")

    def for_display(self) -> Self:
        """With their authors, and who hid them."""
        return self.select_related("author", "hidden_by")

    def shown(self) -> Self:
        """Those that moderators have not hidden."""
        return self.filter(hidden_at=None)

    def by(self, user: "User") -> Self:
        """Somebody's."""
        return self.filter(author=user)

    def since(self, moment: datetime) -> Self:
        """Those written after a moment."""
        return self.filter(created_at__gt=moment)
