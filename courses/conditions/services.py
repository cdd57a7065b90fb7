"""Setting the conditions of a course."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.edit_page import EditPageAction

from courses.models import CourseCondition, CoursePage
from people.models import User


@transaction.atomic
def set_conditions(course: CoursePage, conditions: Iterable[CourseCondition], by: User) -> CoursePage:
    """Replace all conditions of a course in its draft; they hold for learners once the course is published.

    They belong to the page in the course's source language. Raises ``PermissionDenied``, ``ValidationError``.
    """
    stored = source_of(course)
    if not stored.permissions_for_user(by).can_edit():
        raise PermissionDenied(_("You may not change this course."))
    draft = stored.get_latest_revision_as_object()
    rows = list(conditions)
    for place, row in enumerate(rows):
        row.pk, row.sort_order = None, place
        row.clean_fields(exclude=["page"])
    draft.conditions = rows
    EditPageAction(draft, user=by).execute(skip_permission_checks=True)
    return draft


def source_of(course: CoursePage) -> CoursePage:
    """The page in the language that gives the course its structure: the one made first."""
    pages = CoursePage.objects.filter(translation_key=course.translation_key, alias_of=None)
    return pages.order_by("pk").first() or course
