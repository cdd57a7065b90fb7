"""The button on a course that takes it out in the own format, and what the button answers."""

import tempfile
from collections.abc import Iterator
from typing import Any, cast

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from courses.models import CoursePage
from interop.errors import ImportProblem
from interop.services import export_course
from people.models import User

EXPORT = "interop_imports:export"


class ExportCourseView(View):
    """A course as a file. It is written to the disk first, so that a problem is said and not cut short."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, page_id: int) -> HttpResponse | FileResponse:
        """Raises ``PermissionDenied`` for who may not edit the course."""
        course = get_object_or_404(CoursePage, pk=page_id)
        out = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it
        try:
            export_course(course, out, by=cast(User, request.user))
        except ImportProblem as problem:
            out.close()
            messages.error(request, str(problem))
            return redirect("wagtailadmin_pages:edit", page_id)
        except BaseException:
            out.close()
            raise
        out.seek(0)
        return FileResponse(out, as_attachment=True, filename=f"{course.slug}.zip", content_type="application/zip")


def export_button(page: Page, user: Any, next_url: str | None = None, view_name: str | None = None) -> Iterator[Button]:
    """On a course, for who may edit it."""
    if isinstance(page.specific_deferred, CoursePage) and page.permissions_for_user(user).can_edit():
        yield Button(_("Export"), reverse(EXPORT, args=[page.pk]), icon_name="upload", priority=90)
