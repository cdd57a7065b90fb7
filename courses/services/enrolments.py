"""Learners join runs and leave them."""

from datetime import date, datetime
from typing import NoReturn

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from courses import enrolment_rules as rules
from courses.enrolment_rules import IN_FORCE, IN_LINE, CannotEnrolError, Kind, State
from courses.models import Enrolment, OrderLine, Run
from courses.services.codes import check_code
from courses.services.news import tell_employer, tell_moved
from courses.services.runs import may_open_runs
from courses.services.seats import lock_run, places, promote
from courses.services.states import create, move
from people.models import Organisation, User

__all__ = ["CannotEnrolError", "admit", "apply_to", "enrol", "find", "withdraw"]


def enrol(learner: User, run: Run, at: datetime | None = None, *, code: str = "") -> Enrolment:
    """Take a learner into a run, or on its waiting list; for one who is there already, their enrolment as it is.

    A learner who had left goes on where they left off. Raises :class:`CannotEnrolError` when the run is closed, over,
    full, or wants another code or way.
    """
    now = at or timezone.now()
    if not run.enrolments.filter(learner=learner, state__in=IN_FORCE | IN_LINE).exists():
        check_code(learner, run, code)
    with transaction.atomic():
        # Two clicks at once: the second waits for the first, and finds its enrolment.
        run = lock_run(run.pk)
        enrolment = find(run, learner)
        if enrolment and enrolment.state in IN_FORCE | IN_LINE:
            return enrolment
        _check_open(run, now, {Kind.OPEN, Kind.CODE})
        return admit(run, learner, enrolment, by=learner, reason="", at=now)


def apply_to(
    learner: User, run: Run, employer: Organisation, statement: str = "", at: datetime | None = None
) -> Enrolment:
    """Ask to be let into a run: the employer approves, then an order admits. Once: again, it is the same application.

    Raises :class:`CannotEnrolError`, also for an employer where the learner does not work.
    """
    now = at or timezone.now()
    with transaction.atomic():
        run = lock_run(run.pk)
        enrolment = find(run, learner)
        if enrolment and enrolment.state in IN_FORCE | IN_LINE:
            return enrolment
        _check_open(run, now, {Kind.APPLICATION})
        if not learner.employments.filter(organisation=employer).exists():
            raise CannotEnrolError(_("Your place of work is not on record. Ask your organisation to enter it."))
        applied = admit(run, learner, enrolment, by=learner, reason="", at=now)
        applied.employer, applied.statement = employer, statement
        applied.save(update_fields=["employer", "statement"])
        tell_employer(applied)
    return applied


def find(run: Run, learner: User) -> Enrolment | None:
    """A learner's enrolment in a run whose row the caller holds locked, whatever its state."""
    enrolment = Enrolment.objects.select_for_update().filter(run=run, learner=learner).first()
    if enrolment:
        enrolment.run = run
    return enrolment


def admit(
    run: Run, learner: User, former: Enrolment | None, *, by: User, reason: str, at: datetime, by_staff: bool = False
) -> Enrolment:
    """Put somebody where they belong in a run whose row the caller holds locked; ``former`` is what they had there.

    Raises :class:`CannotEnrolError` when there is no seat and no waiting list, and for who was expelled.
    """
    room = places(run)
    try:
        state = rules.place(
            run.enrolment_kind, room.free, room.waiting, has_waiting_list=run.has_waiting_list, by_staff=by_staff
        )
    except rules.FullError as error:
        raise CannotEnrolError(
            _("All seats of this run are taken. Look on the course's page for the next one.")
        ) from error
    if former is None:
        return create(run, learner, state, by=by, reason=reason, at=at)
    if former.state == State.EXPELLED:
        raise CannotEnrolError(_("Who was expelled from a run comes back only by an order. Ask the run’s registrars."))
    move([former], state, by=by, reason=reason, at=at)
    return former


@transaction.atomic
def withdraw(enrolment: Enrolment, by: User, reason: str = "", at: datetime | None = None) -> Enrolment:
    """Let a learner leave a run or its line. What they did is kept, and is there again if they come back.

    By the learner, or by whoever may open runs for the run's organisation; ``PermissionDenied`` for others. Raises
    :class:`CannotEnrolError` for a learner who has completed the course, whose record stays; for one whom an order
    enrolled, for that takes another order; and for an application that is approved, which is the registrars' by then.
    """
    run = lock_run(enrolment.run_id)
    stored = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    stored.run = run
    if by.pk != stored.learner_id and not may_open_runs(by, run.organisation):
        raise PermissionDenied(_("Only the learner and the run's registrars can end an enrolment."))
    if stored.state == State.COMPLETED:
        raise CannotEnrolError(_("You have completed this course, and the record of it is kept."))
    if stored.state not in IN_LINE | {State.ACTIVE}:
        return stored
    _check_free_to_leave(stored, by)
    move([stored], State.WITHDRAWN, by=by, reason=reason, at=at)
    if by.pk != stored.learner_id:
        tell_moved([stored], reason)
    promote(run, at)
    return stored


def _check_free_to_leave(enrolment: Enrolment, by: User) -> None:
    lines = OrderLine.objects.filter(enrolment=enrolment, order__in=enrolment.run.orders.in_force())
    if enrolment.state == State.ACTIVE and lines.exists():
        raise CannotEnrolError(_("An order enrolled you, so leaving takes an order too: ask the run’s registrars."))
    is_approved = enrolment.state == State.WAITING and enrolment.run.enrolment_kind == Kind.APPLICATION
    if is_approved and by.pk == enrolment.learner_id:
        raise CannotEnrolError(
            _("Your employer has approved the application. To take it back, ask the run’s registrars.")
        )


def _check_open(run: Run, at: datetime, kinds: set[Kind]) -> None:
    today = timezone.localdate(at)
    if run.ends_on and run.ends_on < today:
        _refuse(_("This run ended on %(date)s. Look on the course's page for the next one."), run.ends_on)
    if run.enrolment_kind not in kinds:
        raise CannotEnrolError(_("You cannot enrol in this run yourself. Ask its organisers, or choose an open run."))
    if run.opens_on and today < run.opens_on:
        _refuse(_("Enrolment opens on %(date)s. Come back then."), run.opens_on)
    if run.closes_on and run.closes_on < today:
        _refuse(_("Enrolment closed on %(date)s. Look on the course's page for the next run."), run.closes_on)


def _refuse(message: str, day: date) -> NoReturn:
    raise CannotEnrolError(message % {"date": formats.date_format(day, "SHORT_DATE_FORMAT")})
