"""From ids of entries to what a reader is shown, in two statements for a page of results."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Substr

from search.engines.base import Hit, Translation
from search.highlight import LOOKED_THROUGH, Highlighter, summary_of
from search.models import Entry

_CARD_FIELDS = (
    "key",
    "type",
    "page_id",
    "translation_key",
    "language",
    "url",
    "title",
    "summary",
    "resource_type",
    "level",
    "licence",
    "published_at",
    "duration_minutes",
    "generation",
)


def in_order(entries: QuerySet[Entry], ids: Sequence[int]) -> list[Entry]:
    """The entries in the order of the ids; those that have gone meanwhile are left out."""
    found = entries.in_bulk(ids)
    return [found[each] for each in ids if each in found]


def load_hits(ids: Sequence[int], highlighter: Highlighter, at: datetime) -> tuple[Hit, ...]:
    """Hits with their words marked and the addresses of their other translations."""
    entries = in_order(Entry.objects.only(*_CARD_FIELDS).annotate(text=_beginning_of_body()), ids)
    translations = _translations(entries, at)
    return tuple(_hit(entry, highlighter, translations[entry.translation_key]) for entry in entries)


def _beginning_of_body() -> Substr:
    return Substr(F("body"), 1, LOOKED_THROUGH)


def _hit(entry: Entry, highlighter: Highlighter, translations: Iterable[Translation]) -> Hit:
    return Hit(
        key=entry.key,
        type=entry.type,
        page_id=entry.page_id,
        language=entry.language,
        url=entry.url,
        title=highlighter.mark(entry.title, entry.language),
        summary=summary_of(entry.summary, getattr(entry, "text", ""), entry.language, highlighter),
        resource_type=entry.resource_type,
        level=entry.level,
        licence=entry.licence,
        published_at=entry.published_at,
        duration_minutes=entry.duration_minutes,
        translations=tuple(each for each in translations if each.language != entry.language),
    )


def _translations(entries: Sequence[Entry], at: datetime) -> defaultdict[UUID, list[Translation]]:
    """All languages of the objects shown, those a reader may see, in the order of their codes."""
    rows = Entry.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=at),
        generation__in={entry.generation for entry in entries},
        translation_key__in={entry.translation_key for entry in entries},
    )
    found: defaultdict[UUID, list[Translation]] = defaultdict(list)
    for key, language, url in rows.order_by("language", "pk").values_list("translation_key", "language", "url"):
        found[key].append(Translation(language, url))
    return found
