"""What the editor's form of a course shows beside its fields."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.panels import Panel

from courses.programmes.rules import HoursProblem


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
                "course": self.instance,
                "changes_url": reverse("courses_admin:editions", args=[self.instance.pk]),
            }


class HoursPanel(Panel):
    """A programme's hours as they come out, with what is wrong with them."""

    class BoundPanel(Panel.BoundPanel):
        """The panel on one programme's form."""

        template_name = "courses/admin/hours_panel.html"

        def is_shown(self) -> bool:
            """Only for a programme that is stored."""
            return super().is_shown() and self.instance.pk is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Adds the courses, the total and the warnings."""
            return {
                **super().get_context_data(parent_context),
                "programme": self.instance,
                "warnings": hours_warnings(self.instance),
            }


class ProgrammeEditionsPanel(Panel):
    """A programme's editions, and what stands against the next."""

    class BoundPanel(Panel.BoundPanel):
        """The panel on one programme's form."""

        template_name = "courses/admin/programme_editions_panel.html"

        def is_shown(self) -> bool:
            """Only for a programme that is stored."""
            return super().is_shown() and self.instance.pk is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Adds the newest editions with the number of runs on each, and the problems of the published courses."""
            from courses.models import CourseEdition
            from courses.programmes.parts import parts_of

            editions = CourseEdition.objects.light().of_course(self.instance.translation_key).with_counts()
            return {
                **super().get_context_data(parent_context),
                "editions": list(editions.select_related("compiled_by")[:5]),
                "problems": parts_of(self.instance).problems,
            }


def hours_warnings(programme: Any) -> list[str]:
    """What is wrong with a programme's hours and what to do, in words."""
    words = {
        HoursProblem.UNKNOWN: _("A course of the programme has no academic hours: set them in the course."),
        HoursProblem.TOO_FEW: _("A programme of this kind has at least %(least)d academic hours, this one %(total)d."),
        HoursProblem.NOT_THE_SUM: _("The courses take more hours than the programme says: leave its hours empty."),
    }
    numbers = {"least": programme.least_hours, "total": programme.total_hours}
    return [words[problem] % numbers for problem in programme.hours_problems]
