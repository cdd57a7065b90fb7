"""What a stranger may learn about a document."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.cache import cache

from credentials.models import IssuedDocument
from credentials.rules import digest, family_key, shortened

ADDRESS_TRIES, NUMBER_TRIES = 20, 10
"""How often one address may look documents up, and how often one number may be tried by anybody, in a window."""

WINDOW = 600
"""Seconds."""


class TooManyTriesError(Exception):
    """Somebody seems to be guessing."""


@dataclass(frozen=True)
class Verified:
    """A document as a stranger sees it; ``name`` is initials when the holder wishes so."""

    state: str
    kind: str
    number: str
    name: str
    name_hidden: bool
    title: str
    hours: int | None
    issued_on: date
    organisation: str
    is_duplicate: bool
    ended_at: datetime | None

    @property
    def in_force(self) -> bool:
        """Whether it holds."""
        return self.state == IssuedDocument.State.ISSUED


def verified(document: IssuedDocument) -> Verified:
    """What a document tells a stranger."""
    family, given, patronymic = document.data["names"][document.languages[0]]
    shown = " ".join(part for part in (family, given, patronymic) if part)
    return Verified(
        state=document.state,
        kind=document.get_kind_display(),
        number=document.number,
        name=shortened(family, given, patronymic) if document.hides_name else shown,
        name_hidden=document.hides_name,
        title=str(document.title),
        hours=document.hours,
        issued_on=document.issued_on,
        organisation=str(document.organisation or ""),
        is_duplicate=document.is_duplicate,
        ended_at=document.ended_at,
    )


def find(number: str, family: str, address: str) -> IssuedDocument | None:
    """The document of a number and its holder's family name, as printed in any of its languages.

    A wrong name and a number nobody has are answered alike, so that numbers tell nothing by themselves. Raises
    :class:`TooManyTriesError` when ``address``, or anybody together for this number, has tried too often.
    """
    wanted = number.strip()
    _count(f"address:{address}", ADDRESS_TRIES)
    _count(f"number:{wanted.casefold()}", NUMBER_TRIES)
    key = family_key(family)
    if not key:
        return None
    for document in IssuedDocument.objects.filter(number__iexact=wanted)[:10]:
        if key in {family_key(parts[0]) for parts in document.data["names"].values()}:
            return document
    return None


def _count(what: str, most: int) -> None:
    key = f"limit:verify:{digest(what)}"
    cache.add(key, 0, WINDOW)
    try:
        tries = cache.incr(key)
    except ValueError:  # It expired between the two calls.
        tries = 1
    if tries > most:
        raise TooManyTriesError
