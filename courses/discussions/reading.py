"""What the pages of discussions show. The number of queries does not depend on the number of posts."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from courses.discussions import rules
from courses.discussions.access import Participant
from courses.models import Forum, Group, Post, Report, Run, Subscription, Thread
from courses.outline import LESSON_ITSELF, Outline

POSTS_ON_PAGE = 50
THREADS_ON_PAGE = 30
LESSONS_SHOWN = 100


@dataclass(frozen=True)
class ShownPost:
    """A post as one reader sees it."""

    post: Post
    is_by_staff: bool
    may_edit: bool
    may_reply: bool
    may_report: bool
    may_moderate: bool
    sees_reason: bool

    @property
    def has_actions(self) -> bool:
        """Whether the reader may do anything with it."""
        return self.may_edit or self.may_reply or self.may_report or self.may_moderate

    @property
    def html(self) -> SafeString:
        """What it says; made of safe tags when it was written."""
        return mark_safe(self.post.html)  # noqa: S308 - cleaned by courses.discussions.markup


@dataclass(frozen=True)
class ThreadPage:
    """A page of a thread."""

    thread: Thread
    page: Page[Post]
    posts: list[ShownPost]
    title: str
    may_write: bool
    may_moderate: bool
    is_followed: bool


def forums_of(participant: Participant) -> QuerySet[Forum]:
    """The run's forums, each with ``thread_count`` of what the participant sees in it."""
    threads = Thread.objects.visible_to(participant).filter(forum=OuterRef("pk")).order_by()
    counted = threads.values("forum").annotate(number=Count("pk")).values("number")
    return participant.run.forums.annotate(thread_count=Coalesce(Subquery(counted, output_field=IntegerField()), 0))


def lesson_threads(participant: Participant) -> list[Thread]:
    """The discussions of lessons that have begun, in the order of the course, titled in the reader's language."""
    found = Thread.objects.visible_to(participant).filter(lesson__isnull=False).for_list().order_by("pk")
    rows = list(found[:LESSONS_SHOWN])
    if rows:
        position = _outline(participant).position
        rows.sort(key=lambda thread: position.get(thread.lesson or LESSON_ITSELF, len(position)))
        for thread in rows:
            thread.title = title_of(thread, participant)
    return rows


def title_of(thread: Thread, participant: Participant) -> str:
    """The thread's title; of a lesson's, the lesson's own in the reader's language."""
    lesson = _outline(participant).lesson(thread.lesson) if thread.lesson else None
    return str(lesson.titles) if lesson else thread.title


def _outline(participant: Participant) -> Outline:
    edition = participant.enrolment.edition if participant.enrolment else participant.run.edition
    return edition.outline


def thread_page(thread: Thread, participant: Participant, number: str | None, at: datetime | None = None) -> ThreadPage:
    """A page of the posts of a thread, replies after what they answer. Five queries whatever the length."""
    now = at or timezone.now()
    page = Paginator(thread.posts.in_order().for_display(), POSTS_ON_PAGE).get_page(number)
    staff = _staff(thread.run)
    may_write = participant.may_write_in(thread)
    moderates = participant.moderates_in(thread)
    posts = [
        ShownPost(
            post=post,
            is_by_staff=post.author_id in staff,
            may_edit=may_write
            and post.author_id == participant.user.pk
            and not post.is_hidden
            and rules.may_still_edit(post.created_at, now),
            may_reply=may_write and not post.is_hidden,
            may_report=post.author_id != participant.user.pk and not post.is_hidden and not moderates,
            may_moderate=moderates,
            sees_reason=moderates or post.author_id == participant.user.pk,
        )
        for post in page
    ]
    return ThreadPage(
        thread=thread,
        page=page,
        posts=posts,
        title=title_of(thread, participant),
        may_write=may_write,
        may_moderate=moderates,
        is_followed=follows(participant, thread=thread),
    )


def _staff(run: Run) -> set[int]:
    tutors = run.tutors.through.objects.filter(run=run).values_list("user_id", flat=True)
    groups = Group.tutors.through.objects.filter(group__run=run).values_list("user_id", flat=True)
    return set(tutors.union(groups))


def follows(participant: Participant, *, thread: Thread | None = None, forum: Forum | None = None) -> bool:
    """Whether somebody is told of new posts in a thread, itself or through its forum; or in a forum."""
    own = Subscription.objects.filter(user=participant.user)
    wanted = Q(forum=forum) if forum else Q(thread=thread) | Q(forum=thread and thread.forum_id, forum__isnull=False)
    rows = list(own.filter(wanted).values_list("thread_id", "is_on"))
    # What was said about the thread itself counts before what was said about its forum.
    of_thread = [is_on for to_thread, is_on in rows if to_thread]
    return (of_thread or [is_on for _thread, is_on in rows] or [False])[0]


def address_of(post: Post) -> str:
    """The page of the thread the post is on, with its place there. Two queries."""
    thread = post.thread
    first = post.root_id or post.pk
    rows = thread.posts.annotate(first=Coalesce("root_id", "pk")).order_by()
    earlier = Q(created_at__lt=post.created_at) | Q(created_at=post.created_at, pk__lt=post.pk)
    before = rows.filter(Q(first__lt=first) | (Q(first=first) & earlier)).count()
    number = before // POSTS_ON_PAGE + 1
    page = f"?page={number}" if number > 1 else ""
    return f"{reverse('courses:thread', args=[thread.run.slug, thread.pk])}{page}#post-{post.pk}"


def open_reports(participant: Participant) -> QuerySet[Report]:
    """Reports that wait for somebody who moderates there, the oldest first."""
    threads = Thread.objects.visible_to(participant)
    if participant.groups is not None:
        threads = threads.filter(of_group=True)
    found = Report.objects.filter(settled_at=None, post__thread__in=threads)
    return found.select_related("by", "post__author", "post__thread__run")
