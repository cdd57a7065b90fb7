"""What was handed in and marked in attempts that have ended: kept to be read."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch

from courses.assignments.assignment import find_assignment
from courses.assignments.learning import ShownVersion, shown_version
from courses.gradebook.scheme import percent_text
from courses.models import Attempt, Enrolment, GradeRecord, Review, RunAssignment, Submission
from courses.outline import ActivityKey


@dataclass(frozen=True)
class EarlierWork:
    """A version of a work, with the title of its assignment and what is the most that it could get."""

    title: str
    most_points: int
    version: ShownVersion


@dataclass(frozen=True)
class EarlierResults:
    """What an attempt came to: its works, and its total if anything was marked."""

    works: list[EarlierWork]
    total: str


def earlier_results(
    enrolment: Enrolment, attempts: Iterable[Attempt], *, for_learner: bool
) -> dict[int, EarlierResults]:
    """By the number of the attempt. Six queries at most, whatever the number of attempts and works.

    Where an assignment is still marked blind, its learner does not see the marks; others do not see the work, whose
    author this page names.
    """
    versions = _versions(enrolment)
    released = _released(enrolment)
    totals = {each.attempt: each for each in GradeRecord.objects.earlier([enrolment]).get(enrolment.pk, ())}
    return {
        attempt.number: EarlierResults(
            [
                work
                for each in versions
                if each.attempt == attempt.number
                and (work := _shown(each, attempt, enrolment, released, for_learner=for_learner))
            ],
            _total(totals.get(attempt.number)),
        )
        for attempt in attempts
    }


def _versions(enrolment: Enrolment) -> list[Submission]:
    done = Prefetch("reviews", Review.objects.done().select_related("reviewer__learner"))
    works = Submission.objects.handed_in().filter(enrolment=enrolment).exclude(attempt=enrolment.attempt)
    return list(works.with_files().with_decisions().prefetch_related(done).order_by("handed_in_at", "pk"))


def _released(enrolment: Enrolment) -> set[ActivityKey]:
    rows = RunAssignment.objects.filter(run=enrolment.run_id, released_at__isnull=False)
    return set(rows.values_list("lesson", "block"))


def _shown(
    work: Submission, attempt: Attempt, enrolment: Enrolment, released: set[ActivityKey], *, for_learner: bool
) -> EarlierWork | None:
    key = (work.lesson, work.block)
    assignment = find_assignment(attempt.edition.outline, enrolment.run, *key)
    if assignment is None:
        return None
    settings = assignment.settings
    is_held_back = settings.blind and key not in released
    if is_held_back and not for_learner:
        return None
    return EarlierWork(settings.title, settings.most_points, shown_version(work, settings, is_held_back=is_held_back))


def _total(record: GradeRecord | None) -> str:
    value: Decimal | None = None if record is None else record.total if record.override is None else record.override
    return "" if value is None else percent_text(value)
