"""The one writer of an enrolment's state: a step, and the row that says who took it, when and why."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from courses.enrolment_rules import IN_LINE, State, check_move
from courses.models import Enrolment, EnrolmentChange, Order, Run
from courses.progress.packed import Packed
from courses.progress.rules import next_lesson
from people.models import User


def create(run: Run, learner: User, state: str, *, by: User | None, reason: str, at: datetime) -> Enrolment:
    """A new enrolment in a run, whose row the caller holds locked, from the run's edition; with its first change."""
    check_move("", state)
    enrolment = Enrolment(run=run, learner=learner, edition=run.edition, state=state, enrolled_at=at)
    enrolment.next_lesson = first_lesson(run)
    if state in IN_LINE:
        enrolment.queue_number = _next_in_line(run)
    enrolment.save(force_insert=True)
    note([enrolment], [""], by=by, reason=reason, at=at)
    return enrolment


def move(
    enrolments: Sequence[Enrolment],
    after: str,
    *,
    by: User | None,
    reason: str = "",
    order: Order | None = None,
    at: datetime | None = None,
) -> None:
    """Take enrolments of one run, whose rows the caller holds locked, to a state. Three queries whatever their number.

    ``by`` is ``None`` for what the system does itself. Raises ``IllegalMoveError``, and then nothing has moved.
    """
    if not enrolments:
        return
    now = at or timezone.now()
    before = [enrolment.state for enrolment in enrolments]
    for state in before:
        check_move(state, after)
    for enrolment, state in zip(enrolments, before, strict=True):
        enrolment.state = after
        if after == State.ACTIVE and state in IN_LINE and enrolment.last_seen_at is None:
            _begin(enrolment, now)
    _stand_in_line(enrolments, before)
    Enrolment.objects.bulk_update(
        enrolments, ["state", "queue_number", "enrolled_at", "edition", "next_lesson"], batch_size=500
    )
    note(enrolments, before, by=by, reason=reason, order=order, at=now)


def take_up_again(enrolments: Iterable[Enrolment], *, by: User | None, reason: str, at: datetime) -> None:
    """Let those of the enrolments who have completed the course go on learning; noted, but not saved."""
    completed = [each for each in enrolments if each.state == State.COMPLETED]
    for enrolment in completed:
        enrolment.state, enrolment.completed_at = State.ACTIVE, None
    note(completed, [State.COMPLETED] * len(completed), by=by, reason=reason, at=at)


def note(
    enrolments: Sequence[Enrolment],
    before: Sequence[str] | None = None,
    *,
    by: User | None = None,
    reason: str = "",
    order: Order | None = None,
    at: datetime,
) -> None:
    """Write into the history of each how it came to the state it is in, from the one it had ``before``: without these,
    it has stayed where it was. One query.
    """
    EnrolmentChange.objects.bulk_create(
        EnrolmentChange(enrolment=each, before=state, after=each.state, by=by, reason=reason, order=order, at=at)
        for each, state in zip(enrolments, before or [each.state for each in enrolments], strict=True)
    )


def first_lesson(run: Run) -> UUID | None:
    """Where a learner of the run begins."""
    return next_lesson(run.edition.outline, Packed(), None)


def _begin(enrolment: Enrolment, at: datetime) -> None:
    """Who comes in off the line begins today, with the edition that the run has today."""
    enrolment.enrolled_at = at
    if enrolment.edition_id != enrolment.run.edition_id:
        enrolment.edition = enrolment.run.edition
        enrolment.next_lesson = first_lesson(enrolment.run)


def _stand_in_line(enrolments: Sequence[Enrolment], before: Sequence[str]) -> None:
    """Who joins the line goes to its end, who is in it stays where they are, who leaves it has no number."""
    newcomers = [
        each for each, state in zip(enrolments, before, strict=True) if each.state in IN_LINE and state not in IN_LINE
    ]
    number = _next_in_line(enrolments[0].run) if newcomers else 0
    for offset, enrolment in enumerate(newcomers):
        enrolment.queue_number = number + offset
    for enrolment in enrolments:
        if enrolment.state not in IN_LINE:
            enrolment.queue_number = None


def _next_in_line(run: Run) -> int:
    """Numbers may be given again once the line is empty; what counts is their order."""
    last = Enrolment.objects.filter(run=run).order_by().aggregate(last=Max("queue_number"))["last"]
    return (last or 0) + 1
