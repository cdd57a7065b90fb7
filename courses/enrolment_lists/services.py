"""The only writers of enrolment lists: uploaded, looked at, confirmed, worked through."""

from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cms.jobs import SupersededError
from courses.enrolment_lists.planning import AT_ONCE, Known, Outcome, check_row, look_up, plan
from courses.enrolment_lists.reading import MOST_BYTES, read_list
from courses.enrolment_lists.tasks import run_enrolment_list
from courses.enrolment_rules import IN_FORCE, IN_LINE, CannotEnrolError, State
from courses.models import EnrolmentList, EnrolmentListRow, Run
from courses.services.admissions import check_staff, enrol_person
from people.invitations import send_invitation
from people.models import User
from people.services import create_learner

IN_THE_BACKGROUND = 200
"""Longer lists are worked through by the worker."""

BETWEEN_SIGNS = 20
"""Rows."""


@transaction.atomic
def upload_list(run: Run, file: BinaryIO, filename: str, by: User) -> EnrolmentList:
    """Read a list and say what would happen; nothing happens yet.

    Raises ``PermissionDenied``, and ``ListError`` for a file that is no list.
    """
    check_staff(run, by)
    # One byte more than allowed is enough to know.
    rows = plan(run, read_list(file.read(MOST_BYTES + 1)))
    made = EnrolmentList.objects.create(
        run=run, filename=filename[:255], total=len(rows), created_by=by, language=translation.get_language() or ""
    )
    for row in rows:
        row.list = made
    EnrolmentListRow.objects.bulk_create(rows, batch_size=AT_ONCE)
    return made


@transaction.atomic
def discard_list(found: EnrolmentList, by: User) -> None:
    """Forget a list that was not confirmed. Raises ``PermissionDenied``, and ``ValidationError`` for another."""
    stored = _locked(found, by)
    if stored.state != EnrolmentList.State.PREVIEW:
        raise ValidationError(_("What was done by this list is kept with it."))
    stored.delete()


def confirm_list(found: EnrolmentList, by: User) -> EnrolmentList:
    """Do what the list says: a short one at once, a long one in the background. Twice is once; a list that has lost its
    worker goes on where it stopped.

    Raises ``PermissionDenied``.
    """
    with transaction.atomic():
        stored = _locked(found, by)
        is_new = Q(state=EnrolmentList.State.PREVIEW)
        if EnrolmentList.objects.requeue(stored.pk, also=is_new, created_by=by) and stored.total > IN_THE_BACKGROUND:
            transaction.on_commit(lambda: run_enrolment_list.enqueue(stored.pk))
    if stored.total <= IN_THE_BACKGROUND:
        run_list(stored.pk)
    stored.refresh_from_db()
    return stored


def run_list(pk: int, at: datetime | None = None) -> None:
    """Work through a list if nobody else does. Each row is its own transaction with its outcome, so that a list broken
    off half-way goes on where it stopped, and nobody is enrolled or written to twice.
    """
    attempt = EnrolmentList.objects.begin(pk, at)
    if attempt is None:
        return
    found = EnrolmentList.objects.with_run().select_related("created_by").get(pk=pk)
    with translation.override(found.language or None):
        try:
            _do_all(found, attempt)
        except SupersededError:
            return
    done = EnrolmentList.objects.filter(pk=pk, attempt=attempt)
    done.update(state=EnrolmentList.State.DONE, done=found.total, seen_at=timezone.now())


def _do_all(found: EnrolmentList, attempt: UUID) -> None:
    rows = list(found.rows.filter(is_done=False).order_by("number"))
    known = look_up(found.run, rows)
    for number, row in enumerate(rows, start=1):
        _do(row, found, known, found.created_by)
        if number % BETWEEN_SIGNS == 0:
            EnrolmentList.objects.sign(found.pk, attempt, done=found.rows.filter(is_done=True).count())


def _do(row: EnrolmentListRow, found: EnrolmentList, known: Known, by: User | None) -> None:
    try:
        with transaction.atomic():
            # Of two workers that believe the list is theirs, the second finds the row done.
            if not EnrolmentListRow.objects.select_for_update().filter(pk=row.pk, is_done=False).exists():
                return
            _take_in(row, found, known, by)
            row.is_done = True
            row.save(update_fields=["outcome", "problem", "enrolment", "is_done"])
    except (CannotEnrolError, PermissionDenied, ValidationError, ValueError) as problem:
        told = " ".join(problem.messages) if isinstance(problem, ValidationError) else str(problem)
        _fail(row, told)
    except DatabaseError:
        _fail(row, _("Something else changed at the same moment. Upload this row again."))


def _fail(row: EnrolmentListRow, problem: str) -> None:
    EnrolmentListRow.objects.filter(pk=row.pk).update(
        outcome=Outcome.ERROR, problem=problem[:500], enrolment=None, is_done=True
    )


def _take_in(row: EnrolmentListRow, found: EnrolmentList, known: Known, by: User | None) -> None:
    if by is None:
        raise PermissionDenied(_("Whoever confirmed this list has no account any more."))
    check_row(row, known)
    # Somebody may have made the account since the list was looked at.
    former = known.people.get(row.email.lower()) or User.objects.filter(email=row.email.lower()).first()
    is_in = former is not None and found.run.enrolments.filter(learner=former, state__in=IN_FORCE | IN_LINE).exists()
    person = former or _invited(row, known, by)
    reason = _("By the list “%(name)s”, row %(row)d") % {"name": found.filename, "row": row.number}
    row.enrolment = enrol_person(person, found.run, by, group=known.group(row.group), reason=reason)
    learns = row.enrolment.state == State.ACTIVE
    row.outcome, row.problem = Outcome.ALREADY if is_in else _outcome(learns, former is None), ""


def _outcome(learns: bool, is_new: bool) -> Outcome:
    if is_new:
        return Outcome.INVITED if learns else Outcome.INVITED_WAITING
    return Outcome.ENROLLED if learns else Outcome.WAITING


def _invited(row: EnrolmentListRow, known: Known, by: User) -> User:
    """A new account; the letter goes once the row is committed."""
    values = {name: getattr(row, name) for name in ("email", "family_name", "given_name", "patronymic")}
    language = translation.get_language() or by.language
    person = create_learner({**values, "language": language}, by=by, organisation=known.organisation(row.organisation))
    transaction.on_commit(lambda: known.people.update({person.email: person}))
    transaction.on_commit(lambda: send_invitation(person), robust=True)
    return person


def _locked(found: EnrolmentList, by: User) -> EnrolmentList:
    stored = EnrolmentList.objects.select_for_update(of=("self",)).with_run().get(pk=found.pk)
    check_staff(stored.run, by)
    return stored
