"""What people were told, how they want to be told, and the daily letters that were sent."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.notification_kinds import Channel, Words, kind_label
from people.querysets import NotificationQuerySet


class Notification(models.Model):
    """One piece of news for one person, in the language they had chosen when it was made."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=64)
    key = models.CharField(
        _("key"), max_length=200, blank=True, help_text=_("Nobody is told twice of what has the same key.")
    )
    text = models.TextField(_("text"))
    detail = models.TextField(_("detail"), blank=True)
    url = models.CharField(_("address"), max_length=500, blank=True)
    language = models.CharField(_("language"), max_length=16)
    channel = models.CharField(_("channel"), max_length=16, choices=Channel)
    created_at = models.DateTimeField(_("made at"), default=timezone.now)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    mail_due_at = models.DateTimeField(
        _("letter due at"), null=True, blank=True, help_text=_("Empty when no letter is to be sent.")
    )
    mail_attempts = models.PositiveSmallIntegerField(_("attempts to send"), default=0)
    mailed_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "key"], condition=~models.Q(key=""), name="people_notification_once"
            )
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="people_notification_list"),
            models.Index(
                fields=["recipient"], condition=models.Q(read_at__isnull=True), name="people_notification_unread"
            ),
            models.Index(
                fields=["mail_due_at"], condition=models.Q(mail_due_at__isnull=False), name="people_notification_due"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_read(self) -> bool:
        """Whether the person has seen it."""
        return self.read_at is not None

    @property
    def kind_label(self) -> Words:
        """What sort of news it is."""
        return kind_label(self.kind)


class NotificationPreference(models.Model):
    """The way a person has chosen for a kind; without a row, the kind's default holds."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notification_preferences", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=64)
    channel = models.CharField(_("channel"), max_length=16, choices=Channel)

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="people_preference_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.channel}"


class Digest(models.Model):
    """A person's letter of one day, in their own time zone: one row a day, so one letter a day."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="digests", verbose_name=_("person")
    )
    day = models.DateField(_("day"))
    claimed_at = models.DateTimeField(_("begun at"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("daily letter")
        verbose_name_plural = _("daily letters")
        constraints = [models.UniqueConstraint(fields=["recipient", "day"], name="people_digest_once_a_day")]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.day}"
