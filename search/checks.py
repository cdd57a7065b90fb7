"""What is checked of the settings when Django starts."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register  # noqa: A004 - Django's own name


@register
def check_engine(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Says so when a search server is named that this version cannot use: a setting is never ignored in silence."""
    if not settings.ELASTICSEARCH_URL or settings.SEARCH_ENGINE != "embedded":
        return []
    return [
        Warning(
            "ELASTICSEARCH_URL is set, but the catalogue searches in the installation's own database.",
            hint="Unset it, or set SEARCH_ENGINE to search.engines.elastic.ElasticEngine and run search_index rebuild.",
            id="search.W001",
        )
    ]
