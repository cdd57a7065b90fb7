"""What the embedded engine asks of a database's full text."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from search.analysis import Phrase, QueryTerm, Ways
from search.engines.embedded.sql import Sql


@dataclass(frozen=True, slots=True)
class Terms:
    """The analysed fields of one entry. ``beginnings`` is what a suggestion is looked up in."""

    entry_id: int
    title: list[str]
    keywords: list[str]
    summary: list[str]
    body: list[str]
    beginnings: list[str]


class Dialect(ABC):
    """Full text of one database. Terms hold letters, digits and U+02BB alone (see ``search.analysis``)."""

    vendor: ClassVar[str]
    position: ClassVar[str]
    """The function that tells where in a string another one stands, from 1; 0 if it does not."""
    binary_order: ClassVar[str]
    """The collation that compares code points."""

    @abstractmethod
    def write(self, rows: Iterable[Terms]) -> None:
        """Store the terms of new entries."""

    @abstractmethod
    def delete(self, entry_ids: Collection[int]) -> None:
        """Forget the terms of entries about to be deleted."""

    @abstractmethod
    def found(self, terms: Sequence[QueryTerm], phrases: Ways, required: Sequence[Phrase], *, every: bool) -> Sql:
        """A query for ``id`` and ``rank`` (more is better) of entries with every term, or with any.

        Each of ``required`` has to stand there, word by word. Entries with one of ``phrases`` rank higher.
        """

    @abstractmethod
    def having(self, phrases: Iterable[Sequence[str]]) -> Sql:
        """A query for ``id`` of entries with any of these phrases, of all generations."""

    @abstractmethod
    def beginning(self, prefixes: Sequence[tuple[str, frozenset[str]]]) -> Sql:
        """A query for ``id`` of entries with, for each prefix, a word that begins with it or one of its other forms."""
