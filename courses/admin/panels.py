"""What the editor's form of a course shows beside its fields."""

from typing import Any

from django.urls import reverse
from wagtail.admin.panels import Panel


class EditionsPanel(Panel):
    """The course's editions and the runs on them; what changed since is a page of its own, for it takes the whole
    tree to know.
    """

    class BoundPanel(Panel.BoundPanel):
        """The panel on one course's form."""

        template_name = "courses/admin/editions_panel.html"

        def is_shown(self) -> bool:
            """Only for a course that is stored."""
            return super().is_shown() and self.instance.pk is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Adds the newest edition and the number of runs on each."""
            from courses.models import CourseEdition

            editions = CourseEdition.objects.light().of_course(self.instance.translation_key).with_counts()
            return {
                **super().get_context_data(parent_context),
                "editions": list(editions.select_related("compiled_by")[:5]),
                "changes_url": reverse("courses_admin:editions", args=[self.instance.pk]),
            }
