"""The form of a course's conditions: one row each, with the course's own modules, lessons and activities to choose."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.checking.drafts import CourseDraft
from courses.conditions.kinds import ConditionKind
from courses.conditions.rules import WHOLE
from courses.models import CourseCondition, CourseEdition
from courses.services.outlining import activity_blocks

NEEDS = {
    ConditionKind.DONE: ("needed",),
    ConditionKind.SCORE: ("needed", "percent"),
    ConditionKind.COURSE: ("course",),
    ConditionKind.FROM: ("days",),
    ConditionKind.UNTIL: ("days",),
}
"""Which fields each kind of condition asks for."""

Choices = list[tuple[str, str]]


def place_name(key: UUID, block: UUID | None = None) -> str:
    """A module, lesson or activity as the value of a choice."""
    return f"{key}/{block or WHOLE}"


def places_of(draft: CourseDraft) -> tuple[Choices, Choices]:
    """What conditions can be set on, and what they can ask for, in the order of the course."""
    targets: Choices = []
    needed: Choices = []
    for page in draft.pages:
        if page in draft.modules:
            targets.append((place_name(page.translation_key), f"▸ {page.title}"))
        elif page in draft.lessons:
            lesson = [(place_name(page.translation_key), f"— {page.title}"), *_activities(page)]
            targets += lesson
            needed += lesson
    return targets, needed


def _activities(lesson: Any) -> Iterable[tuple[str, str]]:
    for number, (raw, kind) in enumerate(activity_blocks(lesson), 1):
        title = raw["value"].get("title") or ""
        label = f"—— {number}. {kind.label}" + (f": {title}" if title else "")
        yield place_name(lesson.translation_key, UUID(raw["id"])), label


class ConditionForm(forms.Form):
    """One condition."""

    target = forms.ChoiceField(label=_("What is closed"))
    kind = forms.ChoiceField(label=_("Opens"), choices=[("", "—"), *ConditionKind.choices])
    needed = forms.ChoiceField(label=_("Lesson or activity"), required=False)
    course = forms.ChoiceField(label=_("Course"), required=False)
    days = forms.IntegerField(label=_("Days after the run’s start"), required=False, min_value=0, max_value=3660)
    percent = forms.IntegerField(label=_("Score, %"), required=False, min_value=1, max_value=100)

    def __init__(self, *args: Any, targets: Choices, needed: Choices, courses: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("target", targets), ("needed", needed), ("course", courses)):
            field: Any = self.fields[name]
            field.choices = [("", "—"), *choices]

    def clean(self) -> dict[str, Any]:
        """Each kind of condition has what it asks for."""
        values = super().clean() or {}
        if kind := values.get("kind"):
            for name in NEEDS[ConditionKind(kind)]:
                if values.get(name) in (None, "") and name not in self.errors:
                    self.add_error(name, _("This condition needs it."))
        return values

    def as_condition(self) -> CourseCondition:
        """The condition, with what its kind asks for and nothing else."""
        values = self.cleaned_data
        kind = ConditionKind(values["kind"])
        target, target_block = _split(values["target"])
        condition = CourseCondition(target=target, target_block=target_block, kind=kind)
        if "needed" in NEEDS[kind]:
            condition.needed, condition.needed_block = _split(values["needed"])
        if kind == ConditionKind.COURSE:
            condition.needed = UUID(values["course"])
        for name in ("days", "percent"):
            if name in NEEDS[kind]:
                setattr(condition, name, values[name])
        return condition


def _split(value: str) -> tuple[UUID, UUID | None]:
    key, block = (UUID(part) for part in value.split("/"))
    return key, None if block == WHOLE else block


ConditionFormSet: Any = forms.formset_factory(ConditionForm, extra=3, can_delete=True, max_num=500)


def initial_of(conditions: Iterable[CourseCondition]) -> list[dict[str, Any]]:
    """Stored conditions as the form shows them."""
    return [
        {
            "target": place_name(each.target, each.target_block),
            "kind": each.kind,
            "needed": place_name(each.needed, each.needed_block) if each.needed else "",
            "course": str(each.needed) if each.kind == ConditionKind.COURSE else "",
            "days": each.days,
            "percent": each.percent,
        }
        for each in conditions
    ]


def course_choices(besides: UUID) -> Choices:
    """The courses that have an edition, by name; a course does not wait for itself."""
    editions = CourseEdition.objects.light().of_courses().newest().exclude(course_key=besides)
    return sorted(((str(each.course_key), str(each.titles)) for each in editions), key=lambda choice: choice[1])
