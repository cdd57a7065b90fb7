"""A course being taken: a run, and each learner's enrolment in it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.querysets import EnrolmentQuerySet, RunQuerySet
from people.localised import LocalisedTextField


class Run(models.Model):
    """A course held for a group of learners between two dates, in all the languages of its edition."""

    class EnrolmentKind(models.TextChoices):
        OPEN = "open", _("Open: anybody with an account")
        CLOSED = "closed", _("Closed: nobody can enrol themselves")

    edition = models.ForeignKey("courses.CourseEdition", models.PROTECT, related_name="runs", verbose_name=_("edition"))
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    labels = LocalisedTextField(_("name"), blank=True, help_text=_("Leave empty to use the course's title."))
    organisation = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="runs",
        verbose_name=_("held by"),
        help_text=_("Its methodologists see the progress of every learner of the run."),
    )
    starts_on = models.DateField(_("starts"))
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    enrolment_kind = models.CharField(_("enrolment"), max_length=16, choices=EnrolmentKind, default=EnrolmentKind.OPEN)
    tutors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="tutored_runs", verbose_name=_("tutors")
    )

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["-starts_on", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="courses_run_ends_after_start",
                violation_error_message=_("A run cannot end before it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The run's own name, else the course's title, in the reader's language."""
        return str(self.labels) or str(self.edition.titles)


class Enrolment(models.Model):
    """A learner in a run: which edition they learn from and, as an aggregate, how far they are.

    The aggregate is written by ``courses.progress.services`` alone, in the transaction of the events it sums up.
    """

    class State(models.TextChoices):
        ACTIVE = "active", _("Learning")
        COMPLETED = "completed", _("Completed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(Run, models.PROTECT, related_name="enrolments", verbose_name=_("run"))
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments", verbose_name=_("learner")
    )
    edition = models.ForeignKey(
        "courses.CourseEdition", models.PROTECT, related_name="enrolments", verbose_name=_("edition")
    )
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.ACTIVE)
    enrolled_at = models.DateTimeField(_("enrolled at"), default=timezone.now)
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True)
    completed_count = models.PositiveIntegerField(_("activities completed"), default=0)
    percent = models.PositiveSmallIntegerField(_("progress, %"), default=0)
    seconds = models.PositiveIntegerField(_("time spent, s"), default=0)
    last_lesson = models.UUIDField(_("last lesson"), null=True, blank=True)
    next_lesson = models.UUIDField(
        _("next lesson"), null=True, blank=True, help_text=_("Where the learner goes on; empty when all is complete.")
    )
    last_seen_at = models.DateTimeField(_("last seen"), null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["-enrolled_at"]
        constraints = [models.UniqueConstraint(fields=["run", "learner"], name="courses_enrolment_once")]
        indexes = [models.Index(fields=["learner", "-last_seen_at"], name="courses_enrolment_learner")]

    def __str__(self) -> str:
        return f"{self.learner}: {self.title}"

    @property
    def title(self) -> str:
        """The run's own name, else the course's title in the learner's edition, which the run may have left behind."""
        return str(self.run.labels) or str(self.edition.titles)
