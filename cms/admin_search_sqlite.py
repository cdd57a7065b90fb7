"""The backend of the admin's search on SQLite, see ``cms.admin_search``. Can be imported on SQLite alone."""

from typing import Any

from modelsearch.backends.database.sqlite.sqlite import (
    SQLiteAutocompleteQueryCompiler,
    SQLiteSearchBackend,
    SQLiteSearchQueryCompiler,
)
from modelsearch.query import Phrase, PlainText, SearchQuery

_NO_WORD = "-"


class _Unquoted:
    def build_search_query_content(self, query: SearchQuery, config: Any = None) -> Any:
        """The same words without quotation marks."""
        if isinstance(query, (PlainText, Phrase)):
            operator = getattr(query, "operator", "and")
            words = query.query_string.replace('"', " ").replace("\0", " ").strip() or _NO_WORD
            query = PlainText(words, operator=operator)
        return super().build_search_query_content(query, config)  # type: ignore[misc]


class _Compiler(_Unquoted, SQLiteSearchQueryCompiler):
    pass


class _AutocompleteCompiler(_Unquoted, SQLiteAutocompleteQueryCompiler):
    pass


class UnquotedSQLite(SQLiteSearchBackend):
    """Wagtail's backend with those."""

    query_compiler_class = _Compiler
    autocomplete_query_compiler_class = _AutocompleteCompiler
