"""What differs between the two databases."""

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from search.engines.embedded.dialects.base import Dialect, Terms
from search.engines.embedded.dialects.postgresql import PostgreSQL
from search.engines.embedded.dialects.sqlite import SQLite

__all__ = ["Dialect", "Terms", "get_dialect"]

_DIALECTS: dict[str, Dialect] = {dialect.vendor: dialect for dialect in (SQLite(), PostgreSQL())}


def get_dialect() -> Dialect:
    """The dialect of the default database."""
    try:
        return _DIALECTS[connection.vendor]
    except KeyError:
        raise ImproperlyConfigured(
            f"The embedded search engine needs SQLite or PostgreSQL, not {connection.vendor}. "
            "Set DATABASE_URL to one of them."
        ) from None
