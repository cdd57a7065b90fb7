"""The reflection diary of a learner."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.diary.querysets import DiaryQuerySet


class DiaryEntry(models.Model):
    """What a learner writes for themselves, about a lesson, a course, or anything; seen by nobody else until shared.

    ``draft`` is what is being written and was saved by itself: an entry without a ``text`` has never been kept.
    """

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="diary", verbose_name=_("author"))
    enrolment = models.ForeignKey(
        "courses.Enrolment",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="diary",
        verbose_name=_("course"),
        help_text=_("Leave empty for an entry about anything."),
    )
    lesson = models.UUIDField(_("lesson"), null=True, blank=True)
    block = models.UUIDField(_("activity"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)
    draft = models.TextField(_("draft"), blank=True)
    draft_saved_at = models.DateTimeField(_("draft saved at"), null=True, blank=True)
    shared_at = models.DateTimeField(_("shared at"), null=True, blank=True)
    created_at = models.DateTimeField(_("begun at"), default=timezone.now)
    written_at = models.DateTimeField(_("written at"), null=True, blank=True)

    objects = DiaryQuerySet.as_manager()

    class Meta:
        verbose_name = _("diary entry")
        verbose_name_plural = _("diary entries")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "lesson", "block"],
                condition=models.Q(enrolment__isnull=False, block__isnull=False),
                name="courses_diary_of_activity",
            )
        ]
        indexes = [models.Index(fields=["author", "-created_at"], name="courses_diary_author")]

    def __str__(self) -> str:
        return self.title or str(self.public_id)

    @property
    def is_kept(self) -> bool:
        """Whether the author has saved it; otherwise there is only a draft."""
        return self.written_at is not None

    @property
    def is_shared(self) -> bool:
        """Whether the tutors of the run may read it."""
        return self.shared_at is not None

    @property
    def has_unsaved_draft(self) -> bool:
        """Whether something newer was saved by itself."""
        return bool(self.draft)


class DiaryComment(models.Model):
    """What a tutor answers to an entry that was shared with them."""

    entry = models.ForeignKey(DiaryEntry, models.CASCADE, related_name="comments", verbose_name=_("entry"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author"))
    text = models.TextField(_("text"), max_length=5000)
    html = models.TextField(_("HTML"))
    created_at = models.DateTimeField(_("written at"), default=timezone.now)

    class Meta:
        verbose_name = pgettext_lazy("on a diary entry", "comment")
        verbose_name_plural = pgettext_lazy("on a diary entry", "comments")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
