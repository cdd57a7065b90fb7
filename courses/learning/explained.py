"""Why this per cent: what of a course counts, how much, and what of it is done."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.criteria import Criterion
from courses.learning.standing import Standing, whole_standing
from courses.learning.wording import activity_name, reason
from courses.models import Enrolment, Recognition
from courses.outline import Activity, Lesson


@dataclass(frozen=True)
class Explained:
    """An activity: its weight if it counts, why not if it does not, and whether it is done."""

    name: str
    weight: int
    why_not: str | Promise
    is_done: bool
    reason: str
    completed_at: datetime | None


@dataclass(frozen=True)
class ExplainedModule:
    """The activities of a module; ``done`` of ``total`` is the weight."""

    title: str
    activities: list[Explained]

    @property
    def total(self) -> int:
        """The weight of all that counts."""
        return sum(each.weight for each in self.activities)

    @property
    def done(self) -> int:
        """The weight of what counts and is done."""
        return sum(each.weight for each in self.activities if each.is_done)


@dataclass(frozen=True)
class Explanation:
    """A per cent taken apart."""

    percent: int
    modules: list[ExplainedModule]
    recognitions: list[Recognition]

    @property
    def total(self) -> int:
        """The weight of all that counts."""
        return sum(module.total for module in self.modules)

    @property
    def done(self) -> int:
        """The weight of what counts and is done."""
        return sum(module.done for module in self.modules)


def explain(enrolment: Enrolment) -> Explanation:
    """What the per cent of an enrolment is made of. Two queries."""
    standing = whole_standing(enrolment)
    recognised = enrolment.recognitions.filter(attempt=enrolment.attempt, undone_at=None)
    return Explanation(
        enrolment.percent,
        [
            ExplainedModule(
                standing.outline.heading(module),
                [_explained(lesson, each, standing) for lesson in module.lessons for each in lesson.activities],
            )
            for module in standing.outline.modules
        ],
        list(recognised.select_related("source__run", "source__edition").defer("source__edition__outline_data")),
    )


def _explained(lesson: Lesson, activity: Activity, standing: Standing) -> Explained:
    why_not = _why_not(activity)
    return Explained(
        name=activity_name(lesson, activity),
        weight=0 if why_not else activity.weight,
        why_not=why_not,
        is_done=standing.is_done(activity),
        reason=reason(activity, standing),
        completed_at=standing.row(activity).completed_at,
    )


def _why_not(activity: Activity) -> str | Promise:
    if activity.criterion == Criterion.NONE:
        return _("There is nothing in it to complete.")
    return _("It is optional.") if activity.optional else ""
