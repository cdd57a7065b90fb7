"""From a document to what a server stores, and back to what a reader is shown."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from search.analysis import analyse, exact_key, sort_key, words
from search.analysis.tokens import plain
from search.documents.base import Document
from search.engines.base import Hit, Suggestion, Translation
from search.engines.vocabulary import keyword_terms
from search.facets import FACETS
from search.highlight import LOOKED_THROUGH, Highlighter, summary_of

_LONGEST_VALUE = 100


def record(document: Document) -> dict[str, Any]:
    """The document as it is sent. ``card`` is what is shown, the rest what is searched."""
    return {
        "type": document.type,
        "page_id": document.page_id,
        "translation_key": str(document.translation_key),
        "language": document.language,
        "title": plain(document.title),
        "keywords": " ".join(keyword_terms(document)),
        "summary": plain(document.summary),
        "body": plain(document.body),
        "title_key": exact_key(document.title),
        "title_length": len(document.title),
        "sort_key": sort_key(document.title, document.language),
        "beginnings": list(dict.fromkeys([*words(document.title), *analyse(document.title, document.language)])),
        "published_at": document.published_at,
        "expires_at": document.expires_at,
        "facet": {facet.name: [value[:_LONGEST_VALUE] for value in facet.values(document)] for facet in FACETS},
        "card": {
            "title": document.title,
            "url": document.url,
            "summary": document.summary,
            "text": document.body[:LOOKED_THROUGH],
            "resource_type": document.resource_type,
            "level": document.level,
            "licence": document.licence,
            "duration_minutes": document.duration_minutes,
        },
    }


def hit(key: str, source: Mapping[str, Any], highlighter: Highlighter, others: Iterable[Translation]) -> Hit:
    """A record as a reader sees it, the words of the query marked."""
    card, language = source["card"], source["language"]
    published = source["published_at"]
    return Hit(
        key=key,
        type=source["type"],
        page_id=source["page_id"],
        language=language,
        url=card["url"],
        title=highlighter.mark(card["title"], language),
        summary=summary_of(card["summary"], card["text"], language, highlighter),
        resource_type=card["resource_type"],
        level=card["level"],
        licence=card["licence"],
        published_at=datetime.fromisoformat(published) if published else None,
        duration_minutes=card["duration_minutes"],
        translations=tuple(each for each in others if each.language != language),
    )


def suggestion(source: Mapping[str, Any]) -> Suggestion:
    """A record as an option of the combobox."""
    card = source["card"]
    return Suggestion(card["title"], card["url"], source["type"], source["language"], card["resource_type"])
