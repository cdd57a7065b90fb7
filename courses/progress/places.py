"""Where in a lesson a learner left off: kept as the player tells it, late and repeated tellings included."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from courses.models import Enrolment, LessonPlace
from courses.progress.rules import CLOCK_TOLERANCE

MOST_SECONDS_OF_RECORDING = 24 * 60 * 60


@dataclass(frozen=True)
class Place:
    """A place in a lesson: ``offset`` is how far down in the block the top of the screen is, in thousandths; ``second``
    that of the block's recording; ``attempt`` 0 for the present one.
    """

    lesson: UUID
    block: UUID
    occurred_at: datetime
    offset: int = 0
    second: int = 0
    attempt: int = 0


@transaction.atomic
def keep_place(enrolment: Enrolment, place: Place, at: datetime | None = None) -> bool:
    """Keep where a learner is, unless a later place is known; gives whether it was kept.

    A clock that runs ahead does not hold up the places after it. Two queries at most.
    """
    now = at or timezone.now()
    if place.lesson not in enrolment.edition.outline.position or place.attempt not in (0, enrolment.attempt):
        return False
    if place.occurred_at > now + CLOCK_TOLERANCE:
        place = replace(place, occurred_at=now)
    where = {"enrolment": enrolment, "attempt": enrolment.attempt, "lesson": place.lesson}
    what = {
        "block": place.block, "offset": place.offset, "second": place.second, "occurred_at": place.occurred_at,
    }  # fmt: skip
    if LessonPlace.objects.filter(**where, occurred_at__lt=place.occurred_at).update(**what):
        return True
    stored, is_new = LessonPlace.objects.get_or_create(**where, defaults=what)
    if not is_new and stored.occurred_at < place.occurred_at:
        # Another request made the row between the two statements.
        return bool(LessonPlace.objects.filter(pk=stored.pk, occurred_at__lt=place.occurred_at).update(**what))
    return is_new


def place_in(enrolment: Enrolment, lesson: UUID) -> LessonPlace | None:
    """Where the learner left off in a lesson, in their present attempt."""
    return LessonPlace.objects.filter(enrolment=enrolment, attempt=enrolment.attempt, lesson=lesson).first()
