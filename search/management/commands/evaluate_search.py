"""``manage.py evaluate_search JUDGMENTS``."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from search.documents.base import Document
from search.engines.base import Engine
from search.engines.elastic import ElasticEngine
from search.engines.embedded import EmbeddedEngine
from search.evaluation import evaluate, read, read_file, xquad

_BATCH = 100


class Command(BaseCommand):
    """Measures an engine by judged queries, in an index of its own: the installation's stays as it is."""

    help = "Measure an engine by judged queries (nDCG@10, MRR@10, recall@10 by language), beside the live index."

    def add_arguments(self, parser: CommandParser) -> None:
        """A file of judgments, or a folder of XQuAD with a choice of languages."""
        parser.add_argument("judgments", type=Path, help="a JSONL file (see search/evaluation.py) or a folder of XQuAD")
        parser.add_argument("--engine", choices=["embedded", "elasticsearch"], default="embedded")
        parser.add_argument("--documents", nargs="+", default=["ru", "en", "zh"], help="languages of XQuAD's documents")
        parser.add_argument("--queries", nargs="+", default=["ru", "en", "zh"], help="languages of XQuAD's queries")

    def handle(self, *args: Any, judgments: Path, engine: str, **options: Any) -> None:
        """Index, ask, print."""
        try:
            if judgments.is_dir():
                documents, judged = read(xquad(judgments, options["documents"], options["queries"]))
            else:
                documents, judged = read_file(judgments)
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        with _scratch(engine) as found:
            _fill(found, documents)
            for language, quality in evaluate(found, judged).items():
                self.stdout.write(
                    f"{engine} {language}: nDCG@10 {quality.ndcg:.3f}  MRR@10 {quality.mrr:.3f}  "
                    f"recall@10 {quality.recall:.3f}  ({quality.queries} queries)"
                )


def _fill(engine: Engine, documents: Sequence[Document]) -> None:
    for start in range(0, len(documents), _BATCH):
        engine.index(documents[start : start + _BATCH])


@contextmanager
def _scratch(name: str) -> Iterator[Engine]:
    """An empty engine, and nothing left of it afterwards."""
    if name == "embedded":
        with transaction.atomic():
            embedded = EmbeddedEngine()
            embedded.clear()
            yield embedded
            transaction.set_rollback(True)
        return
    if not settings.ELASTICSEARCH_URL:
        raise CommandError("Set ELASTICSEARCH_URL to the server to measure.")
    elastic = ElasticEngine(name="turna-evaluation", refresh=True)
    elastic.clear()
    try:
        yield elastic
    finally:
        elastic.clear()
