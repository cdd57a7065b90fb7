"""The engine in the project's own database: full text of SQLite (FTS5) or PostgreSQL over terms analysed here."""

from search.engines.embedded.engine import EmbeddedEngine

__all__ = ["EmbeddedEngine"]
