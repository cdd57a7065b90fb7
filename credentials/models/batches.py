"""Documents issued to many people at once, in the background."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.jobs import BackgroundJob
from credentials.querysets import IssueBatchQuerySet


class IssueBatch(BackgroundJob):
    """Many documents asked for together. Each is issued by itself, so that what was done stays done."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Finished")

    template = models.ForeignKey("credentials.DocumentTemplate", models.PROTECT, related_name="batches")
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    title = models.CharField(_("name"), max_length=255)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("asked for by")
    )
    created_at = models.DateTimeField(_("asked for at"), default=timezone.now)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.QUEUED)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = IssueBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("bulk issue")
        verbose_name_plural = _("bulk issues")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.title


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
