"""What courses know about a person, for that person."""

from typing import Any

from courses.models import Enrolment
from people.models import User

STATES = (
    "attempt", "lesson", "block", "viewed_at", "confirmed_at", "submitted_at", "seconds", "watched", "score",
    "completed_at",
)  # fmt: skip
EVENTS = ("attempt", "lesson", "block", "kind", "seconds", "value", "language", "occurred_at", "received_at")


def learning(user: User) -> list[dict[str, Any]]:
    """Every enrolment, left ones too, with the state of each activity and all that was recorded. Times in seconds."""
    enrolments = Enrolment.objects.filter(learner=user).with_run().prefetch_related("activities", "events")
    return [_enrolment(enrolment) for enrolment in enrolments.order_by("enrolled_at")]


def _enrolment(enrolment: Enrolment) -> dict[str, Any]:
    return {
        "course": enrolment.edition.titles,
        "edition": enrolment.edition.number,
        "run": enrolment.run.slug,
        "state": enrolment.state,
        "attempt": enrolment.attempt,
        "enrolled_at": enrolment.enrolled_at,
        "completed_at": enrolment.completed_at,
        "percent": enrolment.percent,
        "seconds": enrolment.seconds,
        "last_seen_at": enrolment.last_seen_at,
        "activities": [{name: getattr(row, name) for name in STATES} for row in enrolment.activities.all()],
        "events": [{name: getattr(row, name) for name in EVENTS} for row in enrolment.events.all()],
    }
