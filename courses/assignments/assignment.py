"""An assignment of an edition in a run: what is asked for, and when it is due."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from uuid import UUID

from django.utils import timezone

from courses.assignments import rules
from courses.assignments.settings import KIND, AssignmentSettings
from courses.deadlines.rules import Term
from courses.models import Enrolment, Run
from courses.outline import Activity, ActivityKey, Outline


@dataclass(frozen=True)
class Assignment:
    """An activity of the kind "assignment" as it is held in a run. Days end as they do where the installation is.

    ``own_end`` is the last day that an extension has given to the learner whose assignment this is.
    """

    activity: Activity
    run: Run
    own_end: date | None = None

    @property
    def key(self) -> ActivityKey:
        """The activity's identity."""
        return self.activity.key

    @cached_property
    def settings(self) -> AssignmentSettings:
        """What the author asks for, as frozen into the edition."""
        return AssignmentSettings.read(self.activity.settings)

    @cached_property
    def opens(self) -> datetime:
        """From when it can be handed in: the run's first moment."""
        return datetime.combine(self.run.starts_on, time.min, tzinfo=timezone.get_default_timezone())

    @cached_property
    def due(self) -> datetime | None:
        """When it is due."""
        term = Term(self.run.starts_on, self.run.ends_on, self.own_end)
        return rules.deadline(self.settings.due_days, term, timezone.get_default_timezone())

    @cached_property
    def reviews_due(self) -> datetime | None:
        """Until when peers write their reviews."""
        peer = self.settings.peer
        return self.due + timedelta(days=peer.days) if peer and self.due else None


def find_assignment(outline: Outline, run: Run, lesson: UUID, block: UUID) -> Assignment | None:
    """The assignment of that key as everybody in the run has it, if the edition has it."""
    activity = outline.activities.get((lesson, block))
    return Assignment(activity, run) if activity and activity.kind == KIND else None


def assignment_for(enrolment: Enrolment, key: ActivityKey) -> Assignment | None:
    """The assignment of that key with the deadline of one learner, if their edition has it."""
    found = find_assignment(enrolment.edition.outline, enrolment.run, *key)
    return replace(found, own_end=enrolment.due_on) if found else None


def assignments_in(outline: Outline, run: Run) -> Iterator[Assignment]:
    """All assignments, in the order of the course."""
    return (Assignment(each, run) for each in outline.activities.values() if each.kind == KIND)
