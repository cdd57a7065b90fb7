"""The seats of a run: counted, given and passed on while its row is locked, so that no two people get one."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import enrolment_rules as rules
from courses.enrolment_rules import IN_FORCE, State
from courses.models import Enrolment, Run
from courses.services.news import PROMOTED, tell_moved
from courses.services.states import move


@dataclass(frozen=True)
class Places:
    """How full a run is."""

    taken: int
    waiting: int
    free: int | None


def lock_run(pk: int) -> Run:
    """A run for whoever changes who is in it: they come one after the other.

    A row lock on PostgreSQL; on SQLite the transaction itself is the only one that writes. Always taken before the
    rows of enrolments, so that nobody waits in a circle.
    """
    return Run.objects.select_for_update(of=("self",)).with_edition().select_related("organisation").get(pk=pk)


def places(run: Run) -> Places:
    """How full the run is now. One query."""
    counted = Enrolment.objects.filter(run=run).order_by()
    found = counted.aggregate(
        taken=Count("pk", filter=Q(state__in=IN_FORCE)), waiting=Count("pk", filter=Q(state=State.WAITING))
    )
    return Places(**found, free=rules.free_seats(run.capacity, found["taken"]))


def promote(run: Run, at: datetime | None = None) -> list[Enrolment]:
    """Give the free seats of a run, whose row the caller holds locked, to those who wait, the first first; tell them.

    Seven queries at most, whatever their number.
    """
    now = at or timezone.now()
    if not rules.promotes_by_itself(run.enrolment_kind, run.ends_on, timezone.localdate(now)):
        return []
    room = places(run)
    number = rules.promoted(room.free, room.waiting)
    if not number:
        return []
    come_in = list(Enrolment.objects.select_for_update().filter(run=run).waiting()[:number])
    for enrolment in come_in:
        enrolment.run = run
    move(come_in, State.ACTIVE, by=None, reason=_("A seat has become free."), at=now)
    tell_moved(come_in, kind=PROMOTED)
    return come_in
