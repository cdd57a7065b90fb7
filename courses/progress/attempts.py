"""A course begun anew: the old attempt stays as it is, and counts for itself."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Attempt, Enrolment
from courses.oversight.reminders import looks_after
from courses.progress.packed import Packed
from courses.progress.services import AGGREGATE_FIELDS, LEARNING, count, locked
from courses.services.states import take_up_again
from people.models import User


def may_begin_anew(enrolment: Enrolment, by: User) -> bool:
    """Whether a person may start another attempt: the learner as many as the author allows, tutors and overseers of the
    run any number. Only of a course that was begun, by somebody who is learning it.
    """
    if enrolment.state not in LEARNING or not enrolment.begun:
        return False
    if enrolment.learner_id == by.pk:
        return enrolment.attempt < enrolment.edition.outline.attempts
    return looks_after(enrolment, by)


@transaction.atomic
def start_new_attempt(enrolment: Enrolment, by: User, reason: str = "", at: datetime | None = None) -> Enrolment:
    """Begin a course anew. Pages and tables show the new attempt; the old one is kept and can be read.

    What the learner's browser tells late of the old one is added to that. Raises ``PermissionDenied``.
    """
    now = at or timezone.now()
    stored = locked(enrolment)
    if not may_begin_anew(stored, by):
        raise PermissionDenied(_("The course cannot be begun anew: ask the tutors of the run."))
    Attempt.objects.create(
        enrolment=stored,
        number=stored.attempt,
        edition=stored.edition,
        state=stored.state,
        percent=stored.percent,
        completed_count=stored.completed_count,
        seconds=stored.seconds,
        begun=stored.begun,
        done=stored.done,
        completed_at=stored.completed_at,
        ended_at=now,
        ended_by=by,
        reason=reason,
    )
    take_up_again([stored], by=by, reason=reason, at=now)
    stored.attempt += 1
    stored.seconds, stored.last_lesson = 0, None
    count(stored, Packed())
    stored.save(update_fields=["attempt", *AGGREGATE_FIELDS])
    return stored
