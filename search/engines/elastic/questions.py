"""The requests a search is made of.

Permission stands in the filter of every one of them, so counts and suggestions know no more than results do.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from people.localised import FALLBACKS
from search.analysis import Phrase, QueryTerm, exact_key, wording
from search.analysis.tokens import plain
from search.facets import FACETS
from search.query import PAGE_SIZE, SearchQuery, Selections, Sort

Request = dict[str, Any]

_FIELDS = ["title^1.0", "keywords^0.4", "summary^0.2", "body^0.1"]
_TEXTS = ["title", "summary", "body"]
_OTHER_FIELDS = 0.3
"""What the fields beside the best one count for."""
_EXACT_TITLE, _PHRASE_IN_TITLE = 20_000, 10_000
"""More than any sum of weights, and still exact to a hundredth in a score of 32 bits."""
_OWN_LANGUAGE_BONUS, _PHRASE_BONUS = 1.5, 2.0
_VALUES = 1_000
_EXACT_UP_TO = 40_000
"""Objects that are counted one by one; more are estimated."""
_TRANSLATIONS = 20
_MOST_EXCLUDED = 10_000


def visible(at: datetime) -> Request:
    """The permission rule: only public pages are indexed; what is left to see to is time."""
    return {"bool": {"must_not": [{"range": {"expires_at": {"lte": at.isoformat()}}}]}}


def page(
    query: SearchQuery,
    terms: Sequence[QueryTerm],
    at: datetime,
    number: int,
    *,
    every: bool,
    excluded: Sequence[str] = (),
) -> Request:
    """One page of results with all the counts. Selections narrow the hits alone; each count applies its own.

    ``excluded`` are objects to leave out, see :func:`excluded`.
    """
    conditions = [visible(at), *(_phrase(each) for each in wording(query.text).phrases)]
    unwanted = [{"terms": {"translation_key": list(excluded)}}]
    return {
        "query": {
            "bool": {"must": [_asked(query, terms, every=every)], "filter": conditions, "must_not": unwanted},
        },
        "post_filter": _all_but(query.selections, ""),
        "collapse": {
            "field": "translation_key",
            "inner_hits": {"name": "translations", "size": _TRANSLATIONS, "_source": ["language"]},
        },
        "_source": False,
        "sort": _sort(query),
        "track_scores": True,
        "from": (number - 1) * PAGE_SIZE,
        "size": PAGE_SIZE,
        "aggs": {**_totals(query.selections), **_counts(query.selections)},
    }


def excluded(query: SearchQuery) -> Request:
    """The objects that have something the question excludes, in one language or another."""
    phrases = [_phrase(each) for each in wording(query.text).excluded]
    return {
        "query": {"bool": {"should": phrases, "minimum_should_match": 1}},
        "size": 0,
        "aggs": {"objects": {"terms": {"field": "translation_key", "size": _MOST_EXCLUDED}}},
    }


def shown(keys: Sequence[str]) -> Request:
    """What a page of cards shows of these documents."""
    return {
        "query": {"ids": {"values": list(keys)}},
        "size": len(keys),
        "_source": ["type", "page_id", "language", "published_at", "translation_key", "card"],
    }


def translations(objects: Sequence[str], at: datetime) -> Request:
    """All languages of the objects that a reader may see."""
    return {
        "query": {"bool": {"filter": [{"terms": {"translation_key": list(objects)}}, visible(at)]}},
        "size": len(objects) * _TRANSLATIONS,
        "_source": ["translation_key", "language", "card.url"],
        "sort": ["language", "page_id"],
    }


def suggestions(
    prefixes: Sequence[tuple[str, frozenset[str]]], text: str, language: str, limit: int, at: datetime
) -> Request:
    """Titles that begin with the text first, then the reader's language, then short ones."""
    begun = [
        {"bool": {"should": [{"prefix": {"beginnings": prefix}}, {"terms": {"beginnings": sorted(forms)}}]}}
        for prefix, forms in prefixes
    ]
    first = {"filter": {"prefix": {"title_key": exact_key(text)}}, "weight": 1_000.0}
    return {
        "query": _weighted({"bool": {"filter": [*begun, visible(at)]}}, [first, *_nearness(language)], "sum"),
        "collapse": {"field": "translation_key"},
        "sort": ["_score", {"title_length": "asc"}, {"sort_key": "asc"}, {"page_id": "asc"}],
        "_source": ["type", "language", "card.title", "card.url", "card.resource_type"],
        "size": limit,
    }


