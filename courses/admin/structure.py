"""The admin's pages about the parts of a course: their order, copies, and learning objects that have changed."""

from typing import Any, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from courses.admin.views import CourseView
from courses.models import CourseTask
from courses.structure.arranging import arrange, order_of, read_order
from courses.structure.copying import restart_copy, start_copy
from courses.structure.objects import decide, updates_of
from people.models import User

SECONDS_BETWEEN_LOOKS = 3


class StructureView(CourseView):
    """Modules and lessons in their order: dragged, or given numbers, and saved together."""

    template_name = "courses/admin/structure.html"

    @property
    def page_title(self) -> str:
        """The page's name."""
        return _("Modules and lessons")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds ``modules`` with their lessons."""
        return {**super().get_context_data(**kwargs), "modules": order_of(self.course)}

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Put the course into the order that was sent."""
        try:
            order = read_order({name: str(value) for name, value in request.POST.items()})
            arrange(self.course, order, cast(User, request.user))
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        except (ValueError, KeyError):
            messages.error(request, _("The order cannot be read. Give every module and lesson a number."))
        else:
            messages.success(request, _("The order is saved, in all languages of the course."))
        return redirect("courses_admin:structure", page_id)


class CopyView(CourseView):
    """Duplicates a course; shows how far a large one is."""

    template_name = "courses/admin/copy.html"

    @property
    def page_title(self) -> str:
        """The page's name."""
        return _("Duplicate the course")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds ``tasks``, the last copies."""
        tasks = CourseTask.objects.filter(
            course__translation_key=self.course.translation_key, kind=CourseTask.Kind.COPY
        )
        return {**super().get_context_data(**kwargs), "tasks": list(tasks.select_related("result", "created_by")[:5])}

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """An unfinished copy asks the browser to come again, without a script."""
        response = super().render_to_response(context, **kwargs)
        if any(not task.finished and not task.is_stale() for task in context["tasks"]):
            response.headers["Refresh"] = str(SECONDS_BETWEEN_LOOKS)
        return response

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Start; a small course is ready at once. Or start one again that has lost its worker."""
        if "again" in request.POST:
            return self.start_again(request.POST["again"])
        task = start_copy(self.course, request.POST.get("title", "").strip(), cast(User, request.user))
        if task.result_id:
            messages.success(request, _("The course is duplicated, as drafts in all its languages."))
            return redirect("wagtailadmin_pages:edit", task.result_id)
        return redirect("courses_admin:copy", page_id)

    def start_again(self, task: str) -> HttpResponse:
        """Start a copy of this course again, or say why not."""
        mine = CourseTask.objects.filter(course__translation_key=self.course.translation_key)
        found = get_object_or_404(mine, pk=int(task) if task.isdecimal() else 0)
        try:
            restart_copy(found, cast(User, self.request.user))
        except ValidationError as refusal:
            messages.error(self.request, " ".join(refusal.messages))
        return redirect("courses_admin:copy", self.course.pk)


class ObjectsView(CourseView):
    """Learning objects that have changed since the newest edition, field by field, and the choice about each."""

    template_name = "courses/admin/objects.html"

    @property
    def page_title(self) -> str:
        """The page's name."""
        return _("Updated objects")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds ``updates``."""
        return {**super().get_context_data(**kwargs), "updates": updates_of(self.course)}

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Keep what was decided about one object."""
        try:
            key, version = UUID(request.POST.get("object", "")), request.POST.get("version", "")[:64]
        except ValueError:
            return redirect("courses_admin:objects", page_id)
        taken = request.POST.get("decision") == "take"
        decide(self.course, key, version, taken=taken, by=cast(User, request.user))
        said = _("The next edition takes the new version.") if taken else _("The course keeps the version it has.")
        messages.success(request, said)
        return redirect("courses_admin:objects", page_id)
