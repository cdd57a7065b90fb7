"""Marks of a run: the scheme they are weighed by, and what each learner has. Written by its services alone."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.gradebook.querysets import GradeRecordQuerySet
from people.localised import LocalisedTextField


def default_steps() -> list[dict[str, Any]]:
    """The usual scale from 2 to 5."""
    return [{"least": least, "label": label} for least, label in ((85, "5"), (70, "4"), (50, "3"), (0, "2"))]


class GradeScheme(models.Model):
    """How the marks of a run are weighed. A run without a row has the defaults: every item alike."""

    class Scale(models.TextChoices):
        PERCENT = "percent", _("Per cent")
        STEPS = "steps", _("Marks, by default from 2 to 5")
        PASS_FAIL = "pass_fail", _("Passed or not passed")

    class Missing(models.TextChoices):
        IGNORE = "ignore", _("What is not marked yet is left out")
        ZERO = "zero", _("What is not marked yet counts as 0")

    run = models.OneToOneField("courses.Run", models.CASCADE, related_name="grade_scheme", verbose_name=_("run"))
    scale = models.CharField(_("scale"), max_length=16, choices=Scale, default=Scale.PERCENT)
    steps = models.JSONField(_("steps"), default=default_steps, help_text=_("Marks and the per cent they begin at."))
    pass_mark = models.DecimalField(_("pass mark, %"), max_digits=5, decimal_places=2, default=50)
    missing = models.CharField(_("not marked"), max_length=16, choices=Missing, default=Missing.IGNORE)
    revision = models.PositiveIntegerField(_("revision"), default=0)

    class Meta:
        verbose_name = _("grading scheme")
        verbose_name_plural = _("grading schemes")

    def __str__(self) -> str:
        return str(self.run)


class GradeCategory(models.Model):
    """Items that are weighed together."""

    scheme = models.ForeignKey(GradeScheme, models.CASCADE, related_name="categories", verbose_name=_("scheme"))
    labels = LocalisedTextField(_("name"))
    weight = models.DecimalField(_("weight"), max_digits=6, decimal_places=2, default=1)
    drop_lowest = models.PositiveSmallIntegerField(_("worst results left out"), default=0)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("category of marks")
        verbose_name_plural = _("categories of marks")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return str(self.labels)


class GradeItem(models.Model):
    """How one activity that is marked counts; an activity without a row has weight 1 in no category."""

    scheme = models.ForeignKey(GradeScheme, models.CASCADE, related_name="items", verbose_name=_("scheme"))
    lesson = models.UUIDField(_("lesson"))
    block = models.UUIDField(_("activity"))
    category = models.ForeignKey(
        GradeCategory, models.SET_NULL, null=True, blank=True, related_name="items", verbose_name=_("category")
    )
    weight = models.DecimalField(_("weight"), max_digits=6, decimal_places=2, default=1)

    class Meta:
        verbose_name = _("marked item")
        verbose_name_plural = _("marked items")
        constraints = [models.UniqueConstraint(fields=["scheme", "lesson", "block"], name="courses_grade_item_once")]

    def __str__(self) -> str:
        return f"{self.lesson}/{self.block}"


class GradeRecord(models.Model):
    """All scores of a learner's attempt in one row, and what they come to.

    ``scores`` is ``{"lesson/block": {"p": per cent, "o": override, "x": excluded}}``, numbers as text: a page of fifty
    learners by three hundred items is fifty rows, not fifteen thousand. History is kept where a score came from (marks)
    and in :class:`GradeChange`.
    """

    enrolment = models.ForeignKey(
        "courses.Enrolment", models.CASCADE, related_name="grade_records", verbose_name=_("enrolment")
    )
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    scores = models.JSONField(_("scores"), default=dict)
    total = models.DecimalField(_("total, %"), max_digits=5, decimal_places=2, null=True, blank=True)
    override = models.DecimalField(_("total set by hand, %"), max_digits=5, decimal_places=2, null=True, blank=True)
    updated_at = models.DateTimeField(_("updated"), default=timezone.now)

    objects = GradeRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("marks of a learner")
        verbose_name_plural = _("marks of learners")
        constraints = [models.UniqueConstraint(fields=["enrolment", "attempt"], name="courses_grade_record_once")]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.total}"


class GradeChange(models.Model):
    """What somebody changed by hand in a learner's marks, and why. Only ever added."""

    class Kind(models.TextChoices):
        OVERRIDE = "override", pgettext_lazy("mark", "Set by hand")
        EXCLUDE = "exclude", pgettext_lazy("mark", "Left out")
        INCLUDE = "include", pgettext_lazy("mark", "Counted again")
        REVERT = "revert", pgettext_lazy("mark", "Set back to what was earned")

    enrolment = models.ForeignKey(
        "courses.Enrolment", models.CASCADE, related_name="grade_changes", verbose_name=_("enrolment")
    )
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    lesson = models.UUIDField(_("lesson"), null=True, blank=True, help_text=_("Empty: the total."))
    block = models.UUIDField(_("activity"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    before = models.DecimalField(_("before, %"), max_digits=5, decimal_places=2, null=True, blank=True)
    after = models.DecimalField(_("after, %"), max_digits=5, decimal_places=2, null=True, blank=True)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("change of a mark")
        verbose_name_plural = _("changes of marks")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.reason}"
