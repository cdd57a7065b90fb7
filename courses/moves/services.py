"""Learners are given another edition. Nothing is deleted: rows of what the other edition drops stay, and come back."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import CourseEdition, EditionMove, EditionMoveJob, Enrolment, Run
from courses.progress.carrying import Carried, carry_over, complete_rows
from courses.progress.services import count, settle
from courses.progress.states import store
from courses.querysets import EnrolmentQuerySet
from courses.services.runs import may_open_runs
from courses.services.states import take_up_again
from people.models import User

AT_ONCE = 50
MOVED_FIELDS = (
    "edition", "begun", "done", "completed_count", "percent", "next_lesson", "state", "completed_at",
)  # fmt: skip


def check_may_move(run: Run, by: User) -> None:
    """Raises ``PermissionDenied`` for who does not oversee the run."""
    if not may_open_runs(by, run.organisation):
        raise PermissionDenied(
            _("Learners are moved between editions by the run’s methodologists, registrars and administrators.")
        )


def movable(run: Run, edition: CourseEdition) -> EnrolmentQuerySet:
    """Who goes with the run: those who are learning, from another edition. Who has completed the course stays with what
    they completed.
    """
    return Enrolment.objects.filter(run=run, state=Enrolment.State.ACTIVE).exclude(edition=edition)


@transaction.atomic
def move_learner(enrolment: Enrolment, edition: CourseEdition, by: User, at: datetime | None = None) -> EditionMove:
    """Give one learner another edition of their course. Raises ``PermissionDenied`` and ``ValidationError``."""
    check_may_move(enrolment.run, by)
    check_course(enrolment.run, edition)
    moved = move_all([enrolment.pk], edition, by, at or timezone.now())
    if not moved:
        raise ValidationError(_("The learner has this edition already, or has left the course."))
    return moved[0]


@transaction.atomic
def undo_move(move: EditionMove, by: User, at: datetime | None = None) -> EditionMove:
    """Take one learner back to the edition they had; what they did since stays done where that edition has it.

    Raises ``PermissionDenied``, and ``ValidationError`` for one who was moved again since.
    """
    check_may_move(move.enrolment.run, by)
    back = move_all_back([move], by, at or timezone.now())
    if not back:
        raise ValidationError(_("The learner has been moved again since: take back the latest move first."))
    return back[0]


def latest_move(enrolment: Enrolment) -> EditionMove | None:
    """The move that can be taken back: the learner's last, unless it was taken back or is that itself."""
    move = enrolment.edition_moves.select_related("enrolment__run__organisation", "before").order_by("-pk").first()
    undone = move is None or move.undoes_id or EditionMove.objects.filter(undoes=move).exists()
    return None if undone else move


def can_undo_move(enrolment: Enrolment, by: User) -> bool:
    """Whether the person may take the learner back to the edition they had."""
    return may_open_runs(by, enrolment.run.organisation) and latest_move(enrolment) is not None


def move_all_back(
    moves: Sequence[EditionMove], by: User | None, at: datetime, job: EditionMoveJob | None = None
) -> list[EditionMove]:
    if not moves:
        return []
    back: list[EditionMove] = []
    for edition in {move.before for move in moves}:
        mine = {
            move.enrolment_id: move
            for move in moves
            if move.before_id == edition.pk and not EditionMove.objects.filter(undoes=move).exists()
        }
        back += move_all(list(mine), edition, by, at, job=job, undoes=mine)
    return back


def move_all(
    keys: Collection[int],
    edition: CourseEdition,
    by: User | None,
    at: datetime,
    *,
    job: EditionMoveJob | None = None,
    undoes: Mapping[int, EditionMove] | None = None,
) -> list[EditionMove]:
    """Move enrolments; the learners' rows are locked, so that what they send meanwhile waits and counts there."""
    found = Enrolment.objects.in_force().filter(pk__in=keys).exclude(edition=edition)
    if undoes is not None:
        found = found.filter(edition__in={move.after_id for move in undoes.values()})
    locked = list(found.with_run().select_for_update(of=("self",)).order_by("pk"))
    carried = carry_over(locked, edition)
    store(complete_rows(carried, at))
    moves = [_moved(each, edition, by, at, job=job, undoes=(undoes or {}).get(each.enrolment.pk)) for each in carried]
    asked_more = [enrolment for enrolment in locked if enrolment.percent < 100]
    take_up_again(asked_more, by=by, reason=_("The edition asks for more."), at=at)
    Enrolment.objects.bulk_update(locked, MOVED_FIELDS, batch_size=AT_ONCE)
    return EditionMove.objects.bulk_create(moves)


def _moved(
    carried: Carried,
    edition: CourseEdition,
    by: User | None,
    at: datetime,
    *,
    job: EditionMoveJob | None,
    undoes: EditionMove | None,
) -> EditionMove:
    enrolment = carried.enrolment
    move = EditionMove(
        enrolment=enrolment,
        job=job,
        before=enrolment.edition,
        after=edition,
        percent_before=enrolment.percent,
        percent_after=carried.percent,
        kept=carried.kept,
        undoes=undoes,
        by=by,
        at=at,
    )
    enrolment.edition = edition
    count(enrolment, carried.standing)
    settle(enrolment, at)
    return move


def check_course(run: Run, edition: CourseEdition) -> None:
    if edition.course_key != run.edition.course_key:
        raise ValidationError(_("This is an edition of another course."))
