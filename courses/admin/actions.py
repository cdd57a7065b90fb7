"""Actions on the editor's form of a course."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.action_menu import ActionMenuItem

from courses.models import CoursePage


def admin_css() -> SafeString:
    """The style of the pages about a course."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/authoring.css"))


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
