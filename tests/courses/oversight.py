"""What the tests of overseeing share: a run with learners at known points, and its people."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from courses.models import Enrolment, Run
from courses.outline import LESSON_ITSELF
from courses.progress.rules import Event, EventKind
from courses.progress.services import record
from people.models import User
from tests.factories.courses import EnrolmentFactory
from tests.factories.people import UserFactory

ENROLLED = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
LATER = ENROLLED + timedelta(days=30)


def opened(enrolment: Enrolment, lessons: Iterable[int], at: datetime | None = None) -> Enrolment:
    """The enrolment with those lessons opened, by their places in the course."""
    keys = [enrolment.edition.outline.lessons[number].key for number in lessons]
    moment = at or enrolment.enrolled_at + timedelta(hours=1)
    record(enrolment, [Event(uuid4(), key, LESSON_ITSELF, EventKind.VIEWED, moment) for key in keys], at=moment)
    enrolment.refresh_from_db()
    return enrolment


def learner(run: Run, name: str = "Учителев", **fields: Any) -> Enrolment:
    """Somebody of that family name in the run."""
    return EnrolmentFactory.create(run=run, learner=UserFactory.create(family_name=name), **fields)


def fill(run: Run, number: int) -> list[Enrolment]:
    """Many learners by few statements, each with some of the bits."""
    start = User.objects.count()
    people = User.objects.bulk_create(
        User(email=f"fill{start + index}@example.org", family_name=f"Family{index:04}") for index in range(number)
    )
    bits = list(run.edition.outline.bit.values())
    return Enrolment.objects.bulk_create(
        Enrolment(
            run=run, edition=run.edition, learner=person, done=sum(bits[: index % len(bits)]), percent=index % 101
        )
        for index, person in enumerate(people)
    )
