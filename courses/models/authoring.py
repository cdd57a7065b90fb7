"""What is kept of the author's work beside the pages: long tasks, and decisions on updated objects."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.jobs import BackgroundJob, JobQuerySet


class CourseTask(BackgroundJob):
    """A long piece of work on a course that runs in the background: its progress and its outcome."""

    class Kind(models.TextChoices):
        COPY = "copy", _("Duplicating")

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        SUCCEEDED = "succeeded", _("Done")
        FAILED = "failed", _("Failed")

    course = models.ForeignKey("courses.CoursePage", models.CASCADE, related_name="tasks", verbose_name=_("course"))
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.QUEUED)
    title = models.CharField(_("title of the copy"), max_length=255, blank=True)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("total"), default=0)
    result = models.ForeignKey(
        "courses.CoursePage", models.SET_NULL, null=True, related_name="+", verbose_name=_("the copy")
    )
    error = models.TextField(_("problem"), blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("asked for by")
    )
    created_at = models.DateTimeField(_("asked for at"), default=timezone.now)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("task on a course")
        verbose_name_plural = _("tasks on courses")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.course}"

    @property
    def finished(self) -> bool:
        """Whether there is an outcome."""
        return self.state in (self.State.SUCCEEDED, self.State.FAILED)

    @property
    def percent(self) -> int:
        """How far the task is, 0 to 100."""
        return min(100, self.done * 100 // self.total) if self.total else 0


class ObjectDecision(models.Model):
    """That authors of a course looked at a new version of a learning object, and whether the next edition takes it.

    ``version`` is the digest of the object's snapshots in all languages. Without a decision an edition keeps the
    version that the edition before had.
    """

    course_key = models.UUIDField(_("course"))
    object_key = models.UUIDField(_("learning object"))
    version = models.CharField(_("version"), max_length=64)
    taken = models.BooleanField(_("taken"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), default=timezone.now)

    class Meta:
        verbose_name = _("decision on a learning object")
        verbose_name_plural = _("decisions on learning objects")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["course_key", "object_key", "version"], name="courses_object_decision_once")
        ]

    def __str__(self) -> str:
        return f"{self.object_key} in {self.course_key}"
