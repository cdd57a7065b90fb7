"""What documents are issued for, as the apps above tell it: a run of a course, say, with who gets one and who does not.

Each app registers its source in ``AppConfig.ready()``; this app knows nothing of what stands behind it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from django.utils.functional import Promise

from credentials.awards import Award

if TYPE_CHECKING:
    from people.models import Organisation, User


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be given a document: for what, or why not."""

    holder: "User"
    award: Award | None = None
    why_not: str | Promise = ""


@dataclass(frozen=True)
class Occasion:
    """Something documents are issued for together, by one organisation."""

    title: str
    organisation: "Organisation | None"
    candidates: Sequence[Candidate] = field(default_factory=tuple)
    kinds: Sequence[str] = ()
    """The kinds of documents it can lead to; empty for all."""


class Source(Protocol):
    """What an app tells of its occasions. ``name`` begins their keys."""

    name: str

    def choices(self, by: "User") -> Sequence[tuple[str, str]]:
        """Occasions the person may issue documents for, as (key, title), the likeliest first; few enough for a list."""

    def occasion(self, key: str, by: "User") -> Occasion | None:
        """One of them, in a number of queries that does not grow; ``None`` for one that the person may not see."""


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add a source; a second one of the same name takes the place of the first."""
    _sources[source.name] = source


def choices(by: "User") -> list[tuple[str, str]]:
    """All occasions a person may choose from, as (address, title)."""
    return [(f"{source.name}:{key}", title) for source in _sources.values() for key, title in source.choices(by)]


def find(address: str, by: "User") -> Occasion | None:
    """The occasion of an address, with its candidates."""
    name, _colon, key = address.partition(":")
    source = _sources.get(name)
    return source.occasion(key, by) if source and key else None
