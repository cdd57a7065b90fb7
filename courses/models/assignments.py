"""Work that learners hand in, what tutors and peers say about it. Written by ``courses.assignments.services``."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.assignments.querysets import ReviewQuerySet, SubmissionQuerySet
from courses.private_files import private_files


def submission_path(file: "SubmissionFile", name: str) -> str:
    """Where a learner's file lies: under a name of its own, so that no name of theirs reaches the disk."""
    return f"work/{uuid.uuid4()}"


def returned_path(file: "MarkFile", name: str) -> str:
    """Where a file that a tutor gave back lies."""
    return f"returned/{uuid.uuid4()}"


class RunAssignment(models.Model):
    """What happened to an assignment in a run as a whole: reviews were shared out, marks were released."""

    run = models.ForeignKey("courses.Run", models.CASCADE, related_name="assignments", verbose_name=_("run"))
    lesson = models.UUIDField(_("lesson"))
    block = models.UUIDField(_("activity"))
    seed = models.PositiveIntegerField(_("seed"), null=True, help_text=_("Explains who was given whose work."))
    allocated_at = models.DateTimeField(_("reviews shared out"), null=True)
    allocated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    released_at = models.DateTimeField(_("marks released"), null=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("assignment in a run")
        verbose_name_plural = _("assignments in runs")
        constraints = [models.UniqueConstraint(fields=["run", "lesson", "block"], name="courses_run_assignment_once")]

    def __str__(self) -> str:
        return f"{self.lesson}/{self.block}"


class Submission(models.Model):
    """One version of a learner's work in one attempt at the course. What has been handed in never changes; another
    version is another row.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("work", "Draft")
        HANDED_IN = "handed_in", pgettext_lazy("work", "Handed in")
        REPLACED = "replaced", pgettext_lazy("work", "Replaced by a later version")
        RETURNED = "returned", pgettext_lazy("work", "Returned for rework")
        MARKED = "marked", pgettext_lazy("work", "Marked")

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(
        "courses.Enrolment", models.PROTECT, related_name="submissions", verbose_name=_("enrolment")
    )
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    lesson = models.UUIDField(_("lesson"))
    block = models.UUIDField(_("activity"))
    number = models.PositiveSmallIntegerField(_("version"))
    form_key = models.UUIDField(_("key of the form"), help_text=_("Sent twice, a form counts once."))
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.DRAFT)
    text = models.TextField(_("text"), blank=True)
    created_at = models.DateTimeField(_("begun"), default=timezone.now)
    saved_at = models.DateTimeField(_("last saved"), default=timezone.now)
    handed_in_at = models.DateTimeField(pgettext_lazy("work", "handed in"), null=True, blank=True)
    is_late = models.BooleanField(_("late"), default=False)
    revision = models.PositiveIntegerField(
        _("decisions"), default=0, help_text=_("How many decisions there are: two people deciding at once are noticed.")
    )
    points = models.DecimalField(_("points"), max_digits=7, decimal_places=2, null=True, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("work")
        verbose_name_plural = _("works")
        ordering = ["handed_in_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "attempt", "lesson", "block", "number"], name="courses_submission_version_once"
            ),
            models.UniqueConstraint(fields=["enrolment", "form_key"], name="courses_submission_form_once"),
            models.UniqueConstraint(
                fields=["enrolment", "attempt", "lesson", "block"],
                condition=Q(state="draft"),
                name="courses_submission_one_draft",
            ),
        ]
        indexes = [models.Index(fields=["state", "handed_in_at"], name="courses_submission_queue")]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.number}"


class StoredFile(models.Model):
    """A file in the private store, under the name its owner gave it."""

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200)
    size = models.PositiveBigIntegerField(_("size, bytes"))
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)

    file: Any

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class SubmissionFile(StoredFile):
    """A file of a learner's work."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="files", verbose_name=_("work"))
    file = models.FileField(_("file"), storage=private_files, upload_to=submission_path, max_length=200)
    upload_key = models.UUIDField(_("key of the upload"), default=uuid.uuid4)

    class Meta:
        verbose_name = _("file of a work")
        verbose_name_plural = _("files of works")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "upload_key"], name="courses_submission_file_once")
        ]


class Mark(models.Model):
    """A decision about a work: marked, or returned for rework. Only ever added: the latest is in force."""

    class Decision(models.TextChoices):
        MARKED = "marked", pgettext_lazy("work", "Marked")
        RETURNED = "returned", pgettext_lazy("work", "Returned for rework")

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="marks", verbose_name=_("work"))
    number = models.PositiveIntegerField(_("number"))
    decision = models.CharField(_("decision"), max_length=16, choices=Decision)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    points = models.DecimalField(_("points"), max_digits=7, decimal_places=2, null=True, blank=True)
    percent = models.DecimalField(_("per cent"), max_digits=5, decimal_places=2, null=True, blank=True)
    choices = models.JSONField(_("levels"), default=dict, help_text=_("{criterion: level}, by their ids."))
    comment = models.TextField(_("comment"), blank=True)

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["submission", "number"], name="courses_mark_once")]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} {self.points or ''}".strip()


class MarkFile(StoredFile):
    """A file given back with a mark: the learner's work with remarks in it."""

    mark = models.ForeignKey(Mark, models.CASCADE, related_name="files", verbose_name=_("mark"))
    file = models.FileField(_("file"), storage=private_files, upload_to=returned_path, max_length=200)

    class Meta:
        verbose_name = _("returned file")
        verbose_name_plural = _("returned files")
        ordering = ["pk"]


class Review(models.Model):
    """What one learner is to say, or has said, about another's work."""

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True, editable=False)
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="reviews", verbose_name=_("work"))
    reviewer = models.ForeignKey(
        "courses.Enrolment", models.PROTECT, related_name="reviews", verbose_name=_("reviewer")
    )
    assigned_at = models.DateTimeField(_("given"), default=timezone.now)
    done_at = models.DateTimeField(pgettext_lazy("review", "done"), null=True, blank=True)
    points = models.DecimalField(_("points"), max_digits=7, decimal_places=2, null=True, blank=True)
    choices = models.JSONField(_("levels"), default=dict)
    comment = models.TextField(_("comment"), blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("peer review")
        verbose_name_plural = _("peer reviews")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["submission", "reviewer"], name="courses_review_once")]

    def __str__(self) -> str:
        return f"{self.submission_id} / {self.reviewer_id}"
