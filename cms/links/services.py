"""The only writers of addresses of other sites and of their checks."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from cms.jobs import SupersededError
from cms.links.asking import Answer, Asker, Bounds
from cms.links.rounds import Round
from cms.links.rules import Outcome, digest
from cms.links.tasks import run_link_check
from cms.models import LinkCheck, WebAddress
from people.models import User

MOST_AT_ONCE = 1000
"""Addresses of one check; another check takes the rest."""

FRESH_FOR = timedelta(hours=1)
"""An address that answered so lately is not asked again."""


def known(urls: Collection[str]) -> Mapping[str, WebAddress]:
    """What is known of addresses, by address; in one query for every few hundred."""
    digests = [digest(url) for url in urls]
    return {found.url: found for found in WebAddress.objects.in_bulk(digests, field_name="digest").values()}


def start_check(subject: str, urls: Collection[str], by: User, at: datetime | None = None) -> LinkCheck | None:
    """Have the addresses of something asked in the background; those that answered lately are left out.

    The check that is under way already is the answer to a second call, and is gone on with if it has stopped. ``None``
    where there is nothing to ask. Whoever calls has looked whether the person may see the subject.
    """
    now = at or timezone.now()
    under_way = LinkCheck.objects.unfinished().filter(subject=subject).first()
    if under_way is not None:
        return _go_on(under_way, now)
    wanted = _to_ask(urls, now)
    return _begin(subject, wanted, by, now) if wanted else None


def _to_ask(urls: Collection[str], now: datetime) -> list[str]:
    there = known(urls)
    fresh = {
        url
        for url, address in there.items()
        if address.checked_at and address.checked_at > now - FRESH_FOR and address.outcome == Outcome.ALIVE
    }
    return [url for url in dict.fromkeys(urls) if url not in fresh][:MOST_AT_ONCE]


def _begin(subject: str, urls: list[str], by: User, now: datetime) -> LinkCheck:
    try:
        with transaction.atomic():
            check = LinkCheck.objects.create(
                subject=subject, total=len(urls), created_by=by, created_at=now, seen_at=now
            )
            rows = [WebAddress(digest=digest(url), url=url) for url in urls]
            WebAddress.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
            check.addresses.set(known(urls).values())
            transaction.on_commit(lambda: run_link_check.enqueue(check.pk))
    except IntegrityError:
        # Somebody else pressed the button at the same moment.
        return LinkCheck.objects.unfinished().get(subject=subject)
    return check


@transaction.atomic
def _go_on(check: LinkCheck, now: datetime) -> LinkCheck:
    if LinkCheck.objects.requeue(check.pk, now):
        transaction.on_commit(lambda: run_link_check.enqueue(check.pk))
    return check


def run_check(pk: int, asker: Asker | None = None, *, seconds: float = 900.0, pause: float = 1.0) -> None:
    """Ask what a check has not asked yet, unless somebody else does. Each answer is kept as it comes."""
    attempt = LinkCheck.objects.begin(pk)
    if attempt is None:
        return
    check = LinkCheck.objects.get(pk=pk)
    # Those that the check has asked already, before it was broken off, are not asked again.
    waiting = check.addresses.exclude(checked_at__gte=check.created_at).values_list("url", flat=True)
    asking = Round(asker or Asker(_bounds()), seconds=seconds, pause=pause)
    try:
        for url, answer in asking.answers(list(waiting)):
            keep({url: answer})
            LinkCheck.objects.sign(pk, attempt, done=_asked(check))
    except SupersededError:
        return
    LinkCheck.objects.filter(pk=pk, attempt=attempt).update(state=LinkCheck.State.DONE, done=_asked(check))


def _asked(check: LinkCheck) -> int:
    return check.addresses.filter(checked_at__gte=check.created_at).count()


def keep(answers: Mapping[str, Answer], at: datetime | None = None) -> None:
    """Write down what addresses answered."""
    now = at or timezone.now()
    for url, answer in answers.items():
        WebAddress.objects.filter(digest=digest(url)).update(
            outcome=answer.outcome, status=answer.status, moved_to=answer.moved_to, checked_at=now
        )


def latest_check(subject: str) -> LinkCheck | None:
    """The last check of something."""
    return LinkCheck.objects.filter(subject=subject).select_related("created_by").first()


def _bounds() -> Bounds:
    hosts: Iterable[str] = settings.LINK_CHECK_PRIVATE_HOSTS
    return Bounds(private_hosts=frozenset(host.lower() for host in hosts))
