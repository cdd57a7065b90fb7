"""An import somebody asked for in the admin, from the upload to its report."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.jobs import BackgroundJob
from interop.querysets import ImportJobQuerySet


def upload_path(job: "ImportJob", filename: str) -> str:
    """Where an upload waits: under a name nobody can guess and nothing of the person's file name."""
    return f"imports/{uuid.uuid4().hex}.zip"


class ImportJob(BackgroundJob):
    """An uploaded course on its way into a list of courses. The upload is removed once the outcome is recorded."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        SUCCEEDED = "succeeded", _("Done")
        FAILED = "failed", _("Failed")

    file = models.FileField(_("file"), upload_to=upload_path, blank=True, max_length=255)
    filename = models.CharField(_("file name"), max_length=255)
    target = models.ForeignKey(
        "courses.CourseIndexPage", models.CASCADE, related_name="+", verbose_name=_("list of courses")
    )
    as_new = models.BooleanField(_("as another course"), default=False)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.QUEUED)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("total"), default=0)
    report = models.JSONField(_("report"), default=dict, blank=True)
    error = models.TextField(_("problem"), blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("asked for by")
    )
    language = models.CharField(
        _("language of the report"), max_length=16, blank=True, help_text=_("The language of the person who asked.")
    )
    created_at = models.DateTimeField(_("asked for at"), default=timezone.now)

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("course import")
        verbose_name_plural = _("course imports")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()
        permissions = [("import_course", _("Can import courses"))]

    def __str__(self) -> str:
        return self.filename

    @property
    def finished(self) -> bool:
        """Whether there is an outcome."""
        return self.state in (self.State.SUCCEEDED, self.State.FAILED)

    @property
    def percent(self) -> int:
        """How far the job is, 0 to 100."""
        return min(100, self.done * 100 // self.total) if self.total else 0
