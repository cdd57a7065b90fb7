"""Learners given another edition of their course: the work, and the log that explains each."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.jobs import BackgroundJob, JobQuerySet


class EditionMoveJob(BackgroundJob):
    """A whole run on its way from edition to edition, in the background."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Finished")
        FAILED = "failed", _("Failed")

    run = models.ForeignKey("courses.Run", models.CASCADE, related_name="edition_moves", verbose_name=_("run"))
    before = models.ForeignKey("courses.CourseEdition", models.PROTECT, related_name="+", verbose_name=_("from"))
    after = models.ForeignKey("courses.CourseEdition", models.PROTECT, related_name="+", verbose_name=_("to"))
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by", verbose_name=_("takes back")
    )
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.QUEUED)
    total = models.PositiveIntegerField(_("learners"), default=0)
    moved = models.PositiveIntegerField(_("moved"), default=0)
    error = models.TextField(_("error"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    created_at = models.DateTimeField(_("asked for"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("move of a run to another edition")
        verbose_name_plural = _("moves of runs to other editions")
        ordering = ["-created_at", "-pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["run"], condition=models.Q(state__in=["queued", "running"]), name="courses_one_move_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.before_id} → {self.after_id}"

    @property
    def is_finished(self) -> bool:
        """Whether there is nothing more to wait for."""
        return self.state in (self.State.DONE, self.State.FAILED)


class EditionMove(models.Model):
    """One learner was given another edition: from which, by whom, and what it made of their percent. Only ever added:
    to take a move back is a move too.
    """

    enrolment = models.ForeignKey(
        "courses.Enrolment", models.CASCADE, related_name="edition_moves", verbose_name=_("enrolment")
    )
    job = models.ForeignKey(
        EditionMoveJob, models.PROTECT, null=True, blank=True, related_name="moves", verbose_name=_("with the run")
    )
    before = models.ForeignKey("courses.CourseEdition", models.PROTECT, related_name="+", verbose_name=_("from"))
    after = models.ForeignKey("courses.CourseEdition", models.PROTECT, related_name="+", verbose_name=_("to"))
    percent_before = models.PositiveSmallIntegerField(_("progress before, %"))
    percent_after = models.PositiveSmallIntegerField(_("progress after, %"))
    kept = models.PositiveIntegerField(_("activities done that count in both"))
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by", verbose_name=_("takes back")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("move to another edition")
        verbose_name_plural = _("moves to other editions")
        ordering = ["at", "pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.before_id} → {self.after_id}"
