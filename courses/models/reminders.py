"""Reminders to go on learning."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Reminder(models.Model):
    """A learner was reminded, by whom and in which words; at most once a day."""

    enrolment = models.ForeignKey(
        "courses.Enrolment", models.CASCADE, related_name="reminders", verbose_name=_("enrolment")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    day = models.DateField(_("day"))
    text = models.TextField(_("in these words"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["at", "pk"]
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["enrolment", "day"], name="courses_reminder_once_a_day")]

    def __str__(self) -> str:
        return f"{self.enrolment_id}, {self.day}"
