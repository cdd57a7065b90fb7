"""``manage.py search "query" --language ru``."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.html import strip_tags

from search.engines import get_engine
from search.engines.base import Engine, Hit
from search.engines.elastic import ElasticEngine
from search.engines.embedded import EmbeddedEngine
from search.query import SearchQuery


class Command(BaseCommand):
    """Prints what a person would get."""

    help = "Search the catalogue from the command line."

    def add_arguments(self, parser: CommandParser) -> None:
        """The query, the reader's language, which engine, and in what form."""
        parser.add_argument("query")
        parser.add_argument(
            "--language", default=settings.LANGUAGE_CODE, choices=[code for code, _ in settings.LANGUAGES]
        )
        parser.add_argument("--engine", choices=["embedded", "elasticsearch"], help="instead of the installation's own")
        parser.add_argument("--json", action="store_true", help="as one JSON object")

    def handle(self, *args: Any, query: str, language: str, engine: str | None, **options: Any) -> None:
        """Ask and print."""
        results = _engine(engine).search(SearchQuery(language).with_text(query))
        if options["json"]:
            found = {"total": results.total, "instead": results.instead, "hits": [_plain(hit) for hit in results.hits]}
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
            return
        if results.instead:
            self.stdout.write(f"(searched for: {results.instead})")
        self.stdout.write(f"{results.total} found")
        for place, hit in enumerate(map(_plain, results.hits), 1):
            self.stdout.write(f"{place:3} [{hit['language']}] {hit['title']}  {hit['url']}")


def _engine(name: str | None) -> Engine:
    if name is None:
        return get_engine()
    if name == "elasticsearch" and not settings.ELASTICSEARCH_URL:
        raise CommandError("ELASTICSEARCH_URL is not set.")
    return EmbeddedEngine() if name == "embedded" else ElasticEngine()


def _plain(hit: Hit) -> dict[str, str]:
    return {
        "type": hit.type,
        "language": hit.language,
        "title": strip_tags(hit.title),
        "url": hit.url,
        "summary": strip_tags(hit.summary),
    }
