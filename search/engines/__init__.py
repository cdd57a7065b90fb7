"""Search engines, and the choice of one."""

from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from search.engines.base import Engine

EMBEDDED = "search.engines.embedded.EmbeddedEngine"


@cache
def _engine(path: str) -> Engine:
    engine = import_string(path)()
    if not isinstance(engine, Engine):
        raise ImproperlyConfigured(f"SEARCH_ENGINE is {path}, which is not an engine (search.engines.base.Engine).")
    return engine


def get_engine() -> Engine:
    """The engine of this installation: ``settings.SEARCH_ENGINE``, "embedded" or the dotted path of a class."""
    return _engine(EMBEDDED if settings.SEARCH_ENGINE == "embedded" else settings.SEARCH_ENGINE)
