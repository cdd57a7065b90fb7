"""A course taken again: what an attempt had come to when the next one began."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.fields import BitsField
from courses.progress.packed import Packed


class Attempt(models.Model):
    """An earlier attempt of an enrolment, as it stood when it ended; the present one is the enrolment itself.

    Its events and states stay where they are, under its number.
    """

    enrolment = models.ForeignKey(
        "courses.Enrolment", models.CASCADE, related_name="attempts", verbose_name=_("enrolment")
    )
    number = models.PositiveSmallIntegerField(_("attempt"))
    edition = models.ForeignKey("courses.CourseEdition", models.PROTECT, related_name="+", verbose_name=_("edition"))
    state = models.CharField(_("state"), max_length=16)
    percent = models.PositiveSmallIntegerField(_("progress, %"))
    completed_count = models.PositiveIntegerField(_("activities completed"))
    seconds = models.PositiveIntegerField(_("time spent, s"))
    begun = BitsField(_("activities begun"), default=0, editable=False)
    done = BitsField(_("activities done"), default=0, editable=False)
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), default=timezone.now)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    reason = models.TextField(_("why"), blank=True)

    class Meta:
        verbose_name = _("earlier attempt")
        verbose_name_plural = _("earlier attempts")
        ordering = ["enrolment", "number"]
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["enrolment", "number"], name="courses_attempt_once")]

    def __str__(self) -> str:
        return f"{self.enrolment_id}, {self.number}"

    @property
    def packed(self) -> Packed:
        """What had been begun and done, by the bits of the edition's outline."""
        return Packed(self.begun, self.done)
