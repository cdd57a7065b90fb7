"""The cache of an installation without Redis."""

from typing import Any

from django.core.cache import BaseCache, caches
from django.core.cache.backends.locmem import LocMemCache

AGREED = ("allauth", "limit:")
"""How the names of counters begin that all processes must agree on: tries of a password or a code, codes used up."""


class ProcessCache(LocMemCache):
    """In the memory of each process, where what pages are made of is quickest found; counters in the database.

    A limit of five tries would be twenty with four processes, if each counted by itself.
    """

    def _place(self, key: Any) -> BaseCache | None:
        """Where an agreed counter is kept; nothing for what stays here."""
        return caches["shared"] if str(key).startswith(AGREED) else None

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        """See Django."""
        place = self._place(key)
        return place.add(key, value, *args, **kwargs) if place else super().add(key, value, *args, **kwargs)

    def get(self, key: Any, *args: Any, **kwargs: Any) -> Any:
        """See Django."""
        place = self._place(key)
        return place.get(key, *args, **kwargs) if place else super().get(key, *args, **kwargs)

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        """See Django."""
        place = self._place(key)
        return place.set(key, value, *args, **kwargs) if place else super().set(key, value, *args, **kwargs)

    def incr(self, key: Any, delta: int = 1, *args: Any, **kwargs: Any) -> int:
        """See Django."""
        place = self._place(key)
        return place.incr(key, delta, *args, **kwargs) if place else super().incr(key, delta, *args, **kwargs)

    def delete(self, key: Any, *args: Any, **kwargs: Any) -> bool:
        """See Django."""
        place = self._place(key)
        return place.delete(key, *args, **kwargs) if place else super().delete(key, *args, **kwargs)
