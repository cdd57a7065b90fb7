"""What learners did, and what it comes to. Written by ``courses.progress.services`` alone."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.progress.rules import EventKind

if TYPE_CHECKING:
    from courses.models.runs import Enrolment

EVENT_KINDS = [
    (EventKind.VIEWED, _("opened")),
    (EventKind.SPENT, _("spent time")),
    (EventKind.CONFIRMED, _("marked as done")),
    (EventKind.WATCHED, _("watched")),
    (EventKind.SUBMITTED, _("handed in")),
    (EventKind.SCORED, _("marked by somebody")),
]


class ProgressEvent(models.Model):
    """One thing a learner did, as their browser told it; only ever added."""

    enrolment = models.ForeignKey(
        "courses.Enrolment", models.CASCADE, related_name="events", verbose_name=_("enrolment")
    )
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    uuid = models.UUIDField(_("identifier"), help_text=_("Given by the sender: sent twice, it counts once."))
    lesson = models.UUIDField(_("lesson"))
    block = models.UUIDField(_("activity"))
    kind = models.CharField(_("kind"), max_length=16, choices=EVENT_KINDS)
    seconds = models.PositiveSmallIntegerField(_("seconds"), default=0)
    value = models.PositiveSmallIntegerField(_("share or score, %"), default=0)
    language = models.CharField(_("language"), max_length=16, blank=True)
    occurred_at = models.DateTimeField(_("occurred at"))
    received_at = models.DateTimeField(_("received at"), default=timezone.now)

    class Meta:
        verbose_name = _("progress event")
        verbose_name_plural = _("progress events")
        constraints = [models.UniqueConstraint(fields=["enrolment", "uuid"], name="courses_event_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.lesson}"


class ActivityProgressQuerySet(models.QuerySet[Any]):
    """Reads of states in activities."""

    def of(self, enrolment: "Enrolment") -> Self:
        """A learner's, in their present attempt."""
        return self.filter(enrolment=enrolment, attempt=enrolment.attempt)

    def current(self) -> Self:
        """Those of each learner's present attempt."""
        return self.filter(attempt=models.F("enrolment__attempt"))


class ActivityProgress(models.Model):
    """A learner's state in one activity: (lesson's translation key, block id), in one attempt at the course.

    Read them by ``ActivityProgress.objects.of(enrolment)``, which gives the present attempt's.
    """

    enrolment = models.ForeignKey(
        "courses.Enrolment", models.CASCADE, related_name="activities", verbose_name=_("enrolment")
    )
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    lesson = models.UUIDField(_("lesson"))
    block = models.UUIDField(_("activity"))
    viewed_at = models.DateTimeField(_("first opened"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("marked as done"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    seconds = models.PositiveIntegerField(_("time spent, s"), default=0)
    watched = models.PositiveSmallIntegerField(_("watched, %"), default=0)
    score = models.PositiveSmallIntegerField(_("best score, %"), null=True, blank=True)
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True)

    objects = ActivityProgressQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress in an activity")
        verbose_name_plural = _("progress in activities")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "attempt", "lesson", "block"], name="courses_activity_progress_once"
            )
        ]
        indexes = [
            # A table of learners shows the scores there are; of most activities there is none.
            models.Index(fields=["enrolment"], condition=models.Q(score__isnull=False), name="courses_activity_scored")
        ]

    def __str__(self) -> str:
        return f"{self.lesson}/{self.block}"
