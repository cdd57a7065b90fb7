"""Learners write, attach files and hand in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, cast
from uuid import UUID, uuid4, uuid5

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.assignments import rules
from courses.assignments.assignment import Assignment, assignment_for
from courses.assignments.filetypes import FileRefusedError, check_file, clean_name
from courses.assignments.rules import Refusal
from courses.models import Enrolment, Submission, SubmissionFile
from courses.outline import ActivityKey
from courses.private_files import private_files
from courses.progress.rules import Event, EventKind
from courses.progress.services import record
from people.models import User

LONGEST_TEXT = 100_000
STATES_AT_WORK = (Enrolment.State.ACTIVE, Enrolment.State.COMPLETED)


class CannotHandInError(ValueError):
    """The work cannot be taken; the message says why and what to do."""


@dataclass(frozen=True)
class Upload:
    """A file as it came. ``key`` is the sender's: the same upload sent again after a lost connection counts once."""

    file: UploadedFile
    key: UUID


def save_draft(
    enrolment: Enrolment, key: ActivityKey, by: User, *, form_key: UUID, text: str, at: datetime | None = None
) -> Submission:
    """Keep what a learner has written so far. Raises :class:`CannotHandInError` when nothing can be handed in."""
    with transaction.atomic():
        enrolment, assignment = _locked(enrolment, key, by)
        draft = _draft(enrolment, assignment, form_key, at or timezone.now())
        return _write(draft, assignment, text, at or timezone.now())


def add_files(
    enrolment: Enrolment,
    key: ActivityKey,
    by: User,
    *,
    form_key: UUID,
    uploads: Sequence[Upload],
    at: datetime | None = None,
) -> list[SubmissionFile]:
    """Attach files to the draft, all or none. Raises :class:`CannotHandInError`, :class:`FileRefusedError`."""
    with transaction.atomic():
        enrolment, assignment = _locked(enrolment, key, by)
        draft = _draft(enrolment, assignment, form_key, at or timezone.now())
        return _attach(draft, assignment, uploads)


@transaction.atomic
def remove_file(file: SubmissionFile, by: User) -> None:
    """Take a file out of a draft. Raises :class:`CannotHandInError` for a work that has been handed in."""
    draft = Submission.objects.select_for_update(of=("self",)).select_related("enrolment").get(pk=file.submission_id)
    _check_own(draft.enrolment, by)
    if draft.state != Submission.State.DRAFT or draft.attempt != draft.enrolment.attempt:
        raise CannotHandInError(_("This work has been handed in: nothing in it can be changed any more."))
    name = str(file.file.name)
    file.delete()
    # The version before may hold the same file.
    if not SubmissionFile.objects.filter(file=name).exists():
        transaction.on_commit(lambda: private_files().delete(name))


def hand_in(
    enrolment: Enrolment,
    key: ActivityKey,
    by: User,
    *,
    form_key: UUID,
    text: str | None = None,
    uploads: Sequence[Upload] = (),
    at: datetime | None = None,
) -> Submission:
    """Hand the work in; the same form sent twice, at once or later, hands in one version.

    ``text`` takes the place of the draft's; ``None`` leaves it. Raises :class:`CannotHandInError` and
    :class:`FileRefusedError`, and leaves the draft as it was.
    """
    now = at or timezone.now()
    with transaction.atomic():
        enrolment, assignment = _locked(enrolment, key, by)
        if sent := _sent_before(enrolment, form_key):
            return sent
        draft = _draft(enrolment, assignment, form_key, now)
        _attach(draft, assignment, uploads)
        _write(draft, assignment, draft.text if text is None else text, now)
        _check_whole(draft)
        _replace_earlier(enrolment, key)
        _seal(draft, assignment, now)
        record(enrolment, [_event(draft, now)], at=now)
    return draft


def _sent_before(enrolment: Enrolment, form_key: UUID) -> Submission | None:
    """The version that this very form has handed in already."""
    return enrolment.submissions.filter(form_key=form_key).exclude(state=Submission.State.DRAFT).first()


def _replace_earlier(enrolment: Enrolment, key: ActivityKey) -> None:
    """Only the last version counts as handed in."""
    earlier = Submission.objects.of_activity(enrolment, key).filter(state=Submission.State.HANDED_IN)
    earlier.update(state=Submission.State.REPLACED)


def _seal(draft: Submission, assignment: Assignment, now: datetime) -> None:
    """From now on nothing in it is changed."""
    draft.state = Submission.State.HANDED_IN
    draft.handed_in_at = now
    draft.is_late = rules.is_late(now, assignment.due)
    draft.save(update_fields=["state", "handed_in_at", "is_late"])


def why_not(assignment: Assignment, versions: Sequence[Submission], at: datetime) -> str:
    """Why a learner cannot hand in another version, in words; empty when they can. ``versions``: the latest first."""
    handed_in = [each for each in versions if each.state != Submission.State.DRAFT]
    found = rules.refusal(
        assignment.settings,
        at=at,
        opens=assignment.opens,
        due=assignment.due,
        versions=len(handed_in),
        state=handed_in[0].state if handed_in else "",
    )
    return _words(found, assignment) if found else ""


