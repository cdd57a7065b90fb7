"""A whole run on its way to another edition, in the background: begun, gone on with, taken back."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.jobs import SupersededError
from courses.enrolled import forget
from courses.models import CourseEdition, EditionMove, EditionMoveJob, Run
from courses.moves.services import AT_ONCE, check_course, check_may_move, movable, move_all, move_all_back
from courses.moves.tasks import run_move_job
from courses.services.seats import lock_run
from people.models import User

State = EditionMoveJob.State


def start_move(run: Run, edition: CourseEdition, by: User) -> EditionMoveJob:
    """Give a run another edition, and all who are learning in it, in the background.

    Raises ``PermissionDenied``, and ``ValidationError`` while another move of the run is on its way.
    """
    check_may_move(run, by)
    check_course(run, edition)
    if run.edition_id == edition.pk:
        raise ValidationError(_("The run has this edition already."))
    return _start(run, run.edition, edition, by, total=movable(run, edition).count())


def start_undo(job: EditionMoveJob, by: User) -> EditionMoveJob:
    """Take a whole run back to the edition it had. Raises as :func:`start_move` does."""
    check_may_move(job.run, by)
    if hasattr(job, "undone_by") or job.undoes_id:
        raise ValidationError(_("This move has been taken back already."))
    if job.run.edition_id != job.after_id:
        raise ValidationError(_("The run has been moved again since: take back the latest move first."))
    return _start(job.run, job.after, job.before, by, total=job.moves.count(), undoes=job)


@transaction.atomic
def restart(job: EditionMoveJob, by: User) -> None:
    """Go on with a move that has failed or lost its worker; who has been moved is not moved again. Raises as above."""
    check_may_move(job.run, by)
    if not EditionMoveJob.objects.requeue(job.pk, also=Q(state=State.FAILED), error=""):
        raise ValidationError(_("This move is on its way or finished."))
    transaction.on_commit(lambda: run_move_job.enqueue(job.pk))


def _start(
    run: Run,
    before: CourseEdition,
    after: CourseEdition,
    by: User,
    *,
    total: int,
    undoes: EditionMoveJob | None = None,
) -> EditionMoveJob:
    try:
        with transaction.atomic():
            lock_run(run.pk)
            job = EditionMoveJob.objects.create(run=run, before=before, after=after, by=by, total=total, undoes=undoes)
            # Who enrols from now on begins with it.
            Run.objects.filter(pk=run.pk).update(edition=after)
            forget(run.slug)
            transaction.on_commit(lambda: run_move_job.enqueue(job.pk))
    except IntegrityError as error:
        raise ValidationError(_("Another move of this run is on its way. Wait until it is finished.")) from error
    return job


def carry_out(pk: int) -> None:
    """Do the work of a job unless somebody else does, in portions: each is a transaction of its own, so that learners'
    events wait for fifty others at most, and a job that was broken off goes on where it was.
    """
    attempt = EditionMoveJob.objects.begin(pk)
    if attempt is None:
        return
    job = EditionMoveJob.objects.select_related("run__organisation", "after", "by").get(pk=pk)
    mine = EditionMoveJob.objects.filter(pk=pk, attempt=attempt)
    try:
        while _portion(job, attempt):
            pass
    except SupersededError:
        return
    except Exception as error:
        mine.update(state=State.FAILED, error=f"{type(error).__name__}: {error}"[:500])
        raise
    mine.update(state=State.DONE, finished_at=timezone.now())


@transaction.atomic
def _portion(job: EditionMoveJob, attempt: UUID) -> int:
    moved = len(_next_moves(job))
    # Counted anew, for a worker may have been killed between a portion and its sign.
    EditionMoveJob.objects.sign(job.pk, attempt, moved=job.moves.count())
    return moved


def _next_moves(job: EditionMoveJob) -> list[EditionMove]:
    now = timezone.now()
    if job.undoes_id is None:
        keys = list(movable(job.run, job.after).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        return move_all(keys, job.after, job.by, now, job=job)
    open_moves = EditionMove.objects.filter(
        job=job.undoes_id, undone_by=None, enrolment__edition=job.before_id
    ).order_by("pk")
    return move_all_back(list(open_moves.select_related("before")[:AT_ONCE]), job.by, now, job)
