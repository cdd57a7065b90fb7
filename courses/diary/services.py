"""Keeping a diary, sharing an entry and taking it back, answering one. The only writer of diaries."""

from datetime import datetime
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.conditions.reading import locks_of
from courses.discussions.markup import to_html, to_plain
from courses.enrolment_rules import IN_FORCE
from courses.models import DiaryComment, DiaryEntry, Enrolment
from courses.outline import LESSON_ITSELF, Activity
from courses.progress.rules import Event, EventKind
from courses.progress.services import record
from people.models import User
from people.notifications import notify

LONGEST_ENTRY = 50_000
LONGEST_COMMENT = 5_000
LONGEST_TITLE = 200
MOST_DRAFTS = 50
KIND = "courses.diary"


def own_entry(user: User, public_id: UUID) -> DiaryEntry:
    """A person's own entry. Raises ``DiaryEntry.DoesNotExist`` for anybody else's."""
    entry: DiaryEntry = DiaryEntry.objects.of(user).with_course().get(public_id=public_id)
    return entry


def new_entry(user: User, enrolment: Enrolment | None = None, lesson: UUID | None = None) -> DiaryEntry:
    """An entry that is not stored yet. Raises ``PermissionDenied`` for somebody else's course."""
    if enrolment is not None and enrolment.learner_id != user.pk:
        raise PermissionDenied(_("An entry is about a course of your own."))
    return DiaryEntry(author=user, enrolment=enrolment, lesson=lesson if enrolment else None)


@transaction.atomic
def keep(
    entry: DiaryEntry, by: User, title: str, text: str, *, share: bool | None = None, at: datetime | None = None
) -> DiaryEntry:
    """Write an entry, or change it; its draft is gone then. ``share`` as :func:`set_shared`, ``None`` leaves it.

    An entry of a reflection in a lesson completes it. Raises ``PermissionDenied`` for who is not its author,
    ``ValidationError`` for a text that is empty or too long.
    """
    _check_author(entry, by)
    now = at or timezone.now()
    clean = text.strip()
    if not clean:
        raise ValidationError({"text": _("Write something first.")})
    if len(clean) > LONGEST_ENTRY:
        raise ValidationError({"text": _("This is too long for one entry. Make two of it.")})
    entry.title, entry.text, entry.html = " ".join(title.split())[:LONGEST_TITLE], clean, to_html(clean)
    entry.draft, entry.draft_saved_at = "", None
    entry.written_at = now
    entry.save()
    if share is not None:
        set_shared(entry, by, on=share, at=now)
    _count_for_lesson(entry, now)
    return entry


@transaction.atomic
def save_draft(entry: DiaryEntry, by: User, text: str, at: datetime | None = None) -> DiaryEntry:
    """Keep what is being written, without changing the entry itself. Raises as :func:`keep` does."""
    _check_author(entry, by)
    if len(text) > LONGEST_ENTRY:
        raise ValidationError({"text": _("This is too long for one entry. Make two of it.")})
    if entry.pk is None and DiaryEntry.objects.of(by).filter(written_at=None).count() >= MOST_DRAFTS:
        raise ValidationError({"text": _("You have many drafts already: finish or delete some.")})
    entry.draft = "" if text.strip() == entry.text else text
    entry.draft_saved_at = (at or timezone.now()) if entry.draft else None
    entry.save()
    return entry


@transaction.atomic
def set_shared(entry: DiaryEntry, by: User, *, on: bool, at: datetime | None = None) -> DiaryEntry:
    """Let the tutors of the run read an entry, or no longer; they are told when they may.

    Raises ``PermissionDenied`` for who is not its author, ``ValidationError`` for an entry about no course, or about
    one that the author has left: there is nobody to share it with.
    """
    _check_author(entry, by)
    if on == entry.is_shared:
        return entry
    if on and (entry.enrolment is None or entry.enrolment.state not in IN_FORCE):
        raise ValidationError({"share": _("Only what is about a course you learn can be shared: with its tutors.")})
    entry.shared_at = (at or timezone.now()) if on else None
    entry.save(update_fields=["shared_at"])
    if on and entry.is_kept:
        _tell_tutors(entry)
    return entry


@transaction.atomic
def remove(entry: DiaryEntry, by: User) -> None:
    """Delete an entry for ever, with what tutors said to it. Raises ``PermissionDenied`` for who is not its author."""
    _check_author(entry, by)
    entry.delete()


