"""Putting modules and lessons into another order, in all languages at once."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from courses.conditions.services import source_of
from courses.models import CoursePage, LessonPage, ModulePage
from people.models import User

Order = Sequence[tuple[UUID, Sequence[UUID]]]
"""Modules with their lessons, by translation key."""


def order_of(course: CoursePage) -> list[tuple[ModulePage, list[LessonPage]]]:
    """The modules and lessons as they stand, drafts included. Two queries."""
    lessons: dict[str, list[LessonPage]] = {}
    for lesson in LessonPage.objects.descendant_of(course).defer("body").order_by("path"):
        lessons.setdefault(lesson.path[: -lesson.steplen], []).append(lesson)
    modules = ModulePage.objects.child_of(course).order_by("path")
    return [(module, lessons.get(module.path, [])) for module in modules]


@transaction.atomic
def arrange(course: CoursePage, order: Order, by: User) -> None:
    """Put a course into this order, in every language; what a language does not have is passed over.

    Raises ``PermissionDenied`` for who may not change the course, ``ValidationError`` for an order that is not of
    exactly its modules and lessons: somebody has changed the course since it was read.
    """
    source = source_of(course)
    if not source.permissions_for_user(by).can_edit() or not source.permissions_for_user(by).can_reorder_children():
        raise PermissionDenied(_("You may not change the order of this course."))
    _check(source, order)
    for version in CoursePage.objects.filter(translation_key=source.translation_key).order_by("pk"):
        _arrange(version, order)
    log(source, "wagtail.reorder", user=by, data={"modules": [str(module) for module, _lessons in order]})


def _check(source: CoursePage, order: Order) -> None:
    there = order_of(source)
    modules = [module.translation_key for module, _found in there]
    lessons = [lesson.translation_key for _module, found in there for lesson in found]
    wanted = [key for _module, keys in order for key in keys]
    if sorted(modules) != sorted(module for module, _keys in order) or sorted(lessons) != sorted(wanted):
        raise ValidationError(_("The course has been changed meanwhile. Load this page again, then put it in order."))


def _arrange(course: CoursePage, order: Order) -> None:
    there = order_of(course)
    modules = {module.translation_key: module.pk for module, _found in there}
    lessons = {lesson.translation_key: lesson.pk for _module, found in there for lesson in found}
    _place(course.pk, [modules[key] for key, _keys in order if key in modules])
    for key, keys in order:
        if key in modules:
            _place(modules[key], [lessons[each] for each in keys if each in lessons])


def _place(parent_id: int, wanted: Sequence[int]) -> None:
    """Make the pages the children of a page, in this order; only those that stand elsewhere are moved."""
    for position, pk in enumerate(wanted):
        parent = Page.objects.get(pk=parent_id)
        children = list(parent.get_children().values_list("pk", flat=True))
        if position < len(children) and children[position] == pk:
            continue
        page = Page.objects.get(pk=pk).specific
        if position < len(children):
            page.move(Page.objects.get(pk=children[position]), pos="left")
        else:
            page.move(parent, pos="last-child")


def read_order(data: Mapping[str, str]) -> Order:
    """The order from a form: ``module-<key>`` and ``lesson-<key>`` with a place, lessons also ``in-<key>`` with their
    module. Raises ``ValueError``.
    """
    modules = sorted(_places(data, "module-"))
    lessons = sorted(_places(data, "lesson-"))
    return [
        (module, [lesson for _place, lesson in lessons if UUID(data[f"in-{lesson}"]) == module])
        for _place, module in modules
    ]


def _places(data: Mapping[str, str], prefix: str) -> list[tuple[int, UUID]]:
    return [(int(value), UUID(name.removeprefix(prefix))) for name, value in data.items() if name.startswith(prefix)]
