"""SQLite: an FTS5 table beside the entries, its ``rowid`` the entry's id."""

from collections.abc import Collection, Iterable, Sequence

from django.db import connection

from search.analysis import Phrase, QueryTerm, Ways
from search.engines.embedded.dialects.base import Dialect, Terms
from search.engines.embedded.sql import Sql

# Weights of title, keywords, summary, body; nothing for what only suggestions are looked up in.
_RANK = "-bm25(search_terms, 10.0, 4.0, 2.0, 1.0, 0.0)"
_FIELDS = "{title keywords summary body}"
_PHRASE_BONUS = 2.0


class SQLite(Dialect):
    """FTS5 with its plain tokenizer over terms joined by spaces."""

    vendor = "sqlite"
    position = "instr"
    binary_order = "BINARY"

    def write(self, rows: Iterable[Terms]) -> None:
        """Rows of the FTS5 table. Replaces what a flushed database may have left under an id."""
        statement = (
            "INSERT OR REPLACE INTO search_terms (rowid, title, keywords, summary, body, beginnings) "
            "VALUES (%s, %s, %s, %s, %s, %s)"
        )
        with connection.cursor() as cursor:
            cursor.executemany(statement, [_row(row) for row in rows])

    def delete(self, entry_ids: Collection[int]) -> None:
        """Rows of the FTS5 table."""
        ids = Sql.any_of(list(entry_ids))
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM search_terms WHERE rowid IN {ids.text}", ids.parameters)  # noqa: S608

    def found(self, terms: Sequence[QueryTerm], phrases: Ways, required: Sequence[Phrase], *, every: bool) -> Sql:
        """Entries by FTS5's own ranking, doubled where a phrase stands."""
        match = (" AND " if every else " OR ").join(_any(term.forms) for term in terms)
        match = " AND ".join([f"({match})", *(_phrases(each.ways) for each in required)])
        rank = Sql(_RANK)
        if longer := [words for words in phrases if len(words) > 1]:
            rank += Sql(
                " * CASE WHEN rowid IN (SELECT rowid FROM search_terms WHERE search_terms MATCH %s) "  # noqa: S608
                f"THEN {_PHRASE_BONUS} ELSE 1.0 END",
                (f"{_FIELDS} : {_phrases(longer)}",),
            )
        return (
            Sql("SELECT rowid AS id, ")
            + rank
            + Sql(" AS rank FROM search_terms WHERE search_terms MATCH %s", (f"{_FIELDS} : ({match})",))
        )

    def having(self, phrases: Iterable[Sequence[str]]) -> Sql:
        """By the same table."""
        return Sql(
            "SELECT rowid AS id FROM search_terms WHERE search_terms MATCH %s", (f"{_FIELDS} : {_phrases(phrases)}",)
        )

    def beginning(self, prefixes: Sequence[tuple[str, frozenset[str]]]) -> Sql:
        """Prefix search in the column kept for it."""
        each = (f"({_quoted(prefix)} * OR {_any(forms)})" for prefix, forms in prefixes)
        return Sql(
            "SELECT rowid AS id FROM search_terms WHERE search_terms MATCH %s",
            (f"beginnings : ({' AND '.join(each)})",),
        )


def _row(row: Terms) -> tuple[int, str, str, str, str, str]:
    title, keywords, summary, body, beginnings = (
        " ".join(terms) for terms in (row.title, row.keywords, row.summary, row.body, row.beginnings)
    )
    return row.entry_id, title, keywords, summary, body, beginnings


def _phrases(phrases: Iterable[Sequence[str]]) -> str:
    return f"({' OR '.join(_quoted(' '.join(words)) for words in phrases)})"


def _any(forms: Iterable[str]) -> str:
    return f"({' OR '.join(_quoted(form) for form in sorted(forms))})"


def _quoted(text: str) -> str:
    escaped = text.replace('"', '""')
    return f'"{escaped}"'
