"""Writing announcements and sending them. The only writer of announcements."""

from datetime import datetime
from typing import TypedDict, Unpack

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.discussions.access import participants
from courses.discussions.markup import to_plain
from courses.models import Announcement, Run
from courses.services.runs import may_open_runs
from people.localised import LocalisedText
from people.models import User
from people.notifications import notify

KIND = "courses.announcement"


class AnnouncementFields(TypedDict, total=False):
    """What an announcement says; without ``publish_at`` it goes at once."""

    titles: LocalisedText
    texts: LocalisedText
    publish_at: datetime | None
    event_at: datetime | None
    event_ends_at: datetime | None
    place: str


def may_announce(run: Run, user: User) -> bool:
    """Whether somebody speaks to the whole run: its tutors, and who opens runs for its organisation."""
    return run.tutors.filter(pk=user.pk).exists() or may_open_runs(user, run.organisation)


@transaction.atomic
def save_announcement(
    run: Run,
    by: User,
    announcement: Announcement | None = None,
    at: datetime | None = None,
    **fields: Unpack[AnnouncementFields],
) -> Announcement:
    """Write an announcement, or change one; it is sent when its moment comes, which may be now.

    One that was sent is changed where people read it, and nobody is told again. Raises ``PermissionDenied``, and
    ``ValidationError`` with messages by field.
    """
    _check(run, by)
    now = at or timezone.now()
    saved = announcement or Announcement(run=run, author=by, created_at=now)
    if saved.run_id != run.pk:
        raise PermissionDenied(_("This announcement belongs to another run."))
    moment = fields.pop("publish_at", None)
    for name, value in fields.items():
        setattr(saved, name, value)
    if not saved.is_published:
        saved.publish_at = moment or now
    saved.changed_at = now
    saved.full_clean(exclude=["run", "author"])
    saved.save()
    log(saved, "wagtail.edit" if announcement else "wagtail.create", user=by)
    if not saved.is_published:
        transaction.on_commit(lambda: _send_at(saved.publish_at))
    return saved


@transaction.atomic
def delete_announcement(announcement: Announcement, by: User) -> None:
    """Take an announcement back: it is not sent, or no longer shown. Raises ``PermissionDenied``."""
    _check(announcement.run, by)
    log(announcement, "wagtail.delete", user=by, deleted=True)
    announcement.delete()


def publish_due(at: datetime | None = None) -> int:
    """Send the announcements whose moment has come; gives how many went. Each goes once, whoever asks."""
    now = at or timezone.now()
    return sum(_publish(row, now) for row in Announcement.objects.due(now).select_related("run", "author"))


@transaction.atomic
def _publish(announcement: Announcement, now: datetime) -> bool:
    # Claimed by the update itself: two workers at once send it once.
    if not Announcement.objects.filter(pk=announcement.pk, published_at=None).update(published_at=now):
        return False
    slug, number = announcement.run.slug, announcement.pk
    notify(
        participants(announcement.run).exclude(pk=announcement.author_id),
        KIND,
        lambda _user: str(announcement.titles),
        lambda _user: f"{reverse('courses:announcements', args=[slug])}#announcement-{number}",
        detail=lambda _user: to_plain(str(announcement.texts)),
        key=f"announcement:{number}",
        at=now,
    )
    return True


def _send_at(moment: datetime) -> None:
    from courses.announcements.tasks import publish_announcements

    if moment <= timezone.now():
        publish_announcements.enqueue()
    elif publish_announcements.get_backend().supports_defer:
        publish_announcements.using(run_after=moment).enqueue()


def _check(run: Run, by: User) -> None:
    if not may_announce(run, by):
        raise PermissionDenied(_("Announcements are made by the run’s tutors, registrars and methodologists."))
