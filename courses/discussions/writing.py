"""Writing: threads, posts, replies, edits. The only writer of these, with :mod:`courses.discussions.moderation`."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.conditions.reading import locks_of
from courses.discussions import rules
from courses.discussions.access import Participant, participants
from courses.discussions.markup import to_html
from courses.discussions.news import tell_of_post
from courses.models import Forum, Group, Post, PostVersion, Subscription, Thread
from courses.outline import LESSON_ITSELF, Activity
from courses.progress.rules import Event, EventKind
from courses.progress.services import record


class TooQuickError(ValueError):
    """Somebody writes more than a person does."""


@dataclass(frozen=True)
class Draft:
    """What is being written. ``key`` comes with the form: a form that is sent twice makes one post."""

    text: str
    key: UUID


@transaction.atomic
def start_thread(
    forum: Forum, by: Participant, title: str, draft: Draft, *, group: Group | None = None, at: datetime | None = None
) -> Thread:
    """Begin a thread, for everybody of the run or for one group, with its first post.

    Raises ``PermissionDenied`` for who has no part in the run, is not of the group, or is a learner in a forum where
    staff begin; :class:`TooQuickError`; ``ValidationError`` for a text that is empty or too long.
    """
    # Held to the end, so that a form sent twice finds what it made the first time.
    forum = Forum.objects.select_for_update(of=("self",)).get(pk=forum.pk)
    if forum.run_id != by.run.pk or (forum.is_for_staff and not by.moderates):
        raise PermissionDenied(_("In this forum threads are begun by the tutors."))
    if group is not None and (group.run_id != by.run.pk or (by.groups is not None and group.pk not in by.groups)):
        raise PermissionDenied(_("You are not in this group."))
    if sent := _sent_before(by, draft):
        return sent.thread
    now = at or timezone.now()
    thread = Thread(
        run=by.run,
        forum=forum,
        group=group,
        of_group=group is not None,
        title=_line(title),
        author=by.user,
        created_at=now,
        last_post_at=now,
    )
    thread.full_clean(exclude=["run", "forum", "author", "group"])
    thread.save()
    _write(thread, by, draft, None, now)
    return thread


@transaction.atomic
def write_post(
    thread: Thread, by: Participant, draft: Draft, *, reply_to: Post | None = None, at: datetime | None = None
) -> Post:
    """Answer in a thread, or reply to a post of it; a reply to a reply stands beside it.

    Raises as :func:`start_thread` does, and ``PermissionDenied`` for a thread that is locked.
    """
    thread = Thread.objects.select_for_update(of=("self",)).get(pk=thread.pk)
    if not by.sees(thread):
        raise PermissionDenied(_("This discussion is not yours to write in."))
    if not by.may_write_in(thread):
        raise PermissionDenied(_("This discussion is closed: it can be read, and nothing is added."))
    if reply_to is not None and (reply_to.thread_id != thread.pk or reply_to.is_hidden):
        raise ValidationError(_("The post you reply to is no longer there."))
    if sent := _sent_before(by, draft):
        return sent
    root = reply_to and (reply_to.root or reply_to)
    return _write(thread, by, draft, root, at or timezone.now())


def lesson_thread(by: Participant, activity: Activity, title: str, *, by_group: bool) -> Thread:
    """The discussion of an activity in the run, or in the learner's group; made when the first person writes.

    Raises ``PermissionDenied`` for a learner to whom the lesson or the activity is not open.
    """
    _check_open(by, activity)
    group = by.enrolment.group if by_group and by.enrolment else None
    where = {"run": by.run, "lesson": activity.lesson, "block": activity.block, "group": group}
    try:
        with transaction.atomic():
            made = {"title": _line(title), "author": by.user, "of_group": group is not None}
            return Thread.objects.get_or_create(**where, defaults=made)[0]
    except IntegrityError:  # Two wrote first at the same moment.
        return Thread.objects.get(**where)


def _check_open(by: Participant, activity: Activity) -> None:
    """A learner begins with what is open to them."""
    locks = locks_of(by.enrolment) if by.enrolment else {}
    if (activity.lesson, LESSON_ITSELF) in locks or activity.key in locks:
        raise PermissionDenied(_("This discussion is not open to you yet."))


@transaction.atomic
def edit_post(post: Post, by: Participant, text: str, at: datetime | None = None) -> Post:
    """Change what one wrote, within half an hour; what it said before is kept. Raises ``PermissionDenied``."""
    now = at or timezone.now()
    stored = Post.objects.select_for_update(of=("self",)).select_related("thread").get(pk=post.pk)
    check_may_edit(stored, by, now)
    if (clean := _checked(text)) == stored.text:
        return stored
    PostVersion.objects.create(post=stored, text=stored.text, replaced_at=now)
    stored.text, stored.edited_at = clean, now
    stored.html, _named = _rendered(stored.thread, clean)
    stored.save(update_fields=["text", "html", "edited_at"])
    return stored


def check_may_edit(post: Post, by: Participant, at: datetime | None = None) -> None:
    """Raises ``PermissionDenied`` for who may not change a post, or no longer."""
    if post.author_id != by.user.pk or post.is_hidden or not by.may_write_in(post.thread):
        raise PermissionDenied(_("This post is not yours to change."))
    if not rules.may_still_edit(post.created_at, at or timezone.now()):
        raise PermissionDenied(_("A post can be changed for half an hour. Write another one."))


@transaction.atomic
def follow(by: Participant, *, thread: Thread | None = None, forum: Forum | None = None, on: bool) -> None:
    """Be told of new posts in a thread, or of all in a forum; or no longer. Raises ``PermissionDenied``."""
    if (thread and not by.sees(thread)) or (forum and forum.run_id != by.run.pk):
        raise PermissionDenied(_("This discussion is not yours to follow."))
    Subscription.objects.update_or_create(user=by.user, thread=thread, forum=forum, defaults={"is_on": on})


def _write(thread: Thread, by: Participant, draft: Draft, root: Post | None, now: datetime) -> Post:
    text = _checked(draft.text)
    _check_pace(by, now)
    html, named = _rendered(thread, text)
    post = Post.objects.create(
        thread=thread,
        root=root,
        author=by.user,
        key=draft.key,
        text=text,
        html=html,
        language=get_language() or "",
        created_at=now,
    )
    Thread.objects.filter(pk=thread.pk).update(post_count=F("post_count") + 1, last_post_at=now)
    # Who had switched it off is not asked again.
    Subscription.objects.get_or_create(user=by.user, thread=thread, forum=None)
    _count_for_lesson(thread, by, now)
    tell_of_post(post, thread, named)
    return post


def _sent_before(by: Participant, draft: Draft) -> Post | None:
    return Post.objects.filter(author=by.user, key=draft.key, thread__run=by.run).select_related("thread").first()


def _check_pace(by: Participant, now: datetime) -> None:
    longest = max(span for span, _most in rules.LIMITS)
    moments = Post.objects.by(by.user).since(now - longest).values_list("created_at", flat=True)
    if rules.is_too_quick(moments, now):
        raise TooQuickError(_("You have written a lot in a short time. Wait a minute, then send it again."))


def _checked(text: str) -> str:
    clean = text.strip()
    if not clean:
        raise ValidationError({"text": _("Write something first.")})
    if len(clean) > rules.LONGEST_POST:
        raise ValidationError({"text": _("This is too long for a post. Send it in parts.")})
    return clean


def _line(text: str) -> str:
    return " ".join(text.split())[: rules.LONGEST_TITLE]


def _rendered(thread: Thread, text: str) -> tuple[str, frozenset[int]]:
    """The post as HTML, and whom it names: people who may read the thread, and nobody else."""
    if "@" not in text:
        return to_html(text), frozenset()
    people = {
        pk: _names(family, given, patronymic)
        for pk, family, given, patronymic in participants(thread.run, thread)
        .order_by("pk")
        .values_list("pk", "family_name", "given_name", "patronymic")
    }
    places = rules.mentions(text, people)
    named = frozenset(person for _begin, _end, who in places for person in who)
    return to_html(text, [(begin, end) for begin, end, _who in places]), named


def _names(family: str, given: str, patronymic: str) -> list[str]:
    orders = ((family, given, patronymic), (family, given), (given, family), (given, patronymic, family))
    return [" ".join(filter(None, parts)) for parts in orders if all(parts)]


def _count_for_lesson(thread: Thread, by: Participant, now: datetime) -> None:
    """Tell the progress of a learner who has written as much as the author of the lesson asks for."""
    if thread.lesson is None or thread.block is None or by.enrolment is None:
        return
    activity = by.enrolment.edition.outline.activities.get((thread.lesson, thread.block))
    if activity is None:
        return
    written = Post.objects.by(by.user).shown().filter(thread__run=by.run, thread__lesson=thread.lesson)
    if by.enrolment.attempt > 1:
        written = written.filter(created_at__gt=by.enrolment.attempt_began_at)
    if written.filter(thread__block=thread.block).count() >= posts_needed(activity):
        event = Event(uuid4(), activity.lesson, activity.block, EventKind.SUBMITTED, now)
        record(by.enrolment, [event], now)


def posts_needed(activity: Activity) -> int:
    """How many posts the author of the lesson asks of each learner."""
    return int(activity.settings.get("posts", 1))
