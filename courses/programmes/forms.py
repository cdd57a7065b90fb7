"""The editor's form of a programme."""

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm


class ProgrammeForm(WagtailAdminPageForm):
    """A course stands in a programme once, in whichever language it was chosen."""

    def clean(self) -> dict[str, Any]:
        """Says it at the second of the two."""
        values = super().clean()
        chosen: Counter[Any] = Counter()
        for form in self.formsets["course_list"].forms if "course_list" in self.formsets else ():
            course = form.cleaned_data.get("course") if form.is_valid() and not _goes(form) else None
            if course is None:
                continue
            chosen[course.translation_key] += 1
            if chosen[course.translation_key] > 1:
                form.add_error("course", _("The programme has this course already."))
        return values


def _goes(form: Any) -> bool:
    return bool(form.cleaned_data.get("DELETE"))
