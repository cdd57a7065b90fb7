"""Letters about what people were told: at once, or one a day; each in the person's language, sent again when it failed.

A letter is claimed before it is sent, by moving the moment it is due ahead: two workers never send the same one, and
one that was claimed by a worker that died is sent by the next.
"""

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from smtplib import SMTPException
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from people.models import Digest, Notification, User
from people.unsubscribing import ALL_DIGESTS, unsubscribe_url

logger = logging.getLogger(__name__)

FIRST_RETRY = timedelta(minutes=5)
MOST_ATTEMPTS = 6
"""The last is tried 5 × 2⁵ minutes, nearly three hours, after the one before."""
DIGEST_HOUR = 8
"""From when on in the morning, by the person's own clock."""
SENT_AT_ONCE = 500
LONGEST_DIGEST = 50
LONGEST_SUBJECT = 150


def send_due_letters(at: datetime | None = None) -> tuple[int, datetime | None]:
    """Send the letters that are due; gives how many went, and when the next is due if any had to wait."""
    now = at or timezone.now()
    connection = _open()
    if connection is None:
        return 0, now + FIRST_RETRY
    sent = 0
    for row in Notification.objects.due(now).order_by("mail_due_at", "pk")[:SENT_AT_ONCE]:
        if _claim(row, now) and _send(_letter(row.recipient, [row]), connection):
            Notification.objects.filter(pk=row.pk).update(mail_due_at=None, mailed_at=now)
            sent += 1
    connection.close()
    waiting = Notification.objects.filter(mail_due_at__isnull=False, recipient__is_active=True)
    return sent, waiting.order_by("mail_due_at").values_list("mail_due_at", flat=True).first()


def _claim(row: Notification, now: datetime) -> bool:
    again = now + FIRST_RETRY * 2**row.mail_attempts if row.mail_attempts + 1 < MOST_ATTEMPTS else None
    mine = Notification.objects.filter(pk=row.pk, mail_due_at=row.mail_due_at)
    return bool(mine.update(mail_due_at=again, mail_attempts=F("mail_attempts") + 1))


def send_digests(at: datetime | None = None) -> int:
    """Send the day's letters to those whose morning has come; gives how many went. At most one a day to a person."""
    now = at or timezone.now()
    connection = _open()
    if connection is None:
        return 0
    waiting = Notification.objects.for_digest().order_by().values("recipient")
    sent = 0
    for user in User.objects.filter(is_active=True, pk__in=waiting).order_by("pk").iterator(SENT_AT_ONCE):
        if day := _digest_day(user, now):
            sent += _send_digest(user, day, now, connection)
    connection.close()
    return sent


def _digest_day(user: User, now: datetime) -> date | None:
    there = now.astimezone(ZoneInfo(user.time_zone))
    return there.date() if there.hour >= DIGEST_HOUR else None


def _send_digest(user: User, day: date, now: datetime, connection: BaseEmailBackend) -> bool:
    if not _claim_digest(user, day, now):
        return False
    rows = list(Notification.objects.of(user).for_digest().filter(created_at__lte=now))
    if not rows or not _send(_letter(user, rows), connection):
        return False
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=now)
    Digest.objects.filter(recipient=user, day=day).update(sent_at=now)
    return True


def _claim_digest(user: User, day: date, now: datetime) -> bool:
    digest, created = Digest.objects.get_or_create(recipient=user, day=day, defaults={"claimed_at": now})
    if created or digest.sent_at:
        return created
    # Begun and not sent: the mail server was away, or the worker died. Tried again after a while.
    stale = Digest.objects.filter(pk=digest.pk, sent_at=None, claimed_at__lte=now - FIRST_RETRY)
    return bool(stale.update(claimed_at=now))


def _letter(user: User, rows: Sequence[Notification]) -> EmailMultiAlternatives:
    """One letter about one piece of news, or about several."""
    single = rows[0] if len(rows) == 1 and rows[0].channel != "digest" else None
    language = single.language if single else user.language
    with translation.override(language), timezone.override(user.time_zone):
        stop = unsubscribe_url(user, single.kind if single else ALL_DIGESTS)
        context = {
            "user": user,
            "items": [(row, _absolute(row.url)) for row in rows[:LONGEST_DIGEST]],
            "more": max(0, len(rows) - LONGEST_DIGEST),
            "single": single,
            "language": language,
            "site_url": _absolute("/"),
            "list_url": _absolute(reverse("notifications:list")),
            "unsubscribe_url": _absolute(stop),
        }
        subject = _subject(rows, single)
        letter = EmailMultiAlternatives(subject, render_to_string("people/letters/news.txt", context), to=[user.email])
        letter.attach_alternative(render_to_string("people/letters/news.html", context), "text/html")
    letter.extra_headers = {
        "List-Unsubscribe": f"<{context['unsubscribe_url']}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "Content-Language": language,
    }
    return letter


def _subject(rows: Sequence[Notification], single: Notification | None) -> str:
    if single:
        return " ".join(single.text.split())[:LONGEST_SUBJECT]
    number = len(rows)
    return ngettext("%(number)d piece of news for you", "%(number)d pieces of news for you", number) % {
        "number": number
    }


def _absolute(path: str) -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}" if path else ""


def _open() -> BaseEmailBackend | None:
    """One connection for many letters; nothing while the mail server does not answer."""
    connection = get_connection()
    try:
        connection.open()
    except (SMTPException, OSError):
        logger.warning("The mail server does not answer; letters wait.", exc_info=True)
        return None
    return connection


def _send(letter: EmailMultiAlternatives, connection: BaseEmailBackend) -> bool:
    letter.connection = connection
    try:
        return bool(letter.send())
    except (SMTPException, OSError):
        logger.warning("A letter could not be sent and will be tried again.", exc_info=True)
        connection.close()  # The next letter begins anew: this connection may be broken.
        return False
