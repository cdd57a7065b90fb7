"""What must have happened before a part of a course opens, and until when it is open."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from courses.conditions.kinds import ConditionKind


class CourseCondition(Orderable):
    """One condition on a module, a lesson or an activity; all conditions on one thing hold together.

    Things are named by translation keys and block ids, as everywhere, so that a condition holds in all languages. They
    belong to the course's page in its source language, are drafts with it, and are frozen into its editions.
    """

    page = ParentalKey("courses.CoursePage", on_delete=models.CASCADE, related_name="conditions")
    target = models.UUIDField(_("module or lesson"))
    target_block = models.UUIDField(_("activity"), null=True, blank=True)
    kind = models.CharField(_("condition"), max_length=16, choices=ConditionKind)
    needed = models.UUIDField(_("what is needed"), null=True, blank=True)
    needed_block = models.UUIDField(_("activity that is needed"), null=True, blank=True)
    days = models.SmallIntegerField(
        _("days after the run’s start"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(3660)],
    )
    percent = models.PositiveSmallIntegerField(
        _("per cent"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    class Meta(Orderable.Meta):
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.target}"
