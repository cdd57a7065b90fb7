"""Addresses of other sites with what they last answered, and the checks that asked them."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.jobs import BackgroundJob, JobQuerySet
from cms.links.rules import Outcome

CURRENT_FOR = timedelta(days=30)
"""An answer older than this says nothing of today."""


class WebAddress(models.Model):
    """An address of another site, known once for all pages that lead there."""

    digest = models.CharField(max_length=64, unique=True, editable=False)
    """Of the address: addresses may be longer than a database can index."""
    url = models.TextField(_("address"))
    outcome = models.CharField(_("last result"), max_length=16, choices=Outcome, default=Outcome.UNCHECKED)
    status = models.PositiveSmallIntegerField(_("status"), null=True, blank=True)
    moved_to = models.TextField(_("moved to"), blank=True)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("address of another site")
        verbose_name_plural = _("addresses of other sites")
        default_permissions = ()

    def __str__(self) -> str:
        return self.url

    def outcome_at(self, at: datetime | None = None) -> Outcome:
        """The last result, unless it is too old to count."""
        now = at or timezone.now()
        if self.checked_at is None or self.checked_at < now - CURRENT_FOR:
            return Outcome.UNCHECKED
        return Outcome(self.outcome)


class LinkCheck(BackgroundJob):
    """A pass over the addresses of something, such as a course, that ``subject`` names."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Finished")

    state = models.CharField(_("state"), max_length=16, choices=State, default=State.QUEUED)
    subject = models.CharField(_("subject"), max_length=200)
    addresses = models.ManyToManyField(WebAddress, related_name="+", verbose_name=_("addresses"))
    total = models.PositiveIntegerField(_("addresses"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("asked for by")
    )
    created_at = models.DateTimeField(_("asked for at"), default=timezone.now)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("check of links")
        verbose_name_plural = _("checks of links")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=models.Q(state__in=["queued", "running"]), name="cms_one_link_check"
            )
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_finished(self) -> bool:
        """Whether there is nothing more to wait for."""
        return self.state == self.State.DONE
