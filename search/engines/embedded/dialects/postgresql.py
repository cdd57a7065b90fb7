"""PostgreSQL: two ``tsvector`` columns of the entries, with GIN indexes.

Vectors and queries are written in PostgreSQL's own notation instead of ``to_tsvector('simple', …)``: its parser would
cut our terms again, by the rules of the database's locale.
"""

from collections.abc import Collection, Iterable, Sequence

from django.db import connection

from search.analysis import Phrase, QueryTerm, Ways
from search.engines.embedded.dialects.base import Dialect, Terms
from search.engines.embedded.sql import Sql

# Weights of the labels D (body), C (summary), B (keywords) and A (title); 1: divided by the logarithm of the length.
_RANK = "ts_rank('{0.1, 0.2, 0.4, 1.0}', terms, %s::tsquery, 1)"
_PHRASE_BONUS = 2.0
_LAST_POSITION = 16_383
_MOST_POSITIONS = 255


class PostgreSQL(Dialect):
    """``tsvector`` of our own terms."""

    vendor = "postgresql"
    position = "strpos"
    binary_order = '"C"'

    def write(self, rows: Iterable[Terms]) -> None:
        """The vectors of the entries."""
        statement = "UPDATE search_entry SET terms = %s::tsvector, beginnings = %s::tsvector WHERE id = %s"
        values = [(_vector(row), _beginnings(row.beginnings), row.entry_id) for row in rows]
        with connection.cursor() as cursor:
            cursor.executemany(statement, values)

    def delete(self, entry_ids: Collection[int]) -> None:
        """Nothing: the vectors go with their entries."""

    def found(self, terms: Sequence[QueryTerm], phrases: Ways, required: Sequence[Phrase], *, every: bool) -> Sql:
        """Entries by ``ts_rank``, doubled where a phrase stands."""
        anything = " | ".join(_any(term.forms) for term in terms)
        match = " & ".join(_any(term.forms) for term in terms) if every else f"({anything})"
        match = " & ".join([match, *(_phrases(each.ways) for each in required)])
        rank = Sql(_RANK, (anything,))
        if longer := [words for words in phrases if len(words) > 1]:
            phrase = _phrases(longer)
            rank += Sql(f" * CASE WHEN terms @@ %s::tsquery THEN {_PHRASE_BONUS} ELSE 1.0 END", (phrase,))
        return Sql("SELECT id, ") + rank + Sql(" AS rank FROM search_entry WHERE terms @@ %s::tsquery", (match,))

    def having(self, phrases: Iterable[Sequence[str]]) -> Sql:
        """By the same column."""
        return Sql("SELECT id FROM search_entry WHERE terms @@ %s::tsquery", (_phrases(phrases),))

    def beginning(self, prefixes: Sequence[tuple[str, frozenset[str]]]) -> Sql:
        """Prefix search in the column kept for it."""
        each = (f"({_quoted(prefix)}:* | {_any(forms)})" for prefix, forms in prefixes)
        return Sql("SELECT id FROM search_entry WHERE beginnings @@ %s::tsquery", (" & ".join(each),))


def _vector(row: Terms) -> str:
    positions: dict[str, list[str]] = {}
    at = 0
    for label, terms in (("A", row.title), ("B", row.keywords), ("C", row.summary), ("D", row.body)):
        for term in terms:
            at += 1
            places = positions.setdefault(term, [])
            if at <= _LAST_POSITION and len(places) < _MOST_POSITIONS:
                places.append(f"{at}{label}")
        at += 1  # a phrase does not run from one field into the next
    return " ".join(_with_places(term, places) for term, places in positions.items())


def _with_places(term: str, places: list[str]) -> str:
    return f"{_quoted(term)}:{','.join(places)}" if places else _quoted(term)


def _beginnings(terms: Iterable[str]) -> str:
    return " ".join(_quoted(term) for term in dict.fromkeys(terms))


def _phrases(phrases: Iterable[Sequence[str]]) -> str:
    each = (" <-> ".join(map(_quoted, words)) for words in phrases)
    return f"({' | '.join(f'({words})' for words in each)})"


def _any(forms: Iterable[str]) -> str:
    return f"({' | '.join(_quoted(form) for form in sorted(forms))})"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
