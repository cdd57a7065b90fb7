"""How good the answers are: judged queries asked of an engine, and the usual measures of the ranks of what they want.

A file of judgments holds one JSON object a line, documents before queries::

    {"object": "p1", "language": "ru", "title": "…", "body": "…"}
    {"query": "…", "language": "ru", "relevant": ["p1"]}

Documents with the same ``object`` are translations of each other.
"""

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from search.documents.base import Document
from search.engines.base import Engine
from search.query import SearchQuery

DEPTH = 10
_NAMESPACE = UUID("6f0d1c5e-8d8f-4d0c-9b0e-0f6c3b1f7a52")


@dataclass(frozen=True, slots=True)
class Judgment:
    """A query in some language, and the objects that answer it."""

    text: str
    language: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Quality:
    """Means over queries, each from 0 to 1, of the first ten results."""

    queries: int
    ndcg: float
    mrr: float
    recall: float


def read(lines: Iterable[str]) -> tuple[list[Document], list[Judgment]]:
    """Documents and judged queries. Raises ``ValueError`` naming the line that is neither."""
    documents: list[Document] = []
    judgments: list[Judgment] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if "query" in row:
                judgments.append(Judgment(row["query"], row["language"], frozenset(row["relevant"])))
            else:
                documents.append(_document(row, number))
        except (KeyError, TypeError, json.JSONDecodeError) as error:
            raise ValueError(f"Line {number} is neither a document nor a judged query: {error}") from error
    return documents, judgments


def read_file(path: Path) -> tuple[list[Document], list[Judgment]]:
    """Documents and judged queries of a file."""
    with path.open(encoding="utf-8") as lines:
        return read(lines)


def evaluate(engine: Engine, judgments: Iterable[Judgment]) -> Mapping[str, Quality]:
    """Quality by the language of the query. The reader's language is the query's."""
    measured: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for judgment in judgments:
        measured[judgment.language].append(measures(_found(engine, judgment), judgment.relevant))
    return {language: _mean(rows) for language, rows in sorted(measured.items())}


def measures(found: Sequence[str], relevant: frozenset[str]) -> tuple[float, float, float]:
    """NDCG, reciprocal rank and recall of the first ten of what was found."""
    gains = [1.0 / math.log2(place + 2) for place, each in enumerate(found[:DEPTH]) if each in relevant]
    first = next((place for place, each in enumerate(found[:DEPTH], 1) if each in relevant), 0)
    ideal = sum(1.0 / math.log2(place + 2) for place in range(min(DEPTH, len(relevant))))
    return sum(gains) / ideal if ideal else 0.0, 1 / first if first else 0.0, len(gains) / max(1, len(relevant))


def object_of(key: str) -> str:
    """The judged object a document belongs to."""
    return key.rsplit("@", 1)[0]


def _found(engine: Engine, judgment: Judgment) -> list[str]:
    hits = engine.search(SearchQuery(judgment.language).with_text(judgment.text)).hits
    return list(dict.fromkeys(object_of(hit.key) for hit in hits))


def _document(row: Mapping[str, str], number: int) -> Document:
    return Document(
        key=f"{row['object']}@{row['language']}",
        type="object",
        page_id=number,
        translation_key=uuid5(_NAMESPACE, row["object"]),
        language=row["language"],
        title=row.get("title", ""),
        url=f"/{row['language']}/{number}/",
        summary=row.get("summary", ""),
        body=row.get("body", ""),
    )


def _mean(rows: Sequence[tuple[float, float, float]]) -> Quality:
    ndcg, mrr, recall = (sum(column) / len(rows) for column in zip(*rows, strict=True))
    return Quality(len(rows), ndcg, mrr, recall)


def xquad(folder: Path, documents_in: Sequence[str], queries_in: Sequence[str]) -> Iterator[str]:
    """Judgments out of XQuAD: paragraphs as documents without titles, questions as queries."""
    for language in documents_in:
        for name, paragraph in _paragraphs(folder, language):
            yield json.dumps({"object": name, "language": _code(language), "body": paragraph["context"]})
    for language in queries_in:
        for name, paragraph in _paragraphs(folder, language):
            for question in paragraph["qas"]:
                yield json.dumps({"query": question["question"], "language": _code(language), "relevant": [name]})


def _paragraphs(folder: Path, language: str) -> Iterator[tuple[str, dict[str, Any]]]:
    articles = json.loads((folder / f"xquad.{language}.json").read_text(encoding="utf-8"))["data"]
    for place, article in enumerate(articles):
        for number, paragraph in enumerate(article["paragraphs"]):
            yield f"{place}-{number}", paragraph


def _code(language: str) -> str:
    return "zh-hans" if language == "zh" else language
