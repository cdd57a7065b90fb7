"""Actions on the editor's form of a course."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.models import Page

from courses.models import CoursePage, ProgrammePage
from courses.programmes.parts import parts_of


def admin_css() -> SafeString:
    """The style of the pages about a course."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/authoring.css"))


def say_what_programme_lacks(request: HttpRequest, page: Page) -> None:
    """Who publishes a programme that gets no edition by it is told why at once."""
    if isinstance(page, ProgrammePage):
        for problem in parts_of(page).problems:
            messages.warning(request, str(problem))


class PublishCourseItem(ActionMenuItem):
    """Leads to the page that asks whether to publish the course with everything in it."""

    name = "action-publish-course"
    label = _("Publish the course with everything in it")
    icon_name = "upload"
    order = 90

    def is_shown(self, context: dict[str, Any]) -> bool:
        """For a stored course, to who may publish it."""
        page = context.get("page")
        if context["view"] != "edit" or page is None or not issubclass(page.specific_class or object, CoursePage):
            return False
        return not context["locked_for_user"] and self.get_user_page_permissions_tester(context).can_publish()

    def get_url(self, context: dict[str, Any]) -> str:
        """The page that asks."""
        return reverse("courses_admin:publish", args=[context["page"].pk])
