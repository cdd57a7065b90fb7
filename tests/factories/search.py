"""Documents made by hand, where no page is needed."""

from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from search.documents import Document, Term, page_key

_numbers = count(100_000)


def document(
    title: str = "Наблюдение урока", *, language: str = "ru", tags: tuple[str, ...] = (), **fields: Any
) -> Document:
    """A learning object of its own; ``translation_of=`` makes it a translation of another document."""
    number = next(_numbers)
    translated: Document | None = fields.pop("translation_of", None)
    key: UUID = translated.translation_key if translated else uuid4()
    given = {
        "key": page_key(number),
        "type": "object",
        "page_id": number,
        "translation_key": key,
        "language": language,
        "title": title,
        "url": f"/{language}/object-{number}/",
        "resource_type": "article",
        "level": "primary",
        "licence": "CC-BY-4.0",
        "tags": tuple(Term(tag, tag) for tag in tags),
        "published_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    return Document(**{**given, **fields})
