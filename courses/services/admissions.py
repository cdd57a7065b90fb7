"""What staff do about who is in a run: employers decide on applications, registrars put people in and into groups."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.enrolment_rules import IN_FORCE, IN_LINE, State, free_seats
from courses.models import Enrolment, Group, Run
from courses.services.enrolments import CannotEnrolError, admit, find
from courses.services.news import APPLICATION, tell_moved
from courses.services.runs import may_open_runs
from courses.services.seats import lock_run, promote
from courses.services.states import move
from people.models import User


@transaction.atomic
def decide(
    applications: Collection[int], by: User, *, approve: bool, reason: str = "", at: datetime | None = None
) -> list[Enrolment]:
    """An employer approves or rejects applications, by their keys; gives those decided. What somebody else has decided
    meanwhile is left as it is. The number of queries depends on the number of runs alone.

    Raises ``PermissionDenied`` when one of them is not the person's to decide, and ``ValidationError`` for a rejection
    without a reason.
    """
    if not approve and not reason.strip():
        raise ValidationError(_("Say why: the applicant reads it."))
    asked = Enrolment.objects.filter(pk__in=applications)
    runs = {pk: lock_run(pk) for pk in sorted(set(asked.order_by().values_list("run", flat=True)))}
    open_ones = list(asked.filter(state=State.APPLIED).select_for_update().order_by("run", "queue_number", "pk"))
    mine = set(asked.to_decide_by(by).values_list("pk", flat=True))
    if any(each.pk not in mine for each in open_ones):
        raise PermissionDenied(
            _("Applications are decided by the employer’s registrars, methodologists and administrators.")
        )
    for run in runs.values():
        decided = [each for each in open_ones if each.run_id == run.pk]
        for each in decided:
            each.run = run
        move(decided, State.WAITING if approve else State.REJECTED, by=by, reason=reason, at=at)
        tell_moved(decided, reason, APPLICATION)
        promote(run, at)
    return open_ones


@transaction.atomic
def turn_down(enrolments: Collection[int], by: User, reason: str, at: datetime | None = None) -> list[Enrolment]:
    """A run's registrars refuse people who stand in its line; gives those refused.

    Raises ``PermissionDenied``, and ``ValidationError`` without a reason.
    """
    if not reason.strip():
        raise ValidationError(_("Say why: the applicant reads it."))
    asked = Enrolment.objects.filter(pk__in=enrolments)
    refused: list[Enrolment] = []
    for pk in sorted(set(asked.order_by().values_list("run", flat=True))):
        run = lock_run(pk)
        check_staff(run, by)
        found = list(asked.filter(run=run, state__in=IN_LINE).select_for_update().order_by("queue_number", "pk"))
        for each in found:
            each.run = run
        move(found, State.REJECTED, by=by, reason=reason, at=at)
        tell_moved(found, reason, APPLICATION)
        refused += found
    return refused


@transaction.atomic
def enrol_person(
    learner: User, run: Run, by: User, *, group: Group | None = None, reason: str = "", at: datetime | None = None
) -> Enrolment:
    """A run's registrars put somebody in, or on the waiting list when it is full; whoever is there already stays.

    Raises ``PermissionDenied``, and ``CannotEnrolError`` when the run is over, or full without a waiting list.
    """
    now = at or timezone.now()
    run = lock_run(run.pk)
    check_staff(run, by)
    if run.ends_on and run.ends_on < timezone.localdate(now):
        raise CannotEnrolError(_("This run is over."))
    enrolment = find(run, learner)
    if enrolment is None or enrolment.state not in IN_FORCE | IN_LINE:
        enrolment = admit(run, learner, enrolment, by=by, reason=reason, at=now, by_staff=True)
    if group is not None and enrolment.group_id != group.pk:
        _seat_in([enrolment], group)
    return enrolment


@transaction.atomic
def place_in_group(enrolments: Iterable[Enrolment], group: Group | None, run: Run, by: User) -> None:
    """Put learners of a run into one of its groups, or with ``None`` into none.

    Raises ``PermissionDenied``, and ``ValidationError`` for another run's, or a group without that many seats.
    """
    run = lock_run(run.pk)
    check_staff(run, by)
    found = list(Enrolment.objects.select_for_update().filter(pk__in=[each.pk for each in enrolments]))
    if any(each.run_id != run.pk for each in found) or (group is not None and group.run_id != run.pk):
        raise ValidationError(_("The group and its learners belong to one run."))
    if group is not None:
        _seat_in(found, group)
    else:
        Enrolment.objects.filter(pk__in=[each.pk for each in found]).update(group=None)


def _seat_in(enrolments: list[Enrolment], group: Group) -> None:
    """The run's row is locked, so that nobody else takes the group's seats meanwhile."""
    keys = [each.pk for each in enrolments]
    others = Enrolment.objects.filter(group=group, state__in=IN_FORCE | IN_LINE).exclude(pk__in=keys).count()
    free = free_seats(group.capacity, others)
    if free is not None and len(keys) > free:
        raise ValidationError(_("The group “%(group)s” has %(free)d free seats.") % {"group": group.name, "free": free})
    Enrolment.objects.filter(pk__in=keys).update(group=group)
    for each in enrolments:
        each.group = group


@transaction.atomic
def save_group(group: Group, by: User, tutors: Iterable[User] = ()) -> Group:
    """Add a group to a run, or change it. Raises ``PermissionDenied`` and ``ValidationError``."""
    run = lock_run(group.run_id)
    check_staff(run, by)
    group.full_clean()
    group.save()
    group.tutors.set(tutors)
    return group


@transaction.atomic
def delete_group(group: Group, by: User) -> None:
    """Remove a group; its learners stay in the run. Raises ``PermissionDenied``."""
    check_staff(lock_run(group.run_id), by)
    group.delete()


def check_staff(run: Run, by: User) -> None:
    """Raises ``PermissionDenied`` for who does not enrol people in the run."""
    if not may_open_runs(by, run.organisation):
        raise PermissionDenied(_("Learners are enrolled by the run’s registrars, methodologists and administrators."))