@transaction.atomic
def comment(entry: DiaryEntry, by: User, text: str, at: datetime | None = None) -> DiaryComment:
    """Answer an entry: its tutors while it is shared, and its author.

    Raises ``PermissionDenied`` for others, ``ValidationError`` for a text that is empty or too long.
    """
    # Held, so that an entry taken back at this moment gets no comment afterwards.
    stored = DiaryEntry.objects.select_for_update(of=("self",)).with_course().get(pk=entry.pk)
    if not may_read(stored, by):
        raise PermissionDenied(_("This entry is not shared with you."))
    clean = text.strip()
    if not clean or len(clean) > LONGEST_COMMENT:
        raise ValidationError({"text": _("Write something, at most 5000 characters.")})
    made = DiaryComment.objects.create(
        entry=stored, author=by, text=clean, html=to_html(clean), created_at=at or timezone.now()
    )
    _tell_of_comment(made)
    return made


def may_read(entry: DiaryEntry, user: User) -> bool:
    """Whether an entry is somebody's to read: its author's, and while it is shared, of the tutors of the run or the
    group of a learner who has not left.
    """
    if entry.author_id == user.pk:
        return True
    if not (entry.is_shared and entry.is_kept and entry.enrolment and entry.enrolment.state in IN_FORCE):
        return False
    return DiaryEntry.objects.filter(pk=entry.pk).readable_by_tutor(user).exists()


def entry_of_activity(enrolment: Enrolment, activity: Activity) -> DiaryEntry:
    """The learner's entry for a reflection in a lesson; not stored when there is none yet."""
    where = {"enrolment": enrolment, "lesson": activity.lesson, "block": activity.block}
    return DiaryEntry.objects.filter(**where).first() or DiaryEntry(author=enrolment.learner, **where)


def keep_reflection(enrolment: Enrolment, activity: Activity, text: str, title: str, *, share: bool) -> DiaryEntry:
    """Keep what a learner wrote in a lesson. Sent twice at once, it is one entry.

    Raises as :func:`keep` does, and ``PermissionDenied`` where the lesson or the activity is not open to them.
    """
    locks = locks_of(enrolment)
    if (activity.lesson, LESSON_ITSELF) in locks or activity.key in locks:
        raise PermissionDenied(_("This part of the course is not open to you yet."))
    try:
        with transaction.atomic():
            entry = entry_of_activity(enrolment, activity)
            return keep(entry, enrolment.learner, entry.title or title, text, share=share)
    except IntegrityError:
        entry = entry_of_activity(enrolment, activity)
        return keep(entry, enrolment.learner, entry.title or title, text, share=share)


def _check_author(entry: DiaryEntry, by: User) -> None:
    if entry.author_id != by.pk:
        raise PermissionDenied(_("A diary is its author’s alone."))


def _count_for_lesson(entry: DiaryEntry, now: datetime) -> None:
    enrolment = entry.enrolment
    if enrolment is None or entry.lesson is None or entry.block is None or enrolment.state not in IN_FORCE:
        return
    event = Event(uuid4(), entry.lesson, entry.block, EventKind.SUBMITTED, now)
    record(enrolment, [event], now)


def _tell_tutors(entry: DiaryEntry) -> None:
    enrolment = entry.enrolment
    if enrolment is None:
        return
    tutors = list(enrolment.run.tutors.all())
    if enrolment.group:
        tutors += list(enrolment.group.tutors.all())
    name, title = entry.author.get_full_name(), enrolment.title
    notify(
        tutors,
        KIND,
        lambda _user: _("%(name)s has shared a diary entry with you: “%(title)s”") % {"name": name, "title": title},
        reverse_lazy("courses:shared_entry", args=[enrolment.run.slug, entry.public_id]),
        key=f"diary:{entry.pk}:{entry.shared_at:%Y%m%d}",
    )


def _tell_of_comment(made: DiaryComment) -> None:
    entry, name = made.entry, made.author.get_full_name()
    told = User.objects.filter(pk=entry.author_id)
    url = reverse_lazy("courses:diary_entry", args=[entry.public_id])
    if made.author_id == entry.author_id:
        if not entry.is_shared or entry.enrolment is None:
            return
        told = User.objects.filter(pk__in=entry.comments.exclude(author=entry.author).values("author"))
        url = reverse_lazy("courses:shared_entry", args=[entry.enrolment.run.slug, entry.public_id])
    notify(
        told,
        KIND,
        lambda _user: _("%(name)s has answered a diary entry") % {"name": name},
        url,
        detail=to_plain(made.text),
        key=f"diary-comment:{made.pk}",
    )
