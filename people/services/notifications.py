"""Telling people, and what they do with what they were told. Letters are in :mod:`people.services.letters`."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone, translation
from django.utils.functional import Promise

from people.models import Notification, NotificationPreference, User
from people.notification_kinds import Channel, kind_named, kinds

Message = str | Promise | Callable[[User], str | Promise]
"""A text, a lazy one, or a function of the person told: always made in that person's language and time zone."""

REMEMBERED_FOR = 15
"""Seconds. Short, for without Redis each process remembers by itself, and one that was read should not come back."""
COUNTED_UP_TO = 100
WRITTEN_AT_ONCE = 500

KEEP_READ = timedelta(days=90)
KEEP_UNREAD = timedelta(days=365)


def notify(
    users: Iterable[User],
    kind: str,
    message: Message,
    url: Message = "",
    *,
    detail: Message = "",
    key: str = "",
    at: datetime | None = None,
) -> int:
    """Tell people something, each in their language and by the way they chose for the kind; gives how many are told.

    ``url`` is an address of this site, best a ``reverse_lazy`` so that it leads to the page in the person's language.
    ``detail`` is a longer text under the message. Nobody is told twice of what has the same ``key``. What is told
    belongs to the transaction of the caller: letters go when it is committed, and nothing is left if it is not.
    Two queries for a class; on SQLite one more for every sixty people. Raises ``LookupError`` for a kind that nobody
    registered.
    """
    now = at or timezone.now()
    words = (message, url, detail)
    rows = [_row(user, channel, words, kind=kind, key=key, now=now) for user, channel in _reached(users, kind)]
    if rows:
        _store(rows)
    return len(rows)


def _reached(users: Iterable[User], kind: str) -> list[tuple[User, Channel]]:
    """Who is to be told of a kind, each once, and by which way. One query."""
    default = kind_named(kind).default
    people = {user.pk: user for user in users if user.is_active}
    if not people:
        return []
    rows = NotificationPreference.objects.filter(user__in=people, kind=kind)
    chosen = dict(rows.values_list("user_id", "channel"))
    channels = ((user, Channel(chosen.get(user.pk, default))) for user in people.values())
    return [(user, channel) for user, channel in channels if channel != Channel.NONE]


def _row(
    user: User, channel: Channel, words: tuple[Message, Message, Message], *, kind: str, key: str, now: datetime
) -> Notification:
    with translation.override(user.language), timezone.override(user.time_zone):
        text, url, detail = (str(each(user) if callable(each) else each) for each in words)
    if url and (not url.startswith("/") or url.startswith("//")):
        raise ValueError(f"A notification leads to a page of this site, not to {url}.")
    return Notification(
        recipient=user,
        kind=kind,
        key=key,
        text=text,
        detail=detail,
        url=url,
        language=user.language,
        channel=channel,
        created_at=now,
        mail_due_at=now if channel == Channel.EMAIL else None,
    )


def _store(rows: list[Notification]) -> None:
    # Whom a key has told already is left out by the database itself, so that two callers at once tell once.
    Notification.objects.bulk_create(rows, ignore_conflicts=True, batch_size=WRITTEN_AT_ONCE)
    people = [row.recipient_id for row in rows]
    transaction.on_commit(lambda: cache.delete_many([_unread_key(pk) for pk in people]))
    if any(row.mail_due_at for row in rows):
        transaction.on_commit(_send_soon)


def _send_soon() -> None:
    from people.tasks import send_letters

    send_letters.enqueue()


def unread_count(user: User, *, anew: bool = False) -> int:
    """How many news a person has not seen, up to a hundred; ``anew`` where the list itself is shown beside it.

    Every page asks this, so it is remembered for some seconds; being told something and reading it forget
    it at once, in processes that share no cache when the seconds are over.
    """
    key = _unread_key(user.pk)
    remembered: int | None = None if anew else cache.get(key)
    if remembered is None:
        remembered = Notification.objects.of(user).unread()[:COUNTED_UP_TO].count()
        cache.set(key, remembered, REMEMBERED_FOR)
    return remembered


def _unread_key(user: int) -> str:
    return f"people:unread:{user}"


def mark_read(user: User, pk: int, at: datetime | None = None) -> bool:
    """Take one of a person's own news as read; ``False`` for what is not theirs."""
    own = Notification.objects.of(user).filter(pk=pk)
    own.unread().update(read_at=at or timezone.now())
    cache.delete(_unread_key(user.pk))
    return own.exists()


def mark_all_read(user: User, at: datetime | None = None) -> int:
    """Take everything a person was told as read; gives how many that were."""
    number = Notification.objects.of(user).unread().update(read_at=at or timezone.now())
    cache.delete(_unread_key(user.pk))
    return number


@transaction.atomic
def set_preferences(user: User, chosen: Mapping[str, str]) -> None:
    """Keep the ways a person wants to be told, by kind. Raises ``LookupError``, ``ValueError`` for unknown ones."""
    rows = [
        NotificationPreference(user=user, kind=kind_named(kind).name, channel=Channel(channel))
        for kind, channel in chosen.items()
    ]
    NotificationPreference.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "kind"], update_fields=["channel"]
    )
    _stop_letters(user, {kind for kind, channel in chosen.items() if channel != Channel.EMAIL})


def stop_letters(user: User, names: Collection[str]) -> None:
    """No letters about these kinds any more; what is told stays on the site."""
    chosen = preferences(user)
    by_letter = (Channel.EMAIL, Channel.DIGEST)
    set_preferences(user, {kind: Channel.SITE for kind in names if chosen.get(kind) in by_letter})
    Notification.objects.of(user).filter(kind__in=names, channel=Channel.DIGEST).update(channel=Channel.SITE)


def _stop_letters(user: User, names: Collection[str]) -> None:
    Notification.objects.of(user).filter(kind__in=names, mail_due_at__isnull=False).update(mail_due_at=None)


def preferences(user: User) -> dict[str, Channel]:
    """The way a person is told, for every kind."""
    chosen = dict(user.notification_preferences.values_list("kind", "channel"))
    return {kind.name: Channel(chosen.get(kind.name, kind.default)) for kind in kinds()}


def clear_notifications(at: datetime | None = None) -> int:
    """Forget what was read three months ago and what nobody has read for a year; gives how many rows went."""
    now = at or timezone.now()
    read, _ = Notification.objects.filter(read_at__lt=now - KEEP_READ).delete()
    old, _ = Notification.objects.filter(created_at__lt=now - KEEP_UNREAD).delete()
    return read + old
