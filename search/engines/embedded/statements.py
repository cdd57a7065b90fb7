"""The statements a search is made of.

All share one beginning, ``matched``: the entries that a reader may see and that have the words, each with the set of
facets whose selection it does not meet, as bits of one number. From that number alone follow the results (none
unmet), the counts of each facet with its own selection ignored (none unmet but its own), and what dropping a
facet's selection would give; so their number is the same however many facets, values and documents there are.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection

from people.localised import FALLBACKS
from search.analysis import Wording, exact_key, phrases, wording
from search.engines.embedded.dialects import get_dialect
from search.engines.embedded.sql import Sql
from search.query import PAGE_SIZE, SearchQuery, Selections, Sort

_EXACT_TITLE, _PHRASE_IN_TITLE = 2, 1
_OWN_LANGUAGE_BONUS = 1.5


def visible(at: datetime) -> Sql:
    """The permission rule, of searches and suggestions alike, on ``search_entry`` as ``e``.

    Only public pages are indexed; what is left to see to is the generation readers use, and pages whose time has run
    out before the scheduler unpublished them.
    """
    return Sql(
        "e.generation = (SELECT live FROM search_indexstate) AND (e.expires_at IS NULL OR e.expires_at > %s)",
        (connection.ops.adapt_datetimefield_value(at),),
    )


def matched(query: SearchQuery, at: datetime, *, every: bool) -> Sql:
    """``WITH matched AS (…)``: id, translation_key, language, published_at, sort_key, tier, rank, unmet."""
    found, join, rank, tier = Sql(""), "", Sql("0.0"), Sql("0")
    asked = wording(query.text)
    if terms := asked.terms:
        dialect = get_dialect()
        ways = phrases(asked.text)
        # Materialised: a planner that thinks little of full text asks it again for every entry, 200 times slower.
        found = Sql("found AS MATERIALIZED (") + dialect.found(terms, ways, asked.phrases, every=every) + Sql("), ")
        join = " JOIN found ON found.id = e.id"
        rank = Sql(f"found.rank * CASE WHEN e.language = %s THEN {_OWN_LANGUAGE_BONUS} ELSE 1.0 END", (query.language,))
        tier = _tier([query.text, asked.text], ways, dialect.position)
    columns = [Sql("e.id, e.translation_key, e.language, e.published_at, e.sort_key"), tier + Sql(" AS tier")]
    columns += [rank + Sql(" AS rank"), _unmet(query.selections) + Sql(" AS unmet")]
    return (
        Sql("WITH ")
        + found
        + Sql("matched AS (SELECT ")
        + Sql.join(", ", columns)
        + Sql(f" FROM search_entry e{join} WHERE ")
        + visible(at)
        + _without_excluded(query.text, asked)
        + Sql(") ")
    )


def totals(start: Sql, selections: Selections) -> Sql:
    """One row: the total, the total without any selection, and for each facet selected the total without it."""
    columns = [_objects("unmet = 0"), _objects("1 = 1")]
    columns += [_objects(f"unmet IN (0, {bit})") for _facet, bit in _bits(selections)]
    return start + Sql(f"SELECT {', '.join(columns)} FROM matched")  # noqa: S608


def counts(start: Sql, selections: Selections) -> Sql:
    """Rows of facet, value, number of objects."""
    own = Sql("-1")
    if selections:
        whens = (Sql(f"WHEN %s THEN {bit}", (facet,)) for facet, bit in _bits(selections))
        own = Sql("CASE v.facet ") + Sql.join(" ", whens) + Sql(" ELSE -1 END")
    return (
        start
        + Sql(
            "SELECT v.facet, v.value, COUNT(DISTINCT m.translation_key) FROM matched m "
            "JOIN search_entryvalue v ON v.entry_id = m.id WHERE m.unmet = 0 OR m.unmet = "
        )
        + own
        + Sql(" GROUP BY v.facet, v.value")
    )


def page_of_ids(start: Sql, query: SearchQuery, page: int) -> Sql:
    """Ids of the entries of one page in order: of each object its translation nearest to the reader."""
    nearest = language_order(query.language)
    return (
        start
        + Sql(
            "SELECT id FROM (SELECT id, published_at, sort_key, MAX(tier) OVER objects AS tier, "
            "MAX(rank) OVER objects AS rank, ("
        )
        + nearest
        + Sql(") AS distance, ROW_NUMBER() OVER (PARTITION BY translation_key ORDER BY ")
        + nearest
        + Sql(
            ", tier DESC, rank DESC, id) AS place FROM matched WHERE unmet = 0 "
            "WINDOW objects AS (PARTITION BY translation_key)) AS ranked "
            f"WHERE place = 1 ORDER BY {_order(query)}, id DESC LIMIT %s OFFSET %s",
            (PAGE_SIZE, (page - 1) * PAGE_SIZE),
        )
    )


def suggestions(
    prefixes: Sequence[tuple[str, frozenset[str]]], text: str, language: str, limit: int, at: datetime
) -> Sql:
    """Ids of entries to suggest: titles that begin with the text first, then the reader's language, then short ones."""
    nearest = language_order(language)
    position = get_dialect().position
    return (
        Sql("WITH found AS MATERIALIZED (")
        + get_dialect().beginning(prefixes)
        + Sql(
            f") SELECT id FROM (SELECT e.id, e.title, {position}(e.title_key, %s) AS starts, (",  # noqa: S608
            (exact_key(text),),
        )
        + nearest
        + Sql(") AS distance, ROW_NUMBER() OVER (PARTITION BY e.translation_key ORDER BY ")
        + nearest
        + Sql(", e.id) AS place FROM search_entry e JOIN found ON found.id = e.id WHERE ")
        + visible(at)
        + Sql(
            ") AS ranked WHERE place = 1 ORDER BY CASE WHEN starts = 1 THEN 0 ELSE 1 END, distance, "
            "LENGTH(title), title, id LIMIT %s",
            (limit,),
        )
    )


