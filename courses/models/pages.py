"""What an author writes: a course made of modules made of lessons."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField

from cms.models import BasePage
from courses.blocks import LESSON_BLOCKS
from courses.criteria import Criterion
from library.vocabularies import Audience, Level


class CourseIndexPage(BasePage):
    """The list of courses in one language."""

    introduction = models.TextField(_("introduction"), blank=True)

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["courses.CoursePage"]
    content_panels = [*BasePage.content_panels, "introduction"]

    class Meta:
        verbose_name = _("course list")


class CoursePage(BasePage):
    """A course: what it is for and whom. Publishing it compiles an edition."""

    summary = models.TextField(_("summary"), max_length=1000, blank=True)
    aims = models.TextField(_("aims"), blank=True, help_text=_("What the course is for."))
    outcomes = models.TextField(
        _("outcomes"), blank=True, help_text=_("One on a line: what a learner can do afterwards.")
    )
    academic_hours = models.PositiveSmallIntegerField(_("academic hours"), null=True, blank=True)
    level = models.CharField(_("level"), max_length=32, choices=Level, default=Level.PROFESSIONAL)
    audience = models.CharField(_("audience"), max_length=32, choices=Audience, default=Audience.TEACHER)
    subjects = ParentalManyToManyField("library.Subject", blank=True, verbose_name=_("subjects"))
    authors = models.CharField(_("authors"), max_length=500, blank=True)
    cover = models.ForeignKey(
        "cms.AcademyImage", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("cover")
    )

    parent_page_types = ["courses.CourseIndexPage"]
    subpage_types = ["courses.ModulePage"]
    content_panels = [
        *BasePage.content_panels,
        "summary",
        "aims",
        "outcomes",
        MultiFieldPanel(
            ["academic_hours", "level", "audience", FieldPanel("subjects"), "authors", "cover"], _("About the course")
        ),
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")


class ModulePage(BasePage):
    """A part of a course."""

    introduction = models.TextField(_("introduction"), blank=True)

    parent_page_types = ["courses.CoursePage"]
    subpage_types = ["courses.LessonPage"]
    content_panels = [*BasePage.content_panels, "introduction"]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")


class LessonPage(BasePage):
    """A lesson: a text with learning objects in it, and when it counts as done."""

    body = StreamField(LESSON_BLOCKS, verbose_name=_("content"), blank=True)
    criterion = models.CharField(_("the lesson is complete"), max_length=16, choices=Criterion, default=Criterion.VIEW)
    criterion_minutes = models.PositiveSmallIntegerField(
        _("minutes"), null=True, blank=True, help_text=_("For completion by time: minutes of active work.")
    )

    parent_page_types = ["courses.ModulePage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        "body",
        MultiFieldPanel(["criterion", "criterion_minutes"], _("Completion")),
    ]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def clean(self) -> None:
        """Completion by time needs the time."""
        super().clean()
        if self.criterion == Criterion.TIME and not self.criterion_minutes:
            raise ValidationError({"criterion_minutes": _("Say how many minutes the learner should spend here.")})
