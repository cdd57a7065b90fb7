"""Documents issued to many people at once, in the background."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from credentials.querysets import IssueBatchQuerySet

STALE_AFTER = timedelta(minutes=10)
"""A batch that has said nothing for so long has lost its worker and may be resumed."""


class IssueBatch(models.Model):
    """Many documents asked for together. Each is issued by itself, so that what was done stays done."""

    template = models.ForeignKey("credentials.DocumentTemplate", models.PROTECT, related_name="batches")
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    title = models.CharField(_("name"), max_length=255)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("asked for by")
    )
    created_at = models.DateTimeField(_("asked for at"), default=timezone.now)
    attempt = models.UUIDField(null=True, editable=False)
    """Which run of the batch may write."""
    seen_at = models.DateTimeField(_("last sign of life"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = IssueBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("bulk issue")
        verbose_name_plural = _("bulk issues")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.title

    def is_stale(self, at: datetime | None = None) -> bool:
        """Whether it is not finished and has said nothing for too long."""
        return self.finished_at is None and self.seen_at < (at or timezone.now()) - STALE_AFTER


class BatchItem(models.Model):
    """One person of a batch, with what became of them."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("bulk issue", "Waiting")
        ISSUED = "issued", pgettext_lazy("bulk issue", "Issued")
        HELD = "held", pgettext_lazy("bulk issue", "Had one already")
        FAILED = "failed", pgettext_lazy("bulk issue", "Not issued")

    batch = models.ForeignKey(IssueBatch, models.CASCADE, related_name="items")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    award: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(_("what is certified"))
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome, default=Outcome.WAITING)
    problem = models.TextField(_("problem"), blank=True)
    document = models.ForeignKey(
        "credentials.IssuedDocument", models.SET_NULL, null=True, related_name="+", verbose_name=_("document")
    )

    class Meta:
        verbose_name = _("person of a bulk issue")
        verbose_name_plural = _("people of a bulk issue")
        ordering = ["pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["batch", "outcome"], name="credentials_item_outcome")]

    def __str__(self) -> str:
        return f"{self.holder}: {self.get_outcome_display()}"
