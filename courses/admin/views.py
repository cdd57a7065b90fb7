"""The admin's pages about a course as a whole: publishing it with everything in it, and its editions."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from courses.checking.checks import problems_of
from courses.checking.drafts import draft_of
from courses.conditions.forms import ConditionFormSet, course_choices, initial_of, places_of
from courses.conditions.services import set_conditions, source_of
from courses.differences import Difference, difference
from courses.models import CourseEdition, CoursePage, Run
from courses.services.outlining import NotPublishedError, outline_of
from courses.services.publishing import NotReadyError, drafts_of, publish_checked
from people.models import User


class CourseView(WagtailAdminTemplateMixin, TemplateView):
    """A page about one course, for who may edit or publish it."""

    header_icon = "list-ul"

    @cached_property
    def course(self) -> CoursePage:
        """The course of the address."""
        return get_object_or_404(CoursePage, pk=self.kwargs["page_id"])

    def allowed(self) -> bool:
        """Whether the person may see this page."""
        return bool(self.course.permissions_for_user(cast(User, self.request.user)).can_edit())

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Raises ``PermissionDenied``."""
        self.request = request
        self.kwargs = kwargs
        if not self.allowed():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """The way back to the course."""
        edit = {"url": reverse("wagtailadmin_pages:edit", args=[self.course.pk]), "label": self.course.title}
        return [*self.breadcrumbs_items, edit, {"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds ``course``."""
        return {**super().get_context_data(**kwargs), "course": self.course}


class PublishCourseView(CourseView):
    """Asks, with the list of what will be published; then publishes."""

    template_name = "courses/admin/publish_course.html"

    @property
    def page_title(self) -> str:
        """The page's name."""
        return _("Publish the course with everything in it")

    def allowed(self) -> bool:
        """Who may publish the course."""
        return bool(self.course.permissions_for_user(cast(User, self.request.user)).can_publish())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds ``drafts`` and the ``problems`` the checks find."""
        by = cast(User, self.request.user)
        problems = problems_of(self.course, by)
        return {
            **super().get_context_data(**kwargs),
            "drafts": drafts_of(self.course, by),
            "problems": problems,
            "has_errors": any(problem.is_error for problem in problems),
            "has_warnings": any(not problem.is_notice for problem in problems),
        }

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Publish, and say which edition it made; not while something stands against it."""
        try:
            edition = publish_checked(
                self.course, cast(User, request.user), accept_warnings=bool(request.POST.get("accept_warnings"))
            )
        except NotReadyError as refusal:
            messages.error(request, str(refusal))
            return redirect("courses_admin:publish", page_id)
        message = _("“%(title)s” is published: edition %(number)d.") % {
            "title": self.course.title,
            "number": edition.number,
        }
        messages.success(request, message)
        return redirect("wagtailadmin_pages:edit", page_id)


class EditionsView(CourseView):
    """All editions of a course, what changed since the newest, and the runs on each."""

    template_name = "courses/admin/editions.html"

    @property
    def page_title(self) -> str:
        """The page's name."""
        return _("Editions")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds ``editions``, ``runs`` and ``changes``; the number of queries does not depend on the lessons'."""
        key = self.course.translation_key
        editions = list(CourseEdition.objects.light().of_course(key).with_counts().select_related("compiled_by"))
        runs = Run.objects.of_course(key).with_edition().select_related("organisation").with_counts()
        return {
            **super().get_context_data(**kwargs),
            "editions": editions,
            "runs": runs,
            "changes": self.changes_since(editions[0]) if editions else None,
            "may_publish": self.course.permissions_for_user(cast(User, self.request.user)).can_publish(),
        }

    def changes_since(self, edition: CourseEdition) -> Difference | None:
        """What the live pages have made of the newest edition; ``None`` when the course is no longer live."""
        try:
            return difference(edition.outline_data, outline_of(self.course).data)
        except NotPublishedError:
            return None


class ConditionsView(CourseView):
    """When the parts of a course open: one row for each condition."""

    template_name = "courses/admin/conditions.html"

    @property
    def page_title(self) -> str:
        """The page's name."""
        return _("Conditions")

    @cached_property
    def formset(self) -> Any:
        """The conditions of the draft, and empty rows for more."""
        draft = draft_of(source_of(self.course))
        targets, needed = places_of(draft)
        choices = {"targets": targets, "needed": needed, "courses": course_choices(self.course.translation_key)}
        stored = initial_of(draft.course.conditions.all())
        data = self.request.POST if self.request.method == "POST" else None
        return ConditionFormSet(data, initial=stored, form_kwargs=choices)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds ``formset``."""
        return {**super().get_context_data(**kwargs), "formset": self.formset}

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Store what was filled in; rows left empty or marked to be deleted are none."""
        if not self.formset.is_valid():
            return self.render_to_response(self.get_context_data())
        rows = [form for form in self.formset if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        set_conditions(self.course, [form.as_condition() for form in rows], cast(User, request.user))
        messages.success(request, _("The conditions are saved. They hold once the course is published."))
        return redirect("courses_admin:conditions", page_id)