def _words(refusal: Refusal, assignment: Assignment) -> str:
    match refusal:
        case Refusal.NOT_STARTED:
            return _("The run has not begun: work can be handed in from its first day.")
        case Refusal.TOO_LATE:
            return _("The deadline has passed, and late work is not taken. Ask your tutor if something kept you.")
        case Refusal.MARKED:
            return _("This work has been marked. Another version can be handed in only if your tutor asks for it.")
    number = assignment.settings.versions
    return ngettext(
        "The work could be handed in once, and has been.",
        "The work could be handed in %(number)d times, and has been.",
        number,
    ) % {"number": number}


def _locked(enrolment: Enrolment, key: ActivityKey, by: User) -> tuple[Enrolment, Assignment]:
    """The enrolment, held until the end of the transaction, and the assignment. Raises ``PermissionDenied``."""
    stored = Enrolment.objects.select_for_update(of=("self",)).with_run().get(pk=enrolment.pk)
    _check_own(stored, by)
    assignment = assignment_for(stored, key)
    if assignment is None:
        raise CannotHandInError(_("Your course has no such assignment."))
    return stored, assignment


def _check_own(enrolment: Enrolment, by: User) -> None:
    if enrolment.learner_id != by.pk:
        raise PermissionDenied(_("Only the learner hands in their work."))
    if enrolment.state not in STATES_AT_WORK:
        raise PermissionDenied(_("You are not enrolled in this run any more."))


def _draft(enrolment: Enrolment, assignment: Assignment, form_key: UUID, now: datetime) -> Submission:
    """The draft in hand, or a new one that begins with what the version before held."""
    versions = list(Submission.objects.of_activity(enrolment, assignment.key))
    if reason := why_not(assignment, versions, now):
        raise CannotHandInError(reason)
    if versions and versions[0].state == Submission.State.DRAFT:
        return versions[0]
    # Of an earlier attempt too: a page that was left open when another began.
    if enrolment.submissions.filter(form_key=form_key).exists():
        raise CannotHandInError(_("This form has been handed in already. Open the page again to begin anew."))
    lesson, block = assignment.key
    draft = Submission.objects.create(
        enrolment=enrolment,
        attempt=enrolment.attempt,
        lesson=lesson,
        block=block,
        number=versions[0].number + 1 if versions else 1,
        form_key=form_key,
        text=versions[0].text if versions else "",
        created_at=now,
        saved_at=now,
    )
    if versions:
        _carry_over(versions[0].files.all(), draft)
    return draft


def _carry_over(files: Iterable[SubmissionFile], draft: Submission) -> None:
    SubmissionFile.objects.bulk_create(
        SubmissionFile(submission=draft, file=each.file.name, name=each.name, size=each.size, upload_key=uuid4())
        for each in files
    )


def _write(draft: Submission, assignment: Assignment, text: str, now: datetime) -> Submission:
    text = text.replace("\r\n", "\n").replace("\x00", "").strip() if assignment.settings.allows_text else ""
    if len(text) > LONGEST_TEXT:
        raise CannotHandInError(
            _("The text is longer than %(most)d characters. Shorten it, or attach it as a file.")
            % {"most": LONGEST_TEXT}
        )
    draft.text, draft.saved_at = text, now
    draft.save(update_fields=["text", "saved_at"])
    return draft


def _attach(draft: Submission, assignment: Assignment, uploads: Sequence[Upload]) -> list[SubmissionFile]:
    known = {each.upload_key: each for each in draft.files.all()}
    fresh = [each for each in uploads if each.key not in known]
    most = assignment.settings.most_files
    if len(known) + len(fresh) > most:
        raise FileRefusedError(
            ngettext(
                "At most %(most)d file can be handed in. Take one away first.",
                "At most %(most)d files can be handed in. Take one away first.",
                most,
            )
            % {"most": most}
        )
    for each in fresh:
        known[each.key] = _store(draft, assignment, each)
    return [known[each.key] for each in uploads]


def _store(draft: Submission, assignment: Assignment, upload: Upload) -> SubmissionFile:
    name, size = clean_name(upload.file.name or ""), upload.file.size or 0
    settings = assignment.settings
    check_file(cast(BinaryIO, upload.file), name, size, settings.types, settings.most_bytes)
    row = SubmissionFile(submission=draft, name=name, size=size, upload_key=upload.key)
    row.file.save(name, upload.file, save=False)
    try:
        row.save()
    except Exception:
        # Nothing may be left in the store that no row knows of.
        private_files().delete(str(row.file.name))
        raise
    return row


def _check_whole(draft: Submission) -> None:
    if not draft.text and not draft.files.exists():
        raise CannotHandInError(_("There is nothing to hand in yet: write an answer or choose a file."))


def _event(submission: Submission, at: datetime) -> Event:
    return Event(
        # The same for the same version, whoever sends it again.
        uuid=uuid5(submission.public_id, EventKind.SUBMITTED),
        lesson=submission.lesson,
        block=submission.block,
        kind=EventKind.SUBMITTED,
        occurred_at=at,
    )
