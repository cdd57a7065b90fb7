"""Tutors mark, return for rework, and release what was marked blind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import BinaryIO, cast
from uuid import uuid5

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.assignments import rules
from courses.assignments.access import require_run_tutor, require_tutor
from courses.assignments.assignment import Assignment, assignment_for, find_assignment
from courses.assignments.filetypes import TESTS, check_file, clean_name
from courses.assignments.settings import MEGABYTE, MOST_FILES, MOST_MEGABYTES
from courses.gradebook.services.scores import set_score
from courses.models import Enrolment, Mark, MarkFile, Run, RunAssignment, Submission
from courses.outline import ActivityKey
from courses.private_files import private_files
from courses.progress.rules import Event, EventKind
from courses.progress.services import record
from people.models import User
from people.notifications import notify

LONGEST_COMMENT = 20_000


class CannotMarkError(ValueError):
    """The decision cannot be taken; the message says why and what to do."""


class MarkedMeanwhileError(CannotMarkError):
    """Somebody else has decided since the page was opened; ``mark`` is theirs. Nothing was written."""

    def __init__(self, mark: Mark) -> None:
        self.mark = mark
        super().__init__(
            _(
                "%(name)s has decided about this work while you had it open. Nothing of yours was saved over it: look "
                "at their decision below, then save yours again if it should take its place."
            )
            % {"name": mark.by.get_full_name()}
        )


@dataclass(frozen=True)
class Verdict:
    """What a tutor decides. ``points`` are read only where there is no rubric; ``choices`` is {criterion: level}."""

    decision: str
    points: Decimal | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    comment: str = ""
    files: Sequence[UploadedFile] = ()


def decide(submission: Submission, by: User, verdict: Verdict, *, revision: int, at: datetime | None = None) -> Mark:
    """Mark a work or return it for rework, as a new row: what was decided before is kept.

    ``revision`` is the work's when the tutor opened it. Raises ``PermissionDenied``; :class:`MarkedMeanwhileError`
    when there is another decision since; :class:`CannotMarkError` for a work that is a draft or has a later version,
    for points that cannot be, for a rubric with a criterion left open; ``FileRefusedError`` for a file.
    """
    now = at or timezone.now()
    with transaction.atomic():
        stored = _locked(submission)
        require_tutor(by, stored.enrolment)
        assignment = assignment_of(stored)
        _check_current(stored)
        if stored.revision != revision:
            raise MarkedMeanwhileError(stored.marks.select_related("by").last())  # type: ignore[arg-type]
        mark = _mark(stored, assignment, by, verdict, now)
        _give_back(mark, verdict.files)
        stored.state, stored.points, stored.revision = verdict.decision, mark.points, mark.number
        stored.save(update_fields=["state", "points", "revision"])
        if not is_held_back(stored, assignment):
            publish_score(stored, mark, now)
            _tell(stored, assignment, mark)
        elif mark.decision == Mark.Decision.RETURNED:
            _tell(stored, assignment, mark)
    return mark


def release(run: Run, key: ActivityKey, by: User, at: datetime | None = None) -> RunAssignment:
    """End blind marking of an assignment: learners get their marks, tutors see names. It cannot be taken back."""
    now = at or timezone.now()
    lesson, block = key
    with transaction.atomic():
        run = Run.objects.select_for_update(of=("self",)).get(pk=run.pk)
        require_run_tutor(by, run)
        row, _made = RunAssignment.objects.get_or_create(run=run, lesson=lesson, block=block)
        if row.released_at:
            return row
        row.released_at, row.released_by = now, by
        row.save(update_fields=["released_at", "released_by"])
        log(run, "courses.marks.release", user=by, data={"lesson": str(lesson), "block": str(block)})
        current = Submission.objects.of_run(run).about(lesson, block).current()
        for submission in current.filter(state=Submission.State.MARKED).with_learner().prefetch_related("marks"):
            try:
                assignment = assignment_of(submission)
            except CannotMarkError:  # The learner goes on in an edition without it, in which nothing is marked.
                continue
            mark = list(submission.marks.all())[-1]
            publish_score(submission, mark, now)
            _tell(submission, assignment, mark)
    return row


def is_held_back(submission: Submission, assignment: Assignment) -> bool:
    """Whether marks of the assignment are still kept from learners. At most one query."""
    if not assignment.settings.blind:
        return False
    rows = RunAssignment.objects.filter(
        run=submission.enrolment.run_id, lesson=submission.lesson, block=submission.block, released_at__isnull=False
    )
    return not rows.exists()


def publish_score(submission: Submission, mark: Mark, at: datetime) -> None:
    """Let the gradebook and the learner's progress know; a work returned for rework has no score."""
    key = (submission.lesson, submission.block)
    set_score(submission.enrolment, key, mark.percent, attempt=submission.attempt, at=at)
    if mark.percent is not None:
        record(submission.enrolment, [_event(submission, mark, at)], at=at)


