"""Learners join runs and leave them."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from courses.models import Enrolment, Run
from courses.progress.services import first_lesson
from courses.services.runs import may_open_runs
from people.models import User


class CannotEnrolError(ValueError):
    """The learner cannot join the run; the message says why and what to do."""


def enrol(learner: User, run: Run, at: datetime | None = None) -> Enrolment:
    """Take a learner into a run, from its edition; for one who is in it already, their enrolment as it is.

    A learner who had left goes on where they left off. Raises :class:`CannotEnrolError` when the run is closed or over.
    """
    now = at or timezone.now()
    with transaction.atomic():
        # Two clicks at once: the second waits for the first, and finds its enrolment.
        run = Run.objects.select_for_update(of=("self",)).with_edition().get(pk=run.pk)
        enrolment = Enrolment.objects.with_run().filter(run=run, learner=learner).first()
        if enrolment and enrolment.state != Enrolment.State.WITHDRAWN:
            return enrolment
        _check_open(run, timezone.localdate(now))
        if enrolment:
            enrolment.state = Enrolment.State.ACTIVE
            enrolment.save(update_fields=["state"])
            return enrolment
        return Enrolment.objects.create(
            run=run,
            learner=learner,
            edition=run.edition,
            enrolled_at=now,
            next_lesson=first_lesson(run.edition.outline),
        )


@transaction.atomic
def withdraw(enrolment: Enrolment, by: User) -> Enrolment:
    """Let a learner leave a run. What they did is kept, and is there again if they come back.

    By the learner, or by whoever may open runs for the run's organisation; ``PermissionDenied`` for others. Raises
    :class:`CannotEnrolError` for a learner who has completed the course: that record stays.
    """
    stored = Enrolment.objects.select_for_update(of=("self",)).select_related("run__organisation").get(pk=enrolment.pk)
    if by != stored.learner and not may_open_runs(by, stored.run.organisation):
        raise PermissionDenied(_("Only the learner and the run's registrars can end an enrolment."))
    if stored.state == Enrolment.State.COMPLETED:
        raise CannotEnrolError(_("You have completed this course, and the record of it is kept."))
    stored.state = Enrolment.State.WITHDRAWN
    stored.save(update_fields=["state"])
    return stored


def _check_open(run: Run, today: date) -> None:
    if run.ends_on and run.ends_on < today:
        raise CannotEnrolError(
            _("This run ended on %(date)s. Look on the course's page for the next one.")
            % {"date": formats.date_format(run.ends_on)}
        )
    if run.enrolment_kind != Run.EnrolmentKind.OPEN:
        raise CannotEnrolError(_("You cannot enrol in this run yourself. Ask its organisers, or choose an open run."))
