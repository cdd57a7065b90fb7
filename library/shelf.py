"""Which learning objects are in the library: asked by every page of a lesson, so remembered for a minute.

Publishing, unpublishing and deleting an object are seen at once, with a shared cache (Redis) by every process; without
one, another process may show an object that was withdrawn for :data:`REMEMBERED_FOR` seconds more.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import transaction

from library.models import LearningObjectPage

REMEMBERED_FOR = 60
"""Seconds."""


def published(keys: Iterable[UUID]) -> set[UUID]:
    """Of the translation keys, those of objects that are published in some language. At most one query."""
    names = {_name(key): key for key in keys}
    known = cache.get_many(names)
    unknown = {names[name] for name in names.keys() - known.keys()}
    if unknown:
        live = set(
            LearningObjectPage.objects.live()
            .filter(translation_key__in=unknown)
            .values_list("translation_key", flat=True)
        )
        fresh = {_name(key): key in live for key in unknown}
        cache.set_many(fresh, REMEMBERED_FOR)
        known |= fresh
    return {names[name] for name, is_live in known.items() if is_live}


def forget(sender: type[LearningObjectPage], instance: LearningObjectPage, **kwargs: Any) -> None:
    """Ask anew about an object that was published, unpublished or deleted."""
    name = _name(instance.translation_key)
    cache.delete(name)
    # Somebody else may have asked, and remembered what was true, before this was committed.
    transaction.on_commit(lambda: cache.delete(name))


def _name(key: UUID) -> str:
    return f"library.published.{key}"