def nearness(language: str, of: str) -> int:
    """How far a translation is from the reader: 0 their language, then those they most likely also read."""
    near = (language, *FALLBACKS.get(language, ()))
    return near.index(of) if of in near else len(near)


def _asked(query: SearchQuery, terms: Sequence[QueryTerm], *, every: bool) -> Request:
    if not terms:
        return _weighted({"match_all": {}}, _nearness(query.language), "sum")
    words = [_word(term) for term in terms]
    match: Request = {"must": words} if every else {"should": words, "minimum_should_match": 1}
    asked = wording(query.text).text
    text = plain(asked)
    bonuses: list[Request] = [
        {"filter": {"term": {"language": query.language}}, "weight": _OWN_LANGUAGE_BONUS},
        {
            "filter": {"multi_match": {"query": text, "type": "phrase", "fields": _TEXTS}},
            "weight": _PHRASE_BONUS,
        },
    ]
    tiers: list[Request] = [
        {"constant_score": {"filter": {"term": {"title_key": exact_key(asked)}}, "boost": _EXACT_TITLE}},
        {"constant_score": {"filter": {"match_phrase": {"title": text}}, "boost": _PHRASE_IN_TITLE}},
    ]
    ranked = _weighted({"bool": match}, bonuses, "multiply")
    return {"bool": {"must": [ranked], "should": [{"dis_max": {"queries": tiers}}]}}


def _phrase(phrase: Phrase) -> Request:
    texts = {"multi_match": {"query": plain(phrase.text), "type": "phrase", "fields": _TEXTS}}
    keywords = [{"match_phrase": {"keywords": {"query": " ".join(way)}}} for way in phrase.ways]
    return {"bool": {"should": [texts, *keywords], "minimum_should_match": 1}}


def _word(term: QueryTerm) -> Request:
    return {
        "multi_match": {
            "query": " ".join(sorted(term.forms)),
            "fields": _FIELDS,
            "analyzer": "terms",
            "tie_breaker": _OTHER_FIELDS,
        }
    }


def _weighted(query: Request, functions: Sequence[Request], mode: str) -> Request:
    boost = "multiply" if mode == "multiply" else "replace"
    return {"function_score": {"query": query, "functions": list(functions), "score_mode": mode, "boost_mode": boost}}


def _nearness(language: str) -> list[Request]:
    near = (language, *FALLBACKS.get(language, ()))
    return [
        {"filter": {"term": {"language": code}}, "weight": float(len(near) - place + 1)}
        for place, code in enumerate(near)
    ]


def _sort(query: SearchQuery) -> list[Any]:
    newest = {"published_at": {"order": "desc", "missing": "_last"}}
    last = {"page_id": "desc"}
    if query.sort is Sort.TITLE:
        return [{"sort_key": "asc"}, last]
    if query.sort is Sort.NEWEST:
        return [newest, last]
    return ["_score", newest, last]


def _all_but(selections: Selections, left_out: str) -> Request:
    chosen = [{"terms": {f"facet.{facet}": list(values)}} for facet, values in selections if facet != left_out]
    return {"bool": {"filter": chosen}}


def _objects() -> Request:
    return {"cardinality": {"field": "translation_key", "precision_threshold": _EXACT_UP_TO}}


def _totals(selections: Selections) -> Request:
    totals = {"without_filters": _objects(), "total": _filtered(_all_but(selections, ""), "objects", _objects())}
    for facet, _values in selections:
        totals[f"without_{facet}"] = _filtered(_all_but(selections, facet), "objects", _objects())
    return totals


def _counts(selections: Selections) -> Request:
    return {
        f"facet_{facet.name}": _filtered(
            _all_but(selections, facet.name),
            "values",
            {"terms": {"field": f"facet.{facet.name}", "size": _VALUES}, "aggs": {"objects": _objects()}},
        )
        for facet in FACETS
    }


def _filtered(condition: Request, name: str, inside: Request) -> Request:
    return {"filter": condition, "aggs": {name: inside}}
