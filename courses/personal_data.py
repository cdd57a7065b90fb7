"""What courses know about a person, for that person."""

from typing import Any

from courses.models import Enrolment, EnrolmentChange, OrderLine
from people.models import User

STATES = (
    "attempt", "lesson", "block", "viewed_at", "confirmed_at", "submitted_at", "seconds", "watched", "score",
    "completed_at",
)  # fmt: skip
EVENTS = ("attempt", "lesson", "block", "kind", "seconds", "value", "language", "occurred_at", "received_at")


def learning(user: User) -> list[dict[str, Any]]:
    """Every enrolment, left ones too, with the state of each activity and all that was recorded. Times in seconds."""
    own = Enrolment.objects.filter(learner=user).with_run().select_related("group", "employer")
    enrolments = own.prefetch_related("activities", "events", "changes__order", "order_lines__order")
    return [_enrolment(enrolment) for enrolment in enrolments.order_by("enrolled_at")]


def _enrolment(enrolment: Enrolment) -> dict[str, Any]:
    return {
        "course": enrolment.edition.titles,
        "edition": enrolment.edition.number,
        "run": enrolment.run.slug,
        "state": enrolment.state,
        "attempt": enrolment.attempt,
        "group": str(enrolment.group or ""),
        "application": {"employer": str(enrolment.employer or ""), "statement": enrolment.statement},
        "changes": [_change(change, enrolment) for change in enrolment.changes.all()],
        "orders": [_order(line) for line in enrolment.order_lines.all() if line.order.is_signed],
        "own_deadline": enrolment.due_on,
        "enrolled_at": enrolment.enrolled_at,
        "completed_at": enrolment.completed_at,
        "percent": enrolment.percent,
        "seconds": enrolment.seconds,
        "last_seen_at": enrolment.last_seen_at,
        "activities": [{name: getattr(row, name) for name in STATES} for row in enrolment.activities.all()],
        "events": [{name: getattr(row, name) for name in EVENTS} for row in enrolment.events.all()],
    }


def _change(change: EnrolmentChange, enrolment: Enrolment) -> dict[str, Any]:
    """A step of the enrolment; of who took it, whether it was the person themselves, for others' names are theirs."""
    by = "system" if change.by_id is None else "you" if change.by_id == enrolment.learner_id else "staff"
    order = change.order.number if change.order else ""
    return {
        "from": change.before,
        "to": change.after,
        "at": change.at,
        "by": by,
        "reason": change.reason,
        "order": order,
    }


def _order(line: OrderLine) -> dict[str, Any]:
    """An order that names the person, with what stands there of them."""
    order = line.order
    return {
        "kind": order.kind,
        "number": order.number,
        "dated": order.dated,
        "basis": order.basis,
        "until": order.until,
        "ground": order.ground,
        "reason": order.reason,
        "name": line.person_name,
        "workplace": line.workplace,
    }
