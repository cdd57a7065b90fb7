"""What a search engine has to do, whichever it is.

The catalogue, the commands and the tests speak to this interface alone. An engine stores documents by key, answers
one question with everything a page of results needs, and never shows a reader what they may not see: permission is
part of the question it asks its store, in :meth:`Engine.search` and :meth:`Engine.suggest` alike.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from django.utils import timezone
from django.utils.safestring import SafeString

from search.analysis import QueryTerm, other_layout, query_terms, wording
from search.documents.base import Document
from search.query import PAGE_SIZE, SearchQuery


@dataclass(frozen=True, slots=True)
class Translation:
    """The same object in another language."""

    language: str
    url: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One object that was found, in the language chosen for the reader; words of the query are marked."""

    key: str
    type: str
    page_id: int
    language: str
    url: str
    title: SafeString
    summary: SafeString
    resource_type: str
    level: str
    licence: str
    published_at: datetime | None
    duration_minutes: int | None
    translations: tuple[Translation, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to one question. Everything is counted in objects, not in their translations."""

    hits: tuple[Hit, ...]
    total: int
    page: int
    counts: Mapping[str, Mapping[str, int]]
    """For each facet, how many objects each value would give, the facet's own selection ignored."""
    without: Mapping[str, int] = field(default_factory=dict)
    """For each facet with a selection, the total if it were dropped."""
    without_filters: int = 0
    """The total if every selection were dropped."""
    some_words: bool = False
    """No object has all the words, so objects with some of them are shown."""
    instead: str = ""
    """Nothing has the words that were typed; these, of the other keyboard layout, were looked for."""

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An object a reader may be typing the title of."""

    title: str
    url: str
    type: str
    language: str
    resource_type: str


@dataclass(frozen=True, slots=True)
class Status:
    """The state of an index, for people who look after it."""

    engine: str
    documents: int
    by_type: Mapping[str, int]
    by_language: Mapping[str, int]
    built_at: datetime | None
    building: bool


class RebuildSupersededError(Exception):
    """Another rebuild was started after this one; this one must stop."""


class Rebuild(Protocol):
    """An index in the making, beside the one that readers use."""

    def add(self, documents: Sequence[Document]) -> None:
        """Put documents into the new index.

        Raises:
            RebuildSupersededError: when another rebuild has begun since.
        """
        ...


class Engine(ABC):
    """An index of documents that answers questions."""

    @abstractmethod
    def index(self, documents: Sequence[Document]) -> None:
        """Put documents in, or in place of those with the same keys. Also into an index being rebuilt."""

    @abstractmethod
    def remove(self, keys: Collection[str]) -> None:
        """Take documents out; unknown keys are no error. Also out of an index being rebuilt."""

    @abstractmethod
    def clear(self) -> None:
        """Take everything out."""

    @abstractmethod
    def rebuilding(self) -> AbstractContextManager[Rebuild]:
        """A new index. Readers see the old one until the block ends well; if it raises, nothing has changed."""

    def search(self, query: SearchQuery, at: datetime | None = None) -> Results:
        """Answer a question as of ``at`` (now, if not given): documents that have expired by then are not found.

        When no object has all the words, those the same keys give in the other keyboard layout are tried, then
        objects with some of the words are shown. Phrases in quotation marks and exclusions hold in any case. A page
        beyond the last is the last. The number of requests to the store does not depend on its size.
        """
        at = at or timezone.now()
        asked = wording(query.text)
        terms = asked.terms
        results = Results(hits=(), total=0, page=1, counts={})
        if terms or asked.excluded or not query.text:
            results = self._search(query, terms, at, every=True)
        if results.without_filters or not query.text:
            return results
        meant = None if asked.has_signs else self._meant(query, at)
        return meant or (self._search(query, terms, at, every=False) if len(terms) > 1 else results)

    def _meant(self, query: SearchQuery, at: datetime) -> Results | None:
        text = other_layout(query.text)
        terms = query_terms(text) if text else ()
        if not text or not terms:
            return None
        results = self._search(replace(query, text=text), terms, at, every=True)
        return replace(results, instead=text) if results.without_filters else None

    @abstractmethod
    def _search(self, query: SearchQuery, terms: Sequence[QueryTerm], at: datetime, *, every: bool) -> Results:
        """Answer a question with these terms: of each object that has ``every`` one, or any.

        And that has each phrase of the question's ``wording``, and in no translation anything it excludes. Without
        terms all objects are asked for.
        """

    @abstractmethod
    def suggest(self, prefix: str, language: str, limit: int, at: datetime | None = None) -> list[Suggestion]:
        """Objects with titles that have words beginning as typed; the reader's language first."""

    @abstractmethod
    def correct(self, text: str) -> str | None:
        """The query as it may have been meant, when a word of it is unknown but near to a known one."""

    @abstractmethod
    def status(self) -> Status:
        """How many documents there are, and since when."""
