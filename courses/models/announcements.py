"""What the staff of a run tells its learners."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.localised import LocalisedTextField


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    """Reads of announcements."""

    def published(self) -> "AnnouncementQuerySet":
        """Those that learners see, the latest first."""
        return self.exclude(published_at=None).order_by("-published_at", "-pk")

    def due(self, at: datetime) -> "AnnouncementQuerySet":
        """Those whose moment has come and that were not sent yet."""
        return self.filter(published_at=None, publish_at__lte=at)


class Announcement(models.Model):
    """A text to everybody in a run, in one language or several, sent at a moment that may lie ahead.

    With ``event_at`` it announces something that happens, which is in the calendars of all.
    """

    run = models.ForeignKey("courses.Run", models.CASCADE, related_name="announcements", verbose_name=_("run"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author"))
    titles = LocalisedTextField(_("title"))
    texts = LocalisedTextField(_("text"), multiline=True, blank=True)
    publish_at = models.DateTimeField(_("send at"), default=timezone.now)
    published_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    event_at = models.DateTimeField(_("takes place at"), null=True, blank=True)
    event_ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ["-publish_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(event_ends_at=None) | models.Q(event_ends_at__gte=models.F("event_at")),
                name="courses_announcement_ends_after_start",
                violation_error_message=_("It cannot end before it begins."),
            )
        ]

    def __str__(self) -> str:
        return str(self.titles)

    @property
    def is_published(self) -> bool:
        """Whether learners see it."""
        return self.published_at is not None
