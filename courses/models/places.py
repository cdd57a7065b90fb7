"""Where in a lesson a learner left off."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LessonPlace(models.Model):
    """The last place of a learner in a lesson: a block, how far down in it, and the second of its video or audio.

    Of several tellings the one that happened last counts, in whatever order they come.
    """

    enrolment = models.ForeignKey(
        "courses.Enrolment", models.CASCADE, related_name="places", verbose_name=_("enrolment")
    )
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    lesson = models.UUIDField(_("lesson"))
    block = models.UUIDField(_("block"))
    offset = models.PositiveSmallIntegerField(_("how far down in the block, ‰"), default=0)
    second = models.PositiveIntegerField(_("second of the recording"), default=0)
    occurred_at = models.DateTimeField(_("occurred at"))

    class Meta:
        verbose_name = _("place in a lesson")
        verbose_name_plural = _("places in lessons")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "attempt", "lesson"], name="courses_lesson_place_once")
        ]

    def __str__(self) -> str:
        return f"{self.lesson}: {self.block}"
