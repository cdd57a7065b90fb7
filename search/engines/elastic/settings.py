"""The table of languages as settings of an index, and the fields of a document."""

from collections.abc import Iterable, Mapping
from typing import Any

from search.analysis.languages import Language, language
from search.analysis.letters import APOSTROPHES, MARKS
from search.analysis.tokens import HAN, MAX_TOKEN_LENGTH

_WORD = rf"[\p{{L}}\p{{N}}&&[^{HAN}]]+"
# Each character of a run of Chinese with its neighbour, then (by the filter) alone; else whole words.
_TOKEN = rf"(?=([{HAN}]{{1,2}}|{_WORD}))(?:[{HAN}]|{_WORD})"

_KEYWORD = {"type": "keyword"}
_NUMBER = {"type": "integer"}
_TEXT = {"type": "text", "analyzer": "text"}
_TERMS = {"type": "text", "analyzer": "terms"}
_STORED = {"type": "object", "enabled": False}

PROPERTIES: Mapping[str, Any] = {
    "type": _KEYWORD,
    "page_id": {"type": "long"},
    "translation_key": _KEYWORD,
    "language": _KEYWORD,
    "title": _TEXT,
    "keywords": _TERMS,
    "summary": _TEXT,
    "body": _TEXT,
    "title_key": _KEYWORD,
    "title_length": _NUMBER,
    "sort_key": _KEYWORD,
    "beginnings": _KEYWORD,
    "published_at": {"type": "date"},
    "expires_at": {"type": "date"},
    "facet": {"type": "object", "dynamic": "true"},
    "card": _STORED,
}


def index_settings(code: str) -> dict[str, Any]:
    """Settings and mappings of the index of documents in one language."""
    return {
        "settings": {"number_of_shards": 1, "number_of_replicas": 0, "analysis": analysis(language(code))},
        "mappings": {
            "dynamic": False,
            "properties": dict(PROPERTIES),
            "dynamic_templates": [{"facets": {"path_match": "facet.*", "mapping": _KEYWORD}}],
        },
    }


def analysis(row: Language) -> dict[str, Any]:
    """What makes of a text the terms that ``search.analysis.analyse`` makes of it."""
    filters = dict(_filters(row))
    return {
        "char_filter": {"letters": {"type": "mapping", "mappings": list(_mappings(row))}},
        "tokenizer": {
            "words": {"type": "pattern", "pattern": _TOKEN, "group": 1},
            "spaced": {"type": "pattern", "pattern": "[^ ]+", "group": 0},
        },
        "filter": filters,
        "analyzer": {
            "text": {
                "type": "custom",
                "char_filter": ["letters"],
                "tokenizer": "words",
                "filter": ["lowercase", *filters],
            },
            # Terms that were made here already.
            "terms": {"type": "custom", "tokenizer": "spaced"},
        },
    }


def _mappings(row: Language) -> Iterable[str]:
    gone = dict.fromkeys(APOSTROPHES + MARKS, "")
    for letter, written in {**gone, **row.folds}.items():
        yield f"{letter}=>{written}"
        if len(letter.upper()) == 1 and letter.upper() != letter:
            yield f"{letter.upper()}=>{written}"


def _filters(row: Language) -> Iterable[tuple[str, dict[str, Any]]]:
    yield "cut", {"type": "truncate", "length": MAX_TOKEN_LENGTH}
    for place, rule in enumerate(row.rules):
        yield f"rule{place}", {"type": "pattern_replace", "pattern": rule.pattern, "replacement": rule.replacement}
    for algorithm in row.snowball:
        yield algorithm, {"type": "snowball", "language": algorithm.capitalize()}
    yield "characters", {"type": "pattern_capture", "preserve_original": True, "patterns": [f"^([{HAN}])[{HAN}]$"]}
