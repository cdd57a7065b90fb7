"""Wagtail's own search in lists and choosers, with whatever an editor types.

On SQLite a quotation mark would end up in the notation of the full text and fail there. It only separates words here,
as it does in the end on PostgreSQL.
"""

from typing import Any

from django.db import connection
from modelsearch.backends import database


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 - the name that is looked for
    """The backend of this database."""
    if connection.vendor != "sqlite":
        return database.SearchBackend(params)
    from cms.admin_search_sqlite import UnquotedSQLite

    return UnquotedSQLite(params)
