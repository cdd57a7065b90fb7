"""What an author writes: a course made of modules made of lessons."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.core.validators import MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Orderable

from cms.models import BasePage
from courses.admin.panels import EditionsPanel
from courses.blocks import LessonField
from courses.criteria import Criterion
from courses.models.taught import TaughtPage, about_panels, lines_of
from courses.querysets import CourseQuerySet

COURSES_PER_PAGE = 12


class CourseIndexPage(BasePage):
    """The list of courses in one language."""

    introduction = models.TextField(_("introduction"), blank=True)

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["courses.CoursePage", "courses.ProgrammePage"]
    content_panels = [*BasePage.content_panels, "introduction"]

    class Meta:
        verbose_name = _("course list")
        verbose_name_plural = _("course lists")

    @property
    def teaser(self) -> str:
        """The introduction."""
        return self.introduction or self.search_description

    def programmes(self) -> CourseQuerySet:
        """The programmes a visitor may read here, by title."""
        from courses.models.programmes import ProgrammePage

        return ProgrammePage.objects.child_of(self).readable().for_list().order_by("title")

    def courses(self) -> CourseQuerySet:
        """What a visitor may read here, the latest first."""
        return CoursePage.objects.child_of(self).readable().for_list()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds ``programmes``, and ``courses``, the page of the list that ``?page=`` asks for (or the nearest)."""
        context = super().get_context(request, *args, **kwargs)
        context["programmes"] = self.programmes()
        context["courses"] = Paginator(self.courses(), COURSES_PER_PAGE).get_page(request.GET.get("page"))
        return context


class CoursePage(TaughtPage):
    """A course: what it is for and whom. Publishing it compiles an edition."""

    aims = models.TextField(_("aims"), blank=True, help_text=_("What the course is for."))
    competences = models.TextField(
        _("competences"), blank=True, help_text=_("One on a line: what of their profession the learner masters.")
    )
    prerequisites = models.TextField(
        _("prerequisites"), blank=True, help_text=_("What a learner should know or be able to do before.")
    )
    sequential = models.BooleanField(
        _("lessons in order"),
        default=False,
        help_text=_("A lesson opens when all that counts before it is complete."),
    )
    recognises_earlier = models.BooleanField(
        _("recognise earlier completion"),
        default=False,
        help_text=_("Who completed the course in another run takes over what has not changed since."),
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("How many times learners may begin anew by themselves; the run’s staff always can let them."),
    )
    academic_hours = models.PositiveSmallIntegerField(_("academic hours"), null=True, blank=True)

    subpage_types = ["courses.ModulePage"]
    content_panels = [
        *BasePage.content_panels,
        "summary",
        "aims",
        "outcomes",
        "competences",
        MultiFieldPanel(
            ["prerequisites", InlinePanel("prerequisite_courses", label=_("Course"), heading=_("Courses needed"))],
            _("What one needs for it"),
        ),
        "sequential",
        MultiFieldPanel(["recognises_earlier", "attempts_allowed"], _("Taking it again")),
        MultiFieldPanel(["academic_hours", *about_panels()], _("About the course")),
        EditionsPanel(heading=_("Editions")),
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    @property
    def competence_list(self) -> list[str]:
        """The competences, one each."""
        return lines_of(self.competences)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds ``course``, what the visitor sees of it beside the page's own fields."""
        from courses.public import PublicCourse

        context = super().get_context(request, *args, **kwargs)
        context["course"] = PublicCourse(self, request.user)
        return context


class CoursePrerequisite(Orderable):
    """A course that should be completed before another."""

    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="prerequisite_courses")
    course = models.ForeignKey(CoursePage, models.CASCADE, related_name="+", verbose_name=_("course"))

    panels = [PageChooserPanel("course")]

    class Meta(Orderable.Meta):
        verbose_name = _("course needed before")
        verbose_name_plural = _("courses needed before")

    def __str__(self) -> str:
        return str(self.course)


class ModulePage(BasePage):
    """A part of a course."""

    introduction = models.TextField(_("introduction"), blank=True)

    parent_page_types = ["courses.CoursePage"]
    subpage_types = ["courses.LessonPage"]
    in_sitemap = False
    content_panels = [*BasePage.content_panels, "introduction"]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A module is a place on the course's page."""
        return redirect(f"{self.get_parent().get_url(request) or '/'}#module-{self.translation_key}")


class LessonPage(BasePage):
    """A lesson: a text with learning objects in it, and when it counts as done."""

    body: Any = LessonField(verbose_name=_("content"), blank=True)
    criterion = models.CharField(_("the lesson is complete"), max_length=16, choices=Criterion, default=Criterion.VIEW)
    criterion_minutes = models.PositiveSmallIntegerField(
        _("minutes"), null=True, blank=True, help_text=_("For completion by time: minutes of active work.")
    )

    parent_page_types = ["courses.ModulePage"]
    subpage_types: list[str] = []
    in_sitemap = False
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

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The player for who is learning the course; a preview for who may edit the page; for others where the lesson
        belongs and how to enrol.
        """
        from courses.public import player_url

        if url := player_url(self, request.user):
            return redirect(url)
        template = "courses/lesson_preview.html" if self._may_edit(request) else "courses/lesson_page.html"
        context = self.get_context(request) | {"course_page": self.get_parent().get_parent().specific}
        return TemplateResponse(request, template, context)

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """What the editor's preview shows: the lesson as a reader sees it."""
        return "courses/lesson_preview.html"

    def _may_edit(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and self.permissions_for_user(request.user).can_edit()
