"""Numbers of documents: which pattern holds, and the next number, without gaps."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Max

from credentials.kinds import KIND_CODES
from credentials.models import Numbering, NumberSequence
from credentials.rules import format_number, restarts_each_year

if TYPE_CHECKING:
    from people.models import Organisation


@dataclass(frozen=True)
class Numbers:
    """The two numbers of one document."""

    numbering: Numbering
    number: str
    registration_number: str


def numbering_for(organisation: "Organisation | None", kind: str) -> Numbering:
    """The numbering of the nearest organisation on the way up that has one, else everybody's, made when missing."""
    paths = []
    if organisation is not None:
        paths = [
            organisation.path[:end]
            for end in range(organisation.steplen, len(organisation.path) + 1, organisation.steplen)
        ]
    own = Numbering.objects.filter(kind=kind, organisation__path__in=paths).order_by("-organisation__path").first()
    if own is not None:
        return own
    try:
        with transaction.atomic():
            return Numbering.objects.get_or_create(organisation=None, kind=kind)[0]
    except IntegrityError:  # Another thread made it first.
        return Numbering.objects.get(organisation=None, kind=kind)


def next_numbers(organisation: "Organisation | None", kind: str, on: date) -> Numbers:
    """The next numbers of the series. Must be called inside the transaction that stores the document.

    The series stays locked until that transaction ends, and a transaction that fails gives its number back: so there
    are neither gaps nor numbers given twice.
    """
    numbering = numbering_for(organisation, kind)
    # Begun again, both numbers must differ from last year's.
    patterns = (numbering.pattern, numbering.registration_pattern)
    year = on.year if all(restarts_each_year(each) for each in patterns) else 0
    sequence = _locked(numbering, year)
    sequence.last += 1
    sequence.save(update_fields=["last"])

    def written(pattern: str) -> str:
        return format_number(pattern, number=sequence.last, year=on.year, kind=KIND_CODES[kind])

    return Numbers(numbering, written(numbering.pattern), written(numbering.registration_pattern))


def _locked(numbering: Numbering, year: int) -> NumberSequence:
    rows = NumberSequence.objects.select_for_update().filter(numbering=numbering, year=year)
    found = rows.first()
    if found is not None:
        return found
    # A series that no longer begins again goes on after all that came before it.
    last = 0 if year else numbering.sequences.aggregate(last=Max("last"))["last"] or 0
    try:
        with transaction.atomic():
            NumberSequence.objects.create(numbering=numbering, year=year, last=last)
    except IntegrityError:  # Another thread began the series first.
        pass
    return rows.get()
