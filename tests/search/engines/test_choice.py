"""Which engine answers."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from pytest_django.fixtures import Settings

from search.engines import EMBEDDED, get_engine
from search.engines.embedded import EmbeddedEngine
from search.engines.embedded.dialects import get_dialect


def test_the_embedded_engine_is_the_default() -> None:
    assert isinstance(get_engine(), EmbeddedEngine)


@pytest.mark.parametrize("name", ["embedded", EMBEDDED])
def test_an_engine_is_chosen_by_name_or_path(settings: Settings, name: str) -> None:
    settings.SEARCH_ENGINE = name
    assert isinstance(get_engine(), EmbeddedEngine)
    assert get_engine() is get_engine()


def test_what_is_no_engine_is_refused_with_its_name(settings: Settings) -> None:
    settings.SEARCH_ENGINE = "collections.OrderedDict"
    with pytest.raises(ImproperlyConfigured, match=r"SEARCH_ENGINE is collections\.OrderedDict"):
        get_engine()


def test_the_dialect_is_the_databases(monkeypatch: pytest.MonkeyPatch) -> None:
    assert get_dialect().vendor == connection.vendor
    monkeypatch.setattr(connection, "vendor", "oracle")
    with pytest.raises(ImproperlyConfigured, match="SQLite or PostgreSQL, not oracle"):
        get_dialect()
