"""The embedded engine: the interface of ``search.engines.base`` on two tables and a full-text index."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from search.analysis import QueryTerm, alternatives, beginning, tokenise
from search.analysis.queries import MAX_TERMS
from search.documents.base import Document
from search.engines.base import Engine, Rebuild, Results, Status, Suggestion
from search.engines.embedded import statements, writing
from search.engines.embedded.reading import in_order, load_hits
from search.engines.embedded.sql import Sql
from search.highlight import Highlighter
from search.models import Entry, SpellingKey
from search.query import SearchQuery
from search.spelling import corrected, is_correctable, keys


class EmbeddedEngine(Engine):
    """Documents in the project's own database. Writes join the caller's transaction."""

    @transaction.atomic
    def index(self, documents: Sequence[Document]) -> None:
        """Into the generation readers see, and the one being built."""
        if documents:
            now = writing.state()
            writing.put(documents, [each for each in (now.live, now.building) if each is not None])

    def remove(self, keys: Collection[str]) -> None:
        """From all generations."""
        writing.take_out(keys)

    def clear(self) -> None:
        """Entries, values and learnt words."""
        writing.empty()

    def rebuilding(self) -> AbstractContextManager[Rebuild]:
        """The next generation."""
        return writing.new_generation()

    def suggest(self, prefix: str, language: str, limit: int, at: datetime | None = None) -> list[Suggestion]:
        """Two statements."""
        prefixes = [(beginning(token), alternatives(token)) for token in tokenise(prefix)]
        if not prefixes:
            return []
        ids = _ids(statements.suggestions(prefixes[:MAX_TERMS], prefix, language, limit, at or timezone.now()))
        return [
            Suggestion(entry.title, entry.url, entry.type, entry.language, entry.resource_type)
            for entry in in_order(Entry.objects.defer("body", "summary"), ids)
        ]

    def correct(self, text: str) -> str | None:
        """One statement, on the keys that near spellings share."""
        wanted = {key for token in tokenise(text) if is_correctable(token.text) for key in keys(token.text)}
        known: dict[str, list[str]] = defaultdict(list)
        for key, word in SpellingKey.objects.filter(key__in=wanted).values_list("key", "word"):
            known[key].append(word)
        return corrected(text, known)

    def status(self) -> Status:
        """Three statements over the generation readers see."""
        now = writing.state()
        entries = Entry.objects.filter(generation=now.live)
        return Status(
            engine=f"embedded ({connection.vendor})",
            documents=entries.count(),
            by_type=_tally(entries.values_list("type").annotate(Count("pk")).order_by("type")),
            by_language=_tally(entries.values_list("language").annotate(Count("pk")).order_by("language")),
            built_at=now.built_at,
            building=now.building is not None,
        )

    def _search(self, query: SearchQuery, terms: Sequence[QueryTerm], at: datetime, *, every: bool) -> Results:
        """Five statements."""
        start = statements.matched(query, at, every=every)
        total, without_filters, *without = _rows(statements.totals(start, query.selections))[0]
        results = Results(
            hits=(),
            total=total,
            page=1,
            counts=_counts(_rows(statements.counts(start, query.selections))),
            without={facet: number for (facet, _), number in zip(query.selections, without, strict=True)},
            without_filters=without_filters,
            some_words=not every,
        )
        page = min(query.page, results.pages)
        ids = _ids(statements.page_of_ids(start, query, page))
        return replace(results, page=page, hits=load_hits(ids, Highlighter(terms), at))


def _ids(statement: Sql) -> list[int]:
    return [row[0] for row in _rows(statement)]


def _rows(statement: Sql) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement.text, statement.parameters)
        return list(cursor.fetchall())


def _counts(rows: Iterable[tuple[str, str, int]]) -> Mapping[str, Mapping[str, int]]:
    counted: dict[str, dict[str, int]] = defaultdict(dict)
    for facet, value, number in rows:
        counted[facet][value] = number
    return dict(counted)


def _tally(rows: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    return dict(rows)
