"""Keeping a discussion readable: hiding with a reason, locking, pinning; reports of readers; the forums of a run."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.discussions.access import Participant
from courses.discussions.news import tell_hidden, tell_of_report
from courses.models import Forum, Post, Report, Thread
from people.localised import LocalisedText

LONGEST_REASON = 500


@transaction.atomic
def hide_post(post: Post, by: Participant, reason: str, at: datetime | None = None) -> Post:
    """Take a post out of sight, with a reason that its author is told. Its reports are settled by it.

    Raises ``PermissionDenied`` for who does not moderate there, ``ValidationError`` without a reason.
    """
    stored = _moderated(post, by)
    if not (why := _reason(reason)):
        raise ValidationError({"text": _("Say why: the author is told.")})
    if stored.is_hidden:
        return stored
    now = at or timezone.now()
    stored.hidden_at, stored.hidden_by, stored.hidden_reason = now, by.user, why
    stored.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    _settle(stored, by, Report.Outcome.HIDDEN, now)
    log(stored, "courses.hide_post", user=by.user, data={"reason": why})
    tell_hidden(stored, stored.thread)
    return stored


@transaction.atomic
def show_post(post: Post, by: Participant) -> Post:
    """Put a hidden post back. Raises ``PermissionDenied``."""
    stored = _moderated(post, by)
    if stored.is_hidden:
        log(stored, "courses.show_post", user=by.user, data={"reason": stored.hidden_reason})
        stored.hidden_at, stored.hidden_by, stored.hidden_reason = None, None, ""
        stored.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    return stored


def set_locked(thread: Thread, by: Participant, *, on: bool) -> None:
    """Close a thread for new posts, or open it again. Raises ``PermissionDenied``."""
    _set_flag(thread, by, "is_locked", on)


def set_pinned(thread: Thread, by: Participant, *, on: bool) -> None:
    """Keep a thread at the top of its forum, or no longer. Raises ``PermissionDenied``."""
    _set_flag(thread, by, "is_pinned", on)


@transaction.atomic
def report_post(post: Post, by: Participant, reason: str, at: datetime | None = None) -> Report:
    """Tell the tutors that a post should not stand; once for each reader.

    Raises ``PermissionDenied`` for who cannot read the post, ``ValidationError`` without a reason.
    """
    check_may_report(post, by)
    if not (why := _reason(reason)):
        raise ValidationError({"text": _("Say what is wrong with it.")})
    defaults = {"reason": why, "created_at": at or timezone.now()}
    report, created = Report.objects.get_or_create(post=post, by=by.user, defaults=defaults)
    if created:
        tell_of_report(report, post.thread)
    return report


def check_may_report(post: Post, by: Participant) -> None:
    """Raises ``PermissionDenied`` for who cannot read the post."""
    if not by.sees(post.thread) or post.is_hidden:
        raise PermissionDenied(_("This post is not yours to report."))


@transaction.atomic
def keep_post(post: Post, by: Participant, at: datetime | None = None) -> None:
    """Settle the reports about a post: it stays. Raises ``PermissionDenied``."""
    _settle(_moderated(post, by), by, Report.Outcome.KEPT, at or timezone.now())
    log(post, "courses.keep_post", user=by.user)


@transaction.atomic
def save_forum(
    forum: Forum | None, by: Participant, *, labels: LocalisedText, description: LocalisedText, is_for_staff: bool
) -> Forum:
    """Add a forum to a run, or change one. Raises ``PermissionDenied`` for who does not moderate the whole run."""
    require_moderator(by, whole_run=True)
    if forum and forum.run_id != by.run.pk:
        raise PermissionDenied(_("This forum belongs to another run."))
    saved = forum or Forum(run=by.run, position=by.run.forums.count())
    saved.labels, saved.description, saved.is_for_staff = labels, description, is_for_staff
    saved.full_clean(exclude=["run"])
    saved.save()
    return saved


def require_moderator(by: Participant, *, whole_run: bool = False) -> None:
    """Raise ``PermissionDenied`` for who does not moderate; with ``whole_run`` for a tutor of some groups too."""
    if not by.moderates or (whole_run and by.groups is not None):
        raise PermissionDenied(_("This is for the run’s tutors and methodologists."))


def check_may_moderate(post: Post, by: Participant) -> None:
    """Raises ``PermissionDenied`` for who does not hide and show posts there."""
    if not by.moderates_in(post.thread):
        raise PermissionDenied(_("Posts are hidden and shown by the tutors and methodologists of the run."))


def _moderated(post: Post, by: Participant) -> Post:
    stored = Post.objects.select_for_update(of=("self",)).select_related("thread__run", "author").get(pk=post.pk)
    check_may_moderate(stored, by)
    return stored


@transaction.atomic
def _set_flag(thread: Thread, by: Participant, name: str, on: bool) -> None:
    stored = Thread.objects.select_for_update(of=("self",)).get(pk=thread.pk)
    if not by.moderates_in(stored):
        raise PermissionDenied(_("Discussions are locked and pinned by the tutors and methodologists of the run."))
    if getattr(stored, name) != on:
        setattr(stored, name, on)
        stored.save(update_fields=[name])
        log(stored, "courses.moderate_thread", user=by.user, data={name: on})


def _settle(post: Post, by: Participant, outcome: str, now: datetime) -> None:
    open_reports = Report.objects.filter(post=post, settled_at=None)
    open_reports.update(settled_at=now, settled_by=by.user, outcome=outcome)


def _reason(text: str) -> str:
    return " ".join(text.split())[:LONGEST_REASON]
