"""Learners review each other's work."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from secrets import randbelow

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.assignments import rules
from courses.assignments.access import require_run_tutor
from courses.assignments.allocation import allocate
from courses.assignments.assignment import Assignment, find_assignment
from courses.assignments.services.marking import LONGEST_COMMENT, assignment_of
from courses.models import Enrolment, Review, Run, RunAssignment, Submission
from courses.outline import ActivityKey
from people.models import User

LARGEST_SEED = 2**31 - 1


class CannotReviewError(ValueError):
    """The review or the allocation cannot be; the message says why and what to do."""


def share_out(
    run: Run, key: ActivityKey, by: User, *, seed: int | None = None, at: datetime | None = None
) -> list[Review]:
    """Give every learner who has handed in the works of others to review, once for an assignment in a run.

    Raises ``PermissionDenied``; :class:`CannotReviewError` before the deadline, with fewer than two works, or when it
    has been done. Whoever hands in later neither reviews nor is reviewed.
    """
    now = at or timezone.now()
    lesson, block = key
    with transaction.atomic():
        run = Run.objects.select_for_update(of=("self",)).with_edition().get(pk=run.pk)
        require_run_tutor(by, run)
        assignment = find_assignment(run.edition.outline, run, lesson, block)
        row, _made = RunAssignment.objects.get_or_create(run=run, lesson=lesson, block=block)
        works = _works(run, key)
        peer = _check(assignment, row, works, now)
        row.seed = randbelow(LARGEST_SEED) if seed is None else seed
        row.allocated_at, row.allocated_by = now, by
        row.save(update_fields=["seed", "allocated_at", "allocated_by"])
        made = _allocate(works, peer, row.seed, now)
        log(run, "courses.reviews.share_out", user=by, data={"seed": row.seed, "reviews": len(made)})
    return made


def _works(run: Run, key: ActivityKey) -> dict[int, Submission]:
    """The works in force of those who learn in the run, by enrolment."""
    found = (
        Submission.objects.of_run(run)
        .about(*key)
        .current()
        .present()
        .filter(enrolment__in=Enrolment.objects.in_force())
    )
    return {each.enrolment_id: each for each in found}


def _check(assignment: Assignment | None, row: RunAssignment, works: Mapping[int, Submission], now: datetime) -> int:
    if assignment is None or assignment.settings.peer is None:
        raise CannotReviewError(_("Learners do not review each other in this assignment."))
    if row.allocated_at:
        raise CannotReviewError(_("The works have been shared out already."))
    if assignment.due and now <= assignment.due:
        raise CannotReviewError(_("Works are shared out after the deadline, when all of them are there."))
    if len(works) < 2:
        raise CannotReviewError(_("There are fewer than two works: nobody could review another’s."))
    return assignment.settings.peer.reviews


def _allocate(works: Mapping[int, Submission], reviews: int, seed: int, now: datetime) -> list[Review]:
    shares = allocate(list(works), reviews, seed)
    return Review.objects.bulk_create(
        Review(submission=works[author], reviewer_id=reviewer, assigned_at=now)
        for reviewer, authors in shares.items()
        for author in authors
    )


@transaction.atomic
def write_review(
    review: Review,
    by: User,
    *,
    points: Decimal | None = None,
    choices: Mapping[str, str] | None = None,
    comment: str = "",
    at: datetime | None = None,
) -> Review:
    """Say what one thinks of another's work; until the reviews' deadline it can be said anew.

    Raises ``PermissionDenied``, and :class:`CannotReviewError` after the deadline or for a review that is not whole.
    """
    now = at or timezone.now()
    stored = Review.objects.select_for_update(of=("self",)).select_related("reviewer").get(pk=review.pk)
    if stored.reviewer.learner_id != by.pk:
        raise PermissionDenied(_("This review was asked of somebody else."))
    submission = Submission.objects.with_learner().get(pk=stored.submission_id)
    assignment = assignment_of(submission)
    # Till when reviews are written is the reviewer's deadline, whatever the author of the work was given.
    until = replace(assignment, own_end=stored.reviewer.due_on).reviews_due
    if until and now > until:
        raise CannotReviewError(_("The time for reviews is over."))
    chosen = dict(choices or {})
    stored.points = _points(assignment, points, chosen)
    stored.choices = {c.id: chosen[c.id] for c in assignment.settings.rubric}
    stored.comment = comment.strip()[:LONGEST_COMMENT]
    if not stored.comment:
        raise CannotReviewError(_("Write a few words too: points alone help nobody to do better."))
    stored.done_at = now
    stored.save(update_fields=["points", "choices", "comment", "done_at"])
    return stored


def _points(assignment: Assignment, points: Decimal | None, choices: Mapping[str, str]) -> Decimal:
    settings = assignment.settings
    if settings.rubric:
        if missing := rules.unchosen(settings.rubric, choices):
            raise CannotReviewError(
                _("Choose a level for: %(names)s.") % {"names": ", ".join(each.title for each in missing)}
            )
        return rules.rubric_points(settings.rubric, choices)
    if points is None or not 0 <= points <= settings.points:
        raise CannotReviewError(_("Give points from 0 to %(most)d.") % {"most": settings.points})
    return points