def language_order(language: str) -> Sql:
    """How far a translation is from the reader: 0 their language, then those they most likely also read."""
    near = (language, *FALLBACKS.get(language, ()))
    whens: Iterable[Sql] = (Sql(f"WHEN %s THEN {place}", (code,)) for place, code in enumerate(near))
    return Sql("CASE language ") + Sql.join(" ", whens) + Sql(f" ELSE {len(near)} END")


def _without_excluded(text: str, asked: Wording) -> Sql:
    """No translation of an object may have what is excluded; but «-тся и -ться» finds what is titled so."""
    if not asked.excluded:
        return Sql("")
    excluded = get_dialect().having(way for phrase in asked.excluded for way in phrase.ways)
    return (
        Sql(
            " AND (e.title = %s OR e.translation_key NOT IN (SELECT o.translation_key FROM search_entry o "
            "WHERE o.generation = (SELECT live FROM search_indexstate) AND o.id IN (",
            (text,),
        )
        + excluded
        + Sql(")))")
    )


def _tier(texts: Sequence[str], ways: Sequence[Sequence[str]], position: str) -> Sql:
    phrase = [Sql(f"{position}(e.title_terms, %s) > 0", (f" {' '.join(words)} ",)) for words in ways]
    return (
        Sql("CASE WHEN e.title_key IN ")
        + Sql.any_of(list(map(exact_key, texts)))
        + Sql(f" THEN {_EXACT_TITLE} WHEN ")
        + Sql.join(" OR ", phrase)
        + Sql(f" THEN {_PHRASE_IN_TITLE} ELSE 0 END")
    )


def _unmet(selections: Selections) -> Sql:
    if not selections:
        return Sql("0")
    return Sql.join(" + ", (_bit_unless_met(facet, bit, dict(selections)[facet]) for facet, bit in _bits(selections)))


def _bit_unless_met(facet: str, bit: int, values: Sequence[str]) -> Sql:
    return (
        Sql(
            "CASE WHEN EXISTS (SELECT 1 FROM search_entryvalue v "
            "WHERE v.entry_id = e.id AND v.facet = %s AND v.value IN ",
            (facet,),
        )
        + Sql.any_of(values)
        + Sql(f") THEN 0 ELSE {bit} END")
    )


def _bits(selections: Selections) -> list[tuple[str, int]]:
    return [(facet, 1 << place) for place, (facet, _values) in enumerate(selections)]


def _objects(condition: str) -> str:
    return f"COUNT(DISTINCT CASE WHEN {condition} THEN translation_key END)"


def _order(query: SearchQuery) -> str:
    newest = "published_at DESC NULLS LAST"
    if query.sort is Sort.TITLE:
        return f"sort_key COLLATE {get_dialect().binary_order}"
    if query.sort is Sort.NEWEST:
        return newest
    return f"tier DESC, rank DESC, {newest}" if query.text else f"distance, {newest}"
