"""What became of an enrolment, step by step."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.runs import Enrolment


class EnrolmentChange(models.Model):
    """One step of an enrolment from state to state: who, when, why. Written once, by the service that takes it."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="changes", verbose_name=_("enrolment"))
    before = models.CharField(_("from"), max_length=16, choices=Enrolment.State, blank=True)
    after = models.CharField(_("to"), max_length=16, choices=Enrolment.State)
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("who"),
        help_text=_("Empty: the system itself, as when a seat frees or the last lesson is done."),
    )
    reason = models.TextField(_("why"), blank=True)
    order = models.ForeignKey(
        "courses.Order", models.PROTECT, null=True, related_name="changes", verbose_name=_("order")
    )

    class Meta:
        verbose_name = _("change of an enrolment")
        verbose_name_plural = _("changes of enrolments")
        ordering = ["at", "pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new row. Raises ``TypeError`` for a row that is stored already."""
        if not self._state.adding:
            raise TypeError("What has happened is not rewritten.")
        super().save(*args, **kwargs)
