"""Programmes of professional development: several courses in an order, with hours, a form and a final assessment."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import Orderable

from cms.models import BasePage
from courses.admin.panels import HoursPanel, ProgrammeEditionsPanel
from courses.models.pages import CoursePage
from courses.models.taught import TaughtPage, about_panels
from courses.programmes.forms import ProgrammeForm
from courses.programmes.rules import HoursProblem, hours_problems, total_hours


class ProgrammeKind(models.TextChoices):
    """What a programme leads to."""

    CPD = "cpd", _("Continuing professional development")
    RETRAINING = "retraining", _("Professional retraining")


class StudyMode(models.TextChoices):
    """How people study."""

    FULL_TIME = "full_time", _("Full-time")
    PART_TIME = "part_time", _("Part-time")
    EXTRAMURAL = "extramural", _("By correspondence")


@register_setting(icon="list-ol")
class ProgrammeRules(BaseGenericSetting):
    """The least academic hours of a programme, as the law of the country has them."""

    cpd_hours = models.PositiveSmallIntegerField(_("least hours of professional development"), default=16)
    retraining_hours = models.PositiveSmallIntegerField(_("least hours of retraining"), default=250)

    class Meta(BaseGenericSetting.Meta):
        verbose_name = _("rules for programmes")
        verbose_name_plural = _("rules for programmes")

    def least_hours(self, kind: str) -> int:
        """Academic hours below which there is a warning."""
        return {ProgrammeKind.CPD: self.cpd_hours, ProgrammeKind.RETRAINING: self.retraining_hours}[ProgrammeKind(kind)]


class ProgrammePage(TaughtPage):
    """A programme: which courses, in which order, and what it leads to."""

    aims = models.TextField(_("aims"), blank=True, help_text=_("What the programme is for."))
    kind = models.CharField(_("kind"), max_length=16, choices=ProgrammeKind, default=ProgrammeKind.CPD)
    study_mode = models.CharField(_("study mode"), max_length=16, choices=StudyMode, default=StudyMode.EXTRAMURAL)
    distance_learning = models.BooleanField(_("with distance learning technologies"), default=True)
    academic_hours = models.PositiveSmallIntegerField(
        _("academic hours"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5000)],
        help_text=_("Empty: the sum of its courses."),
    )
    final_assessment = models.CharField(
        _("final assessment"), max_length=255, blank=True, help_text=_("Its form: an exam, the defence of a project…")
    )
    courses_count = models.BooleanField(
        _("its courses count by themselves"),
        default=True,
        help_text=_("Who completes a course here has completed it for conditions and recognition elsewhere too."),
    )

    subpage_types: list[str] = []
    base_form_class = ProgrammeForm
    content_panels = [
        *BasePage.content_panels,
        "summary",
        "aims",
        "outcomes",
        InlinePanel("course_list", heading=_("Courses"), label=_("Course")),
        HoursPanel(heading=_("Hours")),
        MultiFieldPanel(
            ["kind", "study_mode", "distance_learning", "academic_hours", "final_assessment", "courses_count"],
            _("Study"),
        ),
        MultiFieldPanel(about_panels(), _("About the programme")),
        ProgrammeEditionsPanel(heading=_("Editions")),
    ]

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    @cached_property
    def courses(self) -> list[CoursePage]:
        """The courses as they were chosen, in their order. One query."""
        if self.pk is None or "course_list" in getattr(self, "_cluster_related_objects", {}):
            return [item.course for item in self.course_list.all()]
        items = ProgrammeCourse.objects.filter(page=self).select_related("course__locale").order_by("sort_order")
        return [item.course for item in items]

    @property
    def total_hours(self) -> int:
        """Academic hours: the author's own number, else the sum of the courses."""
        return total_hours(self.academic_hours, self._course_hours)

    @property
    def hours_problems(self) -> list[HoursProblem]:
        """What to warn the author of."""
        return hours_problems(self.academic_hours, self._course_hours, self.least_hours)

    @property
    def least_hours(self) -> int:
        """The least hours a programme of this kind may have."""
        return ProgrammeRules.load().least_hours(self.kind)

    @property
    def _course_hours(self) -> list[int | None]:
        return [course.academic_hours for course in self.courses]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds ``programme``, what the visitor sees of it beside the page's own fields."""
        from courses.programmes.public import PublicProgramme

        return {**super().get_context(request, *args, **kwargs), "programme": PublicProgramme(self, request.user)}


class ProgrammeCourse(Orderable):
    """A course of a programme. Readers see its version in their language."""

    page = ParentalKey(ProgrammePage, on_delete=models.CASCADE, related_name="course_list")
    course = models.ForeignKey(
        "courses.CoursePage", models.CASCADE, related_name="programme_items", verbose_name=_("course")
    )

    panels = [PageChooserPanel("course")]

    class Meta(Orderable.Meta):
        verbose_name = _("course of a programme")
        verbose_name_plural = _("courses of a programme")
        constraints = [models.UniqueConstraint(fields=["page", "course"], name="courses_programme_course_once")]

    def __str__(self) -> str:
        return str(self.course)
