"""What a course and a programme have in common as pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel

from cms.models import AcademyImage, BasePage
from courses.querysets import CourseManager
from library.vocabularies import Audience, Level

ABOUT = ("level", "audience", "subjects", "authors", "cover")
"""What is said of it at the end of the editor's form."""


def about_panels() -> list[FieldPanel]:
    """The fields of :data:`ABOUT` on the editor's form; new ones for each, because a panel belongs to one form."""
    return [FieldPanel(name) for name in ABOUT]


def lines_of(text: str) -> list[str]:
    """What an author wrote one on a line, without the dashes and dots people put before."""
    return [line.strip(" -–—•\t") for line in text.splitlines() if line.strip(" -–—•\t")]


class TaughtPage(BasePage):
    """Something that people learn as a whole, in a run."""

    summary = models.TextField(_("summary"), max_length=1000, blank=True)
    outcomes = models.TextField(
        _("outcomes"), blank=True, help_text=_("One on a line: what a learner can do afterwards.")
    )
    level = models.CharField(_("level"), max_length=32, choices=Level, default=Level.PROFESSIONAL)
    audience = models.CharField(_("audience"), max_length=32, choices=Audience, default=Audience.TEACHER)
    subjects = ParentalManyToManyField("library.Subject", blank=True, verbose_name=_("subjects"))
    authors = models.CharField(_("authors"), max_length=500, blank=True)
    cover = models.ForeignKey(
        AcademyImage, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("cover")
    )

    objects = CourseManager()

    parent_page_types = ["courses.CourseIndexPage"]

    class Meta:
        abstract = True

    @property
    def teaser(self) -> str:
        """The summary."""
        return self.summary or self.search_description

    @property
    def card_image_id(self) -> int | None:
        """The cover."""
        return self.cover_id

    @property
    def sharing_image(self) -> AcademyImage | None:
        """The image chosen for other sites, else the cover."""
        return self.social_image or self.cover

    @property
    def outcome_list(self) -> list[str]:
        """The outcomes, one each."""
        return lines_of(self.outcomes)
