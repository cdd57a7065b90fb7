"""A course finished before, taken into account in another run of it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Recognition(models.Model):
    """What a learner completed in one enrolment was recognised in another; taken back by staff, it stays as a record.

    ``activities`` are the [lesson, block] that were taken over, for taking exactly them back.
    """

    enrolment = models.ForeignKey(
        "courses.Enrolment", models.CASCADE, related_name="recognitions", verbose_name=_("enrolment")
    )
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    source = models.ForeignKey(
        "courses.Enrolment", models.PROTECT, related_name="recognised_in", verbose_name=_("recognised from")
    )
    activities = models.JSONField(_("activities taken over"), default=list)
    percent_before = models.PositiveSmallIntegerField(_("progress before, %"))
    percent_after = models.PositiveSmallIntegerField(_("progress after, %"))
    score = models.PositiveSmallIntegerField(_("score of that time, %"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken back by"),
    )
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    reason = models.TextField(_("why it was taken back"), blank=True)

    class Meta:
        verbose_name = _("recognition")
        verbose_name_plural = _("recognitions")
        ordering = ["at", "pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.source_id} → {self.enrolment_id}"
