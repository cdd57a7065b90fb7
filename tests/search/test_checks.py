"""What is said about the settings of the search when Django starts."""

from typing import Any

from search.checks import check_engine


def test_nothing_is_said_of_the_embedded_engine(settings: Any) -> None:
    settings.ELASTICSEARCH_URL = ""

    assert check_engine(None) == []


def test_a_server_that_would_not_be_used_is_named(settings: Any) -> None:
    settings.ELASTICSEARCH_URL = "http://search.example:9200"
    settings.SEARCH_ENGINE = "embedded"

    (warning,) = check_engine(None)

    assert warning.id == "search.W001"
    assert "SEARCH_ENGINE" in str(warning.hint)


def test_an_engine_of_ones_own_may_use_the_server(settings: Any) -> None:
    settings.ELASTICSEARCH_URL = "http://search.example:9200"
    settings.SEARCH_ENGINE = "academy.engines.Own"

    assert check_engine(None) == []
