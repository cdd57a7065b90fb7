"""Keeping the index as the pages are.

Whatever happens to a page, its document is made anew from what the database holds at that moment, while the page's
row is locked: two changes at once cannot leave the older one in the index, and a rebuild cannot bring back what was
removed meanwhile.
"""

from collections.abc import Callable, Collection, Iterator

from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Page

from search.documents import DOCUMENT_TYPES, Document, DocumentType, page_key
from search.engines import get_engine
from search.engines.base import Rebuild

BATCH = 100
"""Pages in memory at a time, and rows locked at a time."""

Report = Callable[[int, int], None]
"""Told how many pages are done, of how many."""

_DOCUMENTED = tuple(kind.model for kind in DOCUMENT_TYPES)
_TELLING = (*_DOCUMENTED, *(part for kind in DOCUMENT_TYPES for part in kind.parts))


def concerns(model: type[Page]) -> bool:
    """Whether a change of a page of this kind can change a document."""
    return issubclass(model, _TELLING)


@transaction.atomic
def update(page_ids: Collection[int]) -> None:
    """Put the documents of these pages into the index, and take out those that nobody may read any more."""
    if not page_ids:
        return
    _lock(page_ids)
    documents = _documents(page_ids)
    engine = get_engine()
    engine.index(documents)
    engine.remove({page_key(each) for each in page_ids} - {document.key for document in documents})


def update_at(path: str) -> None:
    """Update the page at a place in the tree and those above it that tell of it."""
    places = [path[:end] for end in range(Page.steplen, len(path) + 1, Page.steplen)]
    update(_ids(Page.objects.filter(path__in=places).type(_DOCUMENTED)))


def update_subtree(path: str) -> None:
    """Update all pages at and below a place, and those above it, batch by batch."""
    update_at(path)
    for batch in _batches(Page.objects.filter(path__startswith=path).type(_DOCUMENTED)):
        update(batch)


def remove_subtree(path: str) -> None:
    """Take all pages at and below a place out of the index, now, without looking at them."""
    for batch in _batches(Page.objects.filter(path__startswith=path).type(_DOCUMENTED)):
        remove(batch)


@transaction.atomic
def remove(page_ids: Collection[int]) -> None:
    """Take pages out of the index, whether or not they still exist."""
    _lock(page_ids)
    get_engine().remove([page_key(each) for each in page_ids])


def update_where(model: type[Page], **conditions: object) -> None:
    """Update all pages of a kind that meet the conditions, batch by batch."""
    for batch in _batches(model._default_manager.filter(**conditions).distinct()):
        update(batch)


def rebuild(report: Report = lambda _done, _all: None) -> int:
    """Make the whole index anew, while readers use the old one. Returns the number of documents.

    Raises:
        RebuildSupersededError: when another rebuild was started meanwhile.
    """
    pages = sum(kind.public().count() for kind in DOCUMENT_TYPES)
    read = stored = 0
    with get_engine().rebuilding() as new:
        for kind in DOCUMENT_TYPES:
            for batch in _batches(kind.public()):
                stored += _add(new, kind, batch)
                read += len(batch)
                report(read, max(read, pages))
    return stored


@transaction.atomic
def _add(new: Rebuild, kind: DocumentType, page_ids: Collection[int]) -> int:
    _lock(page_ids)
    documents = kind.documents(page_ids)
    new.add(documents)
    return len(documents)


def _documents(page_ids: Collection[int]) -> list[Document]:
    return [document for kind in DOCUMENT_TYPES for document in kind.documents(page_ids)]


def _lock(page_ids: Collection[int]) -> None:
    # In one order, so that two that lock the same pages wait for each other instead of for ever.
    list(Page.objects.select_for_update().filter(pk__in=page_ids).order_by("pk").values_list("pk"))


def _ids(pages: QuerySet[Page]) -> list[int]:
    return list(pages.values_list("pk", flat=True))


def _batches(pages: QuerySet[Page]) -> Iterator[list[int]]:
    last = 0
    while batch := _ids(pages.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1]
