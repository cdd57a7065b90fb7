"""A course being taken: a run, and each learner's enrolment in it."""

import uuid
from datetime import datetime

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.deadlines.bounds import validate_day, validate_length
from courses.deadlines.rules import Term
from courses.models.fields import BitsField
from courses.progress.packed import Packed
from courses.querysets import EnrolmentQuerySet, RunQuerySet
from people.localised import LocalisedTextField


class Run(models.Model):
    """A course held for a group of learners between two dates, in all the languages of its edition."""

    class EnrolmentKind(models.TextChoices):
        OPEN = "open", _("Open: anybody with an account")
        CODE = "code", _("By code: whoever was given it")
        APPLICATION = "application", _("By application: the employer approves, an order admits")
        LIST = "list", _("By list: registrars enrol people")
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
    starts_on = models.DateField(_("starts"), validators=[validate_day])
    ends_on = models.DateField(_("ends"), null=True, blank=True, validators=[validate_day])
    enrolment_kind = models.CharField(_("enrolment"), max_length=16, choices=EnrolmentKind, default=EnrolmentKind.OPEN)
    opens_on = models.DateField(
        _("enrolment opens"),
        null=True,
        blank=True,
        validators=[validate_day],
        help_text=_("Leave empty to let people in at once."),
    )
    closes_on = models.DateField(
        _("enrolment closes"),
        null=True,
        blank=True,
        validators=[validate_day],
        help_text=_("The last day; leave empty for the end of the run."),
    )
    languages = models.JSONField(
        _("languages"), default=list, blank=True, help_text=_("None chosen: all the languages of the edition.")
    )
    capacity = models.PositiveIntegerField(
        _("seats"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leave empty for no limit."),
    )
    has_waiting_list = models.BooleanField(
        _("waiting list"),
        default=True,
        help_text=_("When all seats are taken, people wait in the order they came; a seat that frees is theirs."),
    )
    # Readable, not hashed: registrars give it out again and again, it opens one course and no account, and it is
    # changed by one button. What protects it is its length and the limit of tries.
    code = models.CharField(_("code"), max_length=16, blank=True, editable=False)
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
            ),
            models.CheckConstraint(
                condition=models.Q(opens_on=None)
                | models.Q(closes_on=None)
                | models.Q(closes_on__gte=models.F("opens_on")),
                name="courses_run_closes_after_opening",
                violation_error_message=_("Enrolment cannot close before it opens."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Raises ``ValidationError`` for a run whose end is too far away."""
        super().clean()
        if self.starts_on:
            validate_length(self.starts_on, self.ends_on, "ends_on")

    @property
    def title(self) -> str:
        """The run's own name, else the course's title, in the reader's language."""
        return str(self.labels) or str(self.edition.titles)


class Enrolment(models.Model):
    """A learner in a run: which edition they learn from and, as an aggregate, how far they are.

    The aggregate is written by ``courses.progress.services`` alone, in the transaction of the events it sums up.
    """

    class State(models.TextChoices):
        APPLIED = "applied", _("Applied")
        WAITING = "waiting", _("On the waiting list")
        ACTIVE = "active", _("Learning")
        COMPLETED = "completed", _("Completed")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPELLED = "expelled", _("Expelled")
        REJECTED = "rejected", pgettext_lazy("an application", "Rejected")

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(Run, models.PROTECT, related_name="enrolments", verbose_name=_("run"))
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments", verbose_name=_("learner")
    )
    edition = models.ForeignKey(
        "courses.CourseEdition", models.PROTECT, related_name="enrolments", verbose_name=_("edition")
    )
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.ACTIVE)
    group = models.ForeignKey(
        "courses.Group",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="enrolments",
        verbose_name=pgettext_lazy("of learners", "group"),
    )
    employer = models.ForeignKey(
        "people.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("employer"),
        help_text=_("Who is asked to approve the application."),
    )
    statement = models.TextField(_("statement"), max_length=2000, blank=True)
    queue_number = models.PositiveIntegerField(
        _("number in the line"), null=True, blank=True, help_text=_("Given when somebody applies or begins to wait.")
    )
    due_on = models.DateField(
        _("own deadline"), null=True, blank=True, help_text=_("Set by an extension; otherwise the end of the run.")
    )
    enrolled_at = models.DateTimeField(_("enrolled at"), default=timezone.now)
    attempt = models.PositiveSmallIntegerField(
        _("attempt"), default=1, editable=False, help_text=_("Which attempt at the course this is; see Attempt.")
    )
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True)
    completed_count = models.PositiveIntegerField(_("activities completed"), default=0)
    percent = models.PositiveSmallIntegerField(_("progress, %"), default=0)
    seconds = models.PositiveIntegerField(_("time spent, s"), default=0)
    begun = BitsField(_("activities begun"), default=0, editable=False)
    done = BitsField(_("activities done"), default=0, editable=False)
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
        indexes = [
            models.Index(fields=["learner", "-last_seen_at"], name="courses_enrolment_learner"),
            models.Index(fields=["run", "state", "queue_number"], name="courses_enrolment_line"),
            models.Index(fields=["employer", "state"], name="courses_enrolment_employer"),
        ]

    def __str__(self) -> str:
        return f"{self.learner}: {self.title}"

    @property
    def title(self) -> str:
        """The run's own name, else the course's title in the learner's edition, which the run may have left behind."""
        return str(self.run.labels) or str(self.edition.titles)

    @property
    def term(self) -> Term:
        """The days of the run for this learner."""
        return Term(self.run.starts_on, self.run.ends_on, self.due_on)

    @property
    def attempt_began_at(self) -> datetime:
        """When the present attempt began. One query for any but the first."""
        if self.attempt == 1:
            return self.enrolled_at
        return self.attempts.get(number=self.attempt - 1).ended_at

    @property
    def packed(self) -> Packed:
        """What the learner has begun and done, by the bits of the edition's outline."""
        return Packed(self.begun, self.done)
