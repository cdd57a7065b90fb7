"""Storing documents as entries, in one generation or several."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from search.analysis import analyse, exact_key, sort_key, words
from search.documents.base import Document
from search.engines.base import RebuildSupersededError
from search.engines.embedded.dialects import Terms, get_dialect
from search.engines.vocabulary import keyword_terms, taught
from search.facets import FACETS
from search.models import STATE_ID, Entry, EntryValue, IndexState, SpellingKey
from search.spelling import keys

_BATCH = 500
_LONGEST_VALUE = 100


def state(*, lock: bool = False) -> IndexState:
    """The one row that says what readers see; made when it is not there yet."""
    rows = IndexState.objects.select_for_update() if lock else IndexState.objects.all()
    return rows.get_or_create(pk=STATE_ID)[0]


@transaction.atomic
def put(documents: Sequence[Document], generations: Collection[int]) -> None:
    """Store documents in each of the generations, in place of what stood there under their keys."""
    _delete(Entry.objects.filter(key__in=[document.key for document in documents], generation__in=generations))
    for generation in generations:
        entries = Entry.objects.bulk_create([_entry(document, generation) for document in documents])
        stored = list(zip(entries, documents, strict=True))
        EntryValue.objects.bulk_create(
            EntryValue(entry=entry, facet=facet.name, value=value[:_LONGEST_VALUE])
            for entry, document in stored
            for facet in FACETS
            for value in dict.fromkeys(facet.values(document))
        )
        get_dialect().write(_terms(entry.pk, document) for entry, document in stored)
    _learn_words(documents)


@transaction.atomic
def take_out(keys: Collection[str]) -> None:
    """Remove documents from all generations."""
    _delete(Entry.objects.filter(key__in=list(keys)))


@transaction.atomic
def empty() -> None:
    """Remove everything there is."""
    _delete(Entry.objects.all())
    SpellingKey.objects.all().delete()
    IndexState.objects.filter(pk=STATE_ID).update(building=None, built_at=None)


class NewGeneration:
    """A generation being filled while readers use another."""

    def __init__(self, number: int) -> None:
        self.number = number

    @transaction.atomic
    def add(self, documents: Sequence[Document]) -> None:
        """Store documents in this generation alone."""
        if state(lock=True).building != self.number:
            raise RebuildSupersededError
        put(documents, [self.number])


@contextmanager
def new_generation() -> Iterator[NewGeneration]:
    """Fill a generation, then let readers see it in one step and forget the old one."""
    number = _begin()
    try:
        yield NewGeneration(number)
        _finish(number)
    except BaseException:
        _abandon(number)
        raise


@transaction.atomic
def _begin() -> int:
    now = state(lock=True)
    number = max(now.live, now.building or 0) + 1
    # What an interrupted rebuild left behind would otherwise stay for ever.
    _delete(Entry.objects.exclude(generation=now.live))
    now.building = number
    now.save(update_fields=["building"])
    return number


@transaction.atomic
def _finish(number: int) -> None:
    now = state(lock=True)
    if now.building != number:
        raise RebuildSupersededError
    now.live, now.building, now.built_at = number, None, timezone.now()
    now.save()
    _delete(Entry.objects.exclude(generation=number))


@transaction.atomic
def _abandon(number: int) -> None:
    IndexState.objects.filter(pk=STATE_ID, building=number).update(building=None)
    _delete(Entry.objects.filter(generation=number))


def _delete(entries: QuerySet[Entry]) -> None:
    ids = iter(list(entries.values_list("pk", flat=True)))
    while batch := list(islice(ids, _BATCH)):
        get_dialect().delete(batch)
        Entry.objects.filter(pk__in=batch).delete()


def _entry(document: Document, generation: int) -> Entry:
    terms = analyse(document.title, document.language)
    return Entry(
        generation=generation,
        key=document.key,
        type=document.type,
        page_id=document.page_id,
        translation_key=document.translation_key,
        language=document.language,
        title=document.title,
        summary=document.summary,
        body=document.body,
        url=document.url,
        resource_type=document.resource_type,
        level=document.level,
        licence=document.licence,
        duration_minutes=document.duration_minutes,
        published_at=document.published_at,
        expires_at=document.expires_at,
        title_key=exact_key(document.title),
        title_terms=f" {' '.join(terms)} ",
        sort_key=sort_key(document.title, document.language),
    )


def _terms(entry_id: int, document: Document) -> Terms:
    title = analyse(document.title, document.language)
    return Terms(
        entry_id=entry_id,
        title=title,
        keywords=keyword_terms(document),
        summary=analyse(document.summary, document.language),
        body=analyse(document.body, document.language),
        beginnings=list(dict.fromkeys([*words(document.title), *title])),
    )


def _learn_words(documents: Sequence[Document]) -> None:
    """Titles, tags and subjects teach the words that misspelt queries are compared with."""
    SpellingKey.objects.bulk_create(
        (SpellingKey(key=key, word=word) for word in taught(documents) for key in sorted(keys(word))),
        ignore_conflicts=True,
        batch_size=2_000,
    )
