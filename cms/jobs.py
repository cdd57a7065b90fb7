"""Long work in the background: what its rows share, whoever does the work.

A row is ``queued`` until a worker begins, and ``running`` while that worker says from time to time that it is alive.
A worker may be killed at any moment and says nothing then: so a row that has been silent for :data:`STALE_AFTER` counts
as stopped, its page says so, and whoever asked for the work may have it gone on with. Of two workers that both believe
a row is theirs the second to have begun is right: the first finds that out with its next sign, and stops.
"""

from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

STALE_AFTER = timedelta(minutes=10)
"""Unfinished work that has said nothing for so long has lost its worker, or never found one."""

QUEUED, RUNNING = "queued", "running"
UNFINISHED = (QUEUED, RUNNING)


class SupersededError(Exception):
    """Another worker has the row: what this one has not committed is called off."""


class JobQuerySet(models.QuerySet[Any]):
    """Reads, and the steps by which a row passes from worker to worker; each is one statement of the database."""

    def unfinished(self) -> Self:
        """Waiting or at work."""
        return self.filter(state__in=UNFINISHED)

    def stale(self, at: datetime) -> Self:
        """Unfinished, and silent for too long."""
        return self.unfinished().filter(seen_at__lt=at - STALE_AFTER)

    def begin(self, pk: int, at: datetime | None = None, **values: Any) -> UUID | None:
        """Take a row that nobody works on; ``None`` when somebody does, or nothing is left to do."""
        now, attempt = at or timezone.now(), uuid4()
        free = self.filter(Q(state=QUEUED) | Q(state=RUNNING, seen_at__lt=now - STALE_AFTER), pk=pk)
        return attempt if free.update(state=RUNNING, attempt=attempt, seen_at=now, **values) else None

    def sign(self, pk: int, attempt: UUID, **values: Any) -> None:
        """Say that the work goes on, and what of it is done. Raises :class:`SupersededError`."""
        if not self.filter(pk=pk, attempt=attempt).update(seen_at=timezone.now(), **values):
            raise SupersededError

    def hold(self, pk: int, attempt: UUID) -> None:
        """Keep the row until the end of the transaction, so that nobody takes it over between this and the commit.

        Raises :class:`SupersededError`.
        """
        if not self.select_for_update().filter(pk=pk, attempt=attempt).exists():
            raise SupersededError

    def requeue(self, pk: int, at: datetime | None = None, *, also: Q | None = None, **values: Any) -> bool:
        """Let a stopped row wait for a worker again, or one that fits ``also``; ``False`` for any other."""
        now = at or timezone.now()
        stopped = Q(state__in=UNFINISHED, seen_at__lt=now - STALE_AFTER)
        found = self.filter(stopped | also if also else stopped, pk=pk)
        return bool(found.update(state=QUEUED, attempt=None, seen_at=now, **values))


class BackgroundJob(models.Model):
    """A piece of long work. ``state`` of each kind has at least ``queued`` and ``running``."""

    state = models.CharField(_("state"), max_length=16, default=QUEUED)
    attempt = models.UUIDField(null=True, editable=False)
    """Which worker's turn it is to write."""
    seen_at = models.DateTimeField(_("last sign of life"), default=timezone.now)

    class Meta:
        abstract = True

    def is_stale(self, at: datetime | None = None) -> bool:
        """Whether it is unfinished and has said nothing for too long."""
        return self.state in UNFINISHED and self.seen_at < (at or timezone.now()) - STALE_AFTER
