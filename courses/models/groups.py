"""The groups of a run, each with its own tutors."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Group(models.Model):
    """Some of the learners of a run, looked after together. A learner is in one group of a run, or in none."""

    run = models.ForeignKey("courses.Run", models.CASCADE, related_name="groups", verbose_name=_("run"))
    name = models.CharField(_("name"), max_length=100)
    tutors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="tutored_groups", verbose_name=_("tutors")
    )
    capacity = models.PositiveIntegerField(
        _("seats"), null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("Leave empty for no limit.")
    )

    class Meta:
        verbose_name = pgettext_lazy("of learners", "group")
        verbose_name_plural = pgettext_lazy("of learners", "groups")
        ordering = ["run", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "name"],
                name="courses_group_name_once",
                violation_error_message=_("The run has a group of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
