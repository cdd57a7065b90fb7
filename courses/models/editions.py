"""What learners get: a course as it was when it was published, never changed afterwards."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.outline import Outline
from courses.outline_parsing import outline_from
from courses.querysets import EditionQuerySet
from people.localised import LocalisedTextField


class Immutable(models.Model):
    """A row that is written once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new row. Raises ``TypeError`` for a row that is stored already."""
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is never changed; compile a new edition.")
        super().save(*args, **kwargs)


class Snapshot(Immutable):
    """The content of a published lesson or learning object in one language, known by its digest.

    Editions share snapshots: a lesson that did not change between two editions is one row, and what is rendered from
    a snapshot can be cached for ever. Kept apart from Wagtail's revisions, which go when a page is deleted.
    """

    digest = models.CharField(_("digest"), max_length=64, primary_key=True)
    content = models.JSONField(_("content"))

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")

    def __str__(self) -> str:
        return self.content.get("title", self.digest)


class CourseEdition(Immutable):
    """A course's structure, criteria and content in every published language at one moment; or a programme's, which is
    that of the newest editions of its courses, one after the other.
    """

    class Kind(models.TextChoices):
        COURSE = "course", _("Course")
        PROGRAMME = "programme", _("Programme")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.COURSE)
    course_key = models.UUIDField(
        _("course"), db_index=True, help_text=_("The translation key of the pages of the course, or of the programme.")
    )
    number = models.PositiveIntegerField(_("number"))
    digest = models.CharField(_("digest"), max_length=64)
    titles = LocalisedTextField(_("titles"))
    outline_data = models.JSONField(_("outline"))
    compiled_at = models.DateTimeField(_("compiled at"))
    compiled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("compiled by")
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["course_key", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["course_key", "number"], name="courses_edition_number"),
        ]

    def __str__(self) -> str:
        return f"{self.titles} ({self.number})"

    @property
    def is_of_programme(self) -> bool:
        """Whether several courses are in it."""
        return self.kind == self.Kind.PROGRAMME

    @property
    def outline(self) -> Outline:
        """The structure as objects; parsed once per process, because a digest always means the same outline."""
        return outline_from(self.digest, lambda: self.outline_data)
