"""Discussions: the forums of a run, their threads and posts, and what readers and moderators do with them."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from courses.discussions.querysets import PostQuerySet, ThreadQuerySet
from people.localised import LocalisedTextField


class Forum(models.Model):
    """A place for threads of a run. Each run begins with one, which has no name of its own."""

    run = models.ForeignKey("courses.Run", models.CASCADE, related_name="forums", verbose_name=_("run"))
    labels = LocalisedTextField(_("name"), blank=True)
    description = LocalisedTextField(_("description"), blank=True, multiline=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_for_staff = models.BooleanField(
        _("begun by staff"), default=False, help_text=_("Learners answer here, but do not begin threads.")
    )

    class Meta:
        verbose_name = _("forum")
        verbose_name_plural = _("forums")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Its name in the reader's language."""
        return str(self.labels) or gettext("General discussion")


class Thread(models.Model):
    """A discussion: in a forum, or of an activity of a lesson, which has one in each run (or one for each group).

    ``of_group`` stays when the group goes: what was written among a few is not shown to everybody afterwards.
    """

    run = models.ForeignKey("courses.Run", models.CASCADE, related_name="threads", verbose_name=_("run"))
    forum = models.ForeignKey(
        Forum, models.CASCADE, null=True, blank=True, related_name="threads", verbose_name=_("forum")
    )
    lesson = models.UUIDField(_("lesson"), null=True, blank=True)
    block = models.UUIDField(_("activity"), null=True, blank=True)
    of_group = models.BooleanField(_("of one group"), default=False)
    group = models.ForeignKey(
        "courses.Group",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="threads",
        verbose_name=pgettext_lazy("of learners", "group"),
    )
    title = models.CharField(_("title"), max_length=200)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="threads", verbose_name=_("author")
    )
    created_at = models.DateTimeField(_("begun at"), default=timezone.now)
    last_post_at = models.DateTimeField(_("last post at"), default=timezone.now)
    post_count = models.PositiveIntegerField(_("posts"), default=0)
    is_pinned = models.BooleanField(_("pinned"), default=False)
    is_locked = models.BooleanField(_("locked"), default=False)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("of a discussion", "thread")
        verbose_name_plural = pgettext_lazy("of a discussion", "threads")
        ordering = ["-is_pinned", "-last_post_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "lesson", "block"],
                condition=models.Q(lesson__isnull=False, group__isnull=True, of_group=False),
                name="courses_thread_of_activity",
            ),
            models.UniqueConstraint(
                fields=["run", "lesson", "block", "group"],
                condition=models.Q(lesson__isnull=False, group__isnull=False),
                name="courses_thread_of_activity_and_group",
            ),
        ]
        indexes = [models.Index(fields=["forum", "-is_pinned", "-last_post_at"], name="courses_thread_list")]

    def __str__(self) -> str:
        return self.title


class Post(models.Model):
    """What somebody wrote. A reply has the post it answers as its ``root``; replies to replies answer that one too."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="posts", verbose_name=_("thread"))
    root = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="replies", verbose_name=_("in reply to")
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts", verbose_name=_("author"))
    key = models.UUIDField(_("key"), default=uuid.uuid4, help_text=_("Given by the form: sent twice, it counts once."))
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"))
    language = models.CharField(_("language"), max_length=16, blank=True)
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    edited_at = models.DateTimeField(_("edited at"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("hidden at"), null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("hidden by")
    )
    hidden_reason = models.CharField(_("why it is hidden"), max_length=500, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("in a discussion", "post")
        verbose_name_plural = pgettext_lazy("in a discussion", "posts")
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["author", "key"], name="courses_post_once")]
        indexes = [models.Index(fields=["author", "created_at"], name="courses_post_author")]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_hidden(self) -> bool:
        """Whether moderators have taken it out of sight."""
        return self.hidden_at is not None


class PostVersion(models.Model):
    """What a post said before it was edited."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="versions", verbose_name=_("post"))
    text = models.TextField(_("text"))
    replaced_at = models.DateTimeField(_("replaced at"), default=timezone.now)

    class Meta:
        verbose_name = _("former text of a post")
        verbose_name_plural = _("former texts of posts")
        ordering = ["replaced_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Subscription(models.Model):
    """Somebody follows a thread, or all threads of a forum; ``is_on`` is off for who does not want to, though they
    wrote.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="subscriptions", verbose_name=_("person")
    )
    forum = models.ForeignKey(Forum, models.CASCADE, null=True, blank=True, related_name="subscriptions")
    thread = models.ForeignKey(Thread, models.CASCADE, null=True, blank=True, related_name="subscriptions")
    is_on = models.BooleanField(_("on"), default=True)

    class Meta:
        verbose_name = pgettext_lazy("to a discussion", "subscription")
        verbose_name_plural = pgettext_lazy("to a discussion", "subscriptions")
        constraints = [
            models.UniqueConstraint(fields=["user", "forum"], name="courses_subscription_forum"),
            models.UniqueConstraint(fields=["user", "thread"], name="courses_subscription_thread"),
            models.CheckConstraint(
                condition=models.Q(forum__isnull=True) ^ models.Q(thread__isnull=True),
                name="courses_subscription_to_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.thread or self.forum}"


class Report(models.Model):
    """A reader thinks that a post should not stand; a moderator looks at it."""

    class Outcome(models.TextChoices):
        HIDDEN = "hidden", _("The post was hidden")
        KEPT = "kept", _("The post stays")

    post = models.ForeignKey(Post, models.CASCADE, related_name="reports", verbose_name=_("post"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reported by"))
    reason = models.CharField(_("reason"), max_length=500)
    created_at = models.DateTimeField(_("reported at"), default=timezone.now)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("settled by")
    )
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("about a post", "report")
        verbose_name_plural = pgettext_lazy("about a post", "reports")
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["post", "by"], name="courses_report_once")]

    def __str__(self) -> str:
        return self.reason
