"""Whom a post is told to."""

from collections.abc import Collection

from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.discussions.access import moderators, participants
from courses.discussions.markup import to_plain
from courses.models import Post, Report, Subscription, Thread
from people.notifications import notify

EXCERPT = 300

MENTION, REPLY, REPORT = "courses.mention", "courses.reply", "courses.report"


def tell_of_post(post: Post, thread: Thread, named: Collection[int]) -> None:
    """Tell those whom a post names, then those who follow its thread or forum; nobody twice, nobody who cannot read it.

    The words are the post's own, so they stay in the language they were written in.
    """
    readers = participants(thread.run, thread).exclude(pk=post.author_id)
    url, key = _address(post, thread), f"post:{post.pk}"
    author, excerpt = post.author.get_full_name(), _excerpt(post.text)
    if named:
        notify(
            readers.filter(pk__in=named),
            MENTION,
            lambda _user: _("%(name)s mentioned you: “%(title)s”") % {"name": author, "title": thread.title},
            url,
            detail=excerpt,
            key=key,
        )
    followers = _followers(thread) - set(named)
    notify(
        readers.filter(pk__in=followers) if followers else (),
        REPLY,
        lambda _user: _("%(name)s wrote in “%(title)s”") % {"name": author, "title": thread.title},
        url,
        detail=excerpt,
        key=key,
    )


def tell_of_report(report: Report, thread: Thread) -> None:
    """Tell the tutors that a reader has reported a post; once for each post."""
    notify(
        moderators(thread.run),
        REPORT,
        lambda _user: _("A post was reported: “%(title)s”") % {"title": thread.title},
        reverse_lazy("courses:reports", args=[thread.run.slug]),
        detail=report.reason,
        key=f"report:{report.post_id}",
    )


def tell_hidden(post: Post, thread: Thread) -> None:
    """Tell an author that their post was hidden, and why."""
    notify(
        [post.author],
        REPLY,
        lambda _user: _("Your post was hidden: “%(title)s”") % {"title": thread.title},
        _address(post, thread),
        detail=lambda _user: pgettext("why a post was hidden", "Reason: %(reason)s") % {"reason": post.hidden_reason},
        key=f"hidden:{post.pk}:{post.hidden_at}",
    )


def _followers(thread: Thread) -> set[int]:
    """Who follows the thread, or its forum and has not switched the thread off. One query."""
    rows = Subscription.objects.filter(Q(thread=thread) | Q(forum=thread.forum_id, forum__isnull=False))
    found = list(rows.values_list("user_id", "thread_id", "is_on"))
    off = {user for user, to_thread, is_on in found if to_thread and not is_on}
    return {user for user, _thread, is_on in found if is_on} - off


def _address(post: Post, thread: Thread) -> str | Promise:
    return reverse_lazy("courses:thread_at", args=[thread.run.slug, thread.pk, post.pk])


def _excerpt(text: str) -> str:
    short = " ".join(to_plain(text).split())
    return short if len(short) <= EXCERPT else f"{short[: EXCERPT - 1].rstrip()}…"
