"""A learning object that the learner works through as part of the lesson."""

from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from courses.activities.kinds import ActivityKind, Place
from courses.criteria import Criterion
from library.blocks import LibraryObjectBlock


class LibraryObjectKind(ActivityKind):
    """An object of the library, shown in place; empty once it has been withdrawn."""

    name = "library_object"
    label = _("Learning object")
    icon = "doc-full"
    block = LibraryObjectBlock
    criteria = (Criterion.VIEW, Criterion.TIME, Criterion.BUTTON, Criterion.NONE)

    def object_of(self, value: Mapping[str, Any]) -> int | None:
        """The object chosen."""
        return value.get("object")

    def render(self, place: Place) -> SafeString:
        """The object as the edition keeps it."""
        return place.object_html