def _tell(submission: Submission, assignment: Assignment, mark: Mark) -> None:
    """Let the learner know, in their language; not by whom, which may be hidden."""
    title = assignment.settings.title
    returned = mark.decision == Mark.Decision.RETURNED

    def message(_user: User) -> str:
        words = _("“%(title)s” was returned to you for rework.") if returned else _("“%(title)s” has been marked.")
        return words % {"title": title}

    url = reverse_lazy("courses:work", args=[assignment.run.slug, *assignment.key])
    notify([submission.enrolment.learner], "courses.marked", message, url, key=f"mark:{submission.pk}:{mark.number}")


def assignment_of(submission: Submission) -> Assignment:
    """The assignment that a work is for: of the learner's edition, else of the one that a work of an earlier attempt
    was written for. Raises :class:`CannotMarkError` when neither has it any more.
    """
    enrolment, key = submission.enrolment, (submission.lesson, submission.block)
    found = assignment_for(enrolment, key)
    if found is None and submission.attempt != enrolment.attempt:
        then = enrolment.attempts.select_related("edition").get(number=submission.attempt)
        found = find_assignment(then.edition.outline, enrolment.run, *key)
    if found is None:
        raise CannotMarkError(_("The edition the learner learns from has no such assignment any more."))
    return found


def _locked(submission: Submission) -> Submission:
    # The learner's row first, as everywhere: who hands in and who marks wait for each other, and never crosswise.
    Enrolment.objects.select_for_update(of=("self",)).get(pk=submission.enrolment_id)
    return Submission.objects.select_for_update(of=("self",)).with_learner().get(pk=submission.pk)


def _check_current(submission: Submission) -> None:
    if submission.state == Submission.State.DRAFT:
        raise CannotMarkError(_("This work has not been handed in yet."))
    key = (submission.lesson, submission.block)
    later = Submission.objects.of_activity(submission.enrolment, key, submission.attempt).handed_in()
    if later.filter(number__gt=submission.number).exists():
        raise CannotMarkError(_("The learner has handed in a later version. Open that one."))


def _mark(submission: Submission, assignment: Assignment, by: User, verdict: Verdict, now: datetime) -> Mark:
    if verdict.decision not in Mark.Decision.values:
        raise CannotMarkError(_("Choose whether the work is marked or returned."))
    points = _points(assignment, verdict) if verdict.decision == Mark.Decision.MARKED else None
    comment = verdict.comment.strip()[:LONGEST_COMMENT]
    if verdict.decision == Mark.Decision.RETURNED and not comment:
        raise CannotMarkError(_("Write what should be reworked: the learner has nothing else to go by."))
    return Mark.objects.create(
        submission=submission,
        number=submission.revision + 1,
        decision=verdict.decision,
        by=by,
        at=now,
        points=points,
        percent=None if points is None else assignment.settings.percent(points),
        choices=_choices(assignment, verdict),
        comment=comment,
    )


def _choices(assignment: Assignment, verdict: Verdict) -> dict[str, str]:
    """The choices that mean something in this rubric."""
    return {
        criterion.id: verdict.choices[criterion.id]
        for criterion in assignment.settings.rubric
        if criterion.level(verdict.choices.get(criterion.id))
    }


def _points(assignment: Assignment, verdict: Verdict) -> Decimal:
    settings = assignment.settings
    if settings.rubric:
        if missing := rules.unchosen(settings.rubric, verdict.choices):
            raise CannotMarkError(_("Choose a level for: %(names)s.") % {"names": ", ".join(c.title for c in missing)})
        return rules.rubric_points(settings.rubric, verdict.choices)
    if verdict.points is None or not 0 <= verdict.points <= settings.points:
        raise CannotMarkError(_("Give points from 0 to %(most)d.") % {"most": settings.points})
    return verdict.points


def _give_back(mark: Mark, files: Sequence[UploadedFile]) -> None:
    if len(files) > MOST_FILES:
        raise CannotMarkError(_("At most %(most)d files can be given back.") % {"most": MOST_FILES})
    for each in files:
        name = clean_name(each.name or "")
        check_file(cast(BinaryIO, each), name, each.size or 0, tuple(TESTS), MOST_MEGABYTES * MEGABYTE)
        row = MarkFile(mark=mark, name=name, size=each.size or 0)
        row.file.save(name, each, save=False)
        try:
            row.save()
        except Exception:
            private_files().delete(str(row.file.name))
            raise


def _event(submission: Submission, mark: Mark, at: datetime) -> Event:
    return Event(
        uuid=uuid5(submission.public_id, f"{EventKind.SCORED}-{mark.number}"),
        lesson=submission.lesson,
        block=submission.block,
        kind=EventKind.SCORED,
        occurred_at=at,
        # Down: 79.6 % must not pass where 80 are needed.
        value=int(mark.percent or 0),
        attempt=submission.attempt,
    )
