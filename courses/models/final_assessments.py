"""The final assessment of a run: a sheet of results by a commission, immutable once it is signed."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FinalAssessment(models.Model):
    """A sheet. A signed one is never changed or deleted: another sheet takes its place."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("sheet", "Draft")
        SIGNED = "signed", pgettext_lazy("sheet", "Signed")
        SUPERSEDED = "superseded", pgettext_lazy("sheet", "Superseded")

    class Form(models.TextChoices):
        EXAM = "exam", _("Examination")
        CREDIT = "credit", _("Credit")
        TEST = "test", _("Test")
        DEFENCE = "defence", _("Defence of a final work")
        INTERVIEW = "interview", _("Interview")

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey("courses.Run", models.PROTECT, related_name="final_assessments", verbose_name=_("run"))
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.DRAFT)
    number = models.CharField(_("protocol number"), max_length=40)
    held_on = models.DateField(_("held on"))
    form = models.CharField(_("form"), max_length=16, choices=Form, default=Form.CREDIT)
    topic = models.CharField(_("subject of the assessment"), max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    revision = models.PositiveIntegerField(_("revision"), default=0)
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name=_("supersedes")
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True, help_text=_("Why an earlier sheet is replaced."))
    paper = models.JSONField(
        _("names"), default=dict, help_text=_("What the course and its organisation were called when it was signed.")
    )
    batch = models.ForeignKey(
        "credentials.IssueBatch",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("certificates"),
    )

    class Meta:
        verbose_name = _("final assessment sheet")
        verbose_name_plural = _("final assessment sheets")
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return self.number

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.state == self.State.DRAFT

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store it. Raises ``TypeError`` for a signed sheet, of which only is written that it was superseded, and which
        certificates were issued for it.
        """
        if self.pk and not set(kwargs.get("update_fields") or ["everything"]) <= {"state", "batch"}:
            stored = type(self).objects.filter(pk=self.pk).values_list("state", flat=True).first()
            if stored not in (None, self.State.DRAFT):
                raise TypeError("A signed sheet is never changed; supersede it.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Throw a draft away. Raises ``TypeError`` for a signed sheet."""
        if not self.is_draft:
            raise TypeError("A signed sheet is never deleted; supersede it.")
        return super().delete(*args, **kwargs)


class SheetPart(models.Model):
    """A row of a sheet, which is as immutable as the sheet itself."""

    sheet: models.ForeignKey[Any, Any]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store it. Raises ``TypeError`` for a row of a signed sheet."""
        if not self.sheet.is_draft:
            raise TypeError("A signed sheet is never changed; supersede it.")
        super().save(*args, **kwargs)


class CommissionMember(SheetPart):
    """Somebody who assesses; as they are named in the protocol, with an account or without."""

    class Part(models.TextChoices):
        CHAIR = "chair", pgettext_lazy("commission", "Chair")
        MEMBER = "member", pgettext_lazy("commission", "Member")
        SECRETARY = "secretary", pgettext_lazy("commission", "Secretary")

    sheet = models.ForeignKey(FinalAssessment, models.CASCADE, related_name="commission", verbose_name=_("sheet"))
    name = models.CharField(_("name"), max_length=200)
    position = models.CharField(_("position"), max_length=200, blank=True)
    part = models.CharField(_("part"), max_length=16, choices=Part, default=Part.MEMBER)
    place = models.PositiveSmallIntegerField(_("place"), default=0)

    class Meta:
        verbose_name = _("member of the commission")
        verbose_name_plural = _("members of the commission")
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return self.name


class FinalResult(SheetPart):
    """A learner's result on a sheet. ``percent`` is theirs in the gradebook when the sheet was drawn up."""

    sheet = models.ForeignKey(FinalAssessment, models.CASCADE, related_name="results", verbose_name=_("sheet"))
    enrolment = models.ForeignKey(
        "courses.Enrolment", models.PROTECT, related_name="final_results", verbose_name=_("enrolment")
    )
    person_name = models.CharField(_("name"), max_length=500, blank=True)
    workplace = models.CharField(_("place of work"), max_length=500, blank=True)
    grade = models.CharField(_("result"), max_length=40, blank=True)
    percent = models.DecimalField(_("per cent"), max_digits=5, decimal_places=2, null=True, blank=True)
    is_passed = models.BooleanField(_("passed"), default=False)
    is_absent = models.BooleanField(_("absent"), default=False)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("result of a final assessment")
        verbose_name_plural = _("results of final assessments")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["sheet", "enrolment"], name="courses_final_result_once")]

    def __str__(self) -> str:
        return f"{self.sheet_id}: {self.grade}"
