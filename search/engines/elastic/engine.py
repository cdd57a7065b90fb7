"""The engine on a search server: the interface of ``search.engines.base`` over HTTP."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from search.analysis import QueryTerm, alternatives, beginning, tokenise, wording
from search.analysis.queries import MAX_TERMS
from search.documents.base import Document
from search.engines.base import Engine, Rebuild, RebuildSupersededError, Results, Status, Suggestion, Translation
from search.engines.elastic import questions, records
from search.engines.elastic.client import connect
from search.engines.elastic.indexes import Indexes
from search.highlight import Highlighter
from search.query import PAGE_SIZE, SearchQuery
from search.spelling import corrected, is_correctable, keys

SECONDS = 5.0
"""The longest a reader waits for the server."""


class ElasticEngine(Engine):
    """Documents on the server of ``ELASTICSEARCH_URL``. Writes do not join the caller's transaction."""

    def __init__(self, url: str = "", name: str = "turna", *, refresh: bool = False) -> None:
        self.indexes = Indexes(connect(url or settings.ELASTICSEARCH_URL, SECONDS), name, refresh)

    def index(self, documents: Sequence[Document]) -> None:
        """Into the indexes readers see, and those being built."""
        if not documents:
            return
        self.indexes.put(documents, self.indexes.name)
        if building := self.indexes.of(self.indexes.building):
            self.indexes.put(documents, self.indexes.building, _generation(building))
        self.indexes.learn(documents)

    def remove(self, keys: Collection[str]) -> None:
        """From all indexes."""
        self.indexes.take_out(keys)

    def clear(self) -> None:
        """All indexes, and the words."""
        self.indexes.drop_all()

    @contextmanager
    def rebuilding(self) -> Iterator[Rebuild]:
        """New indexes beside the old ones."""
        self.indexes.drop(self.indexes.of(self.indexes.building).values())
        new = _NewIndexes(self.indexes, timezone.now().strftime("%Y%m%d%H%M%S%f"))
        try:
            yield new
            new.check()
            self.indexes.swap(new.generation)
        except BaseException:
            self.indexes.drop(name for name in self.indexes.of(self.indexes.building).values() if new.owns(name))
            raise

    def suggest(self, prefix: str, language: str, limit: int, at: datetime | None = None) -> list[Suggestion]:
        """One request."""
        prefixes = [(beginning(token), alternatives(token)) for token in tokenise(prefix)][:MAX_TERMS]
        if not prefixes:
            return []
        asked = questions.suggestions(prefixes, prefix, language, limit, at or timezone.now())
        return [records.suggestion(found["_source"]) for found in self._ask(asked)["hits"]["hits"]]

    def correct(self, text: str) -> str | None:
        """One request, for the keys that near spellings share."""
        wanted = {key for token in tokenise(text) if is_correctable(token.text) for key in keys(token.text)}
        return corrected(text, self.indexes.near(wanted))

    def status(self) -> Status:
        """Two requests about the indexes readers see."""
        by = {name: {"terms": {"field": name, "size": 100}} for name in ("type", "language")}
        answer = self._ask({"size": 0, "track_total_hits": True, "aggs": by})
        return Status(
            engine="elasticsearch",
            documents=answer["hits"]["total"]["value"],
            by_type=_tally(answer, "type"),
            by_language=_tally(answer, "language"),
            built_at=self.indexes.built_at(),
            building=bool(self.indexes.of(self.indexes.building)),
        )

    def _search(self, query: SearchQuery, terms: Sequence[QueryTerm], at: datetime, *, every: bool) -> Results:
        """Two requests; one more each for exclusions, and when the page asked for lies beyond the last."""
        unwanted = self._excluded(query)
        answer = self._ask(questions.page(query, terms, at, query.page, every=every, excluded=unwanted))
        counted = answer.get("aggregations")
        if counted is None:
            return Results(hits=(), total=0, page=1, counts={}, without=dict.fromkeys(dict(query.selections), 0))
        total = counted["total"]["objects"]["value"]
        page = max(1, min(query.page, -(-total // PAGE_SIZE)))
        if page != query.page:
            answer = self._ask(questions.page(query, terms, at, page, every=every, excluded=unwanted))
        return Results(
            hits=self._hits(answer["hits"]["hits"], query.language, Highlighter(terms), at),
            total=total,
            page=page,
            counts=_counts(counted),
            without={facet: counted[f"without_{facet}"]["objects"]["value"] for facet, _values in query.selections},
            without_filters=counted["without_filters"]["value"],
            some_words=not every,
        )

    def _excluded(self, query: SearchQuery) -> list[str]:
        if not wording(query.text).excluded:
            return []
        answer = self._ask(questions.excluded(query)).get("aggregations", {})
        return [bucket["key"] for bucket in answer.get("objects", {}).get("buckets", [])]

    def _hits(self, found: Sequence[Any], language: str, highlighter: Highlighter, at: datetime) -> Any:
        if not found:
            return ()
        chosen = [_nearest(each["inner_hits"]["translations"]["hits"]["hits"], language) for each in found]
        objects = [each["fields"]["translation_key"][0] for each in found]
        shown = {each["_id"]: each["_source"] for each in self._ask(questions.shown(chosen))["hits"]["hits"]}
        others: dict[str, list[Translation]] = defaultdict(list)
        for each in self._ask(questions.translations(objects, at))["hits"]["hits"]:
            source = each["_source"]
            others[source["translation_key"]].append(Translation(source["language"], source["card"]["url"]))
        return tuple(
            records.hit(key, shown[key], highlighter, others[shown[key]["translation_key"]])
            for key in chosen
            if key in shown
        )

    def _ask(self, request: questions.Request) -> Mapping[str, Any]:
        answer = self.indexes.client.search(
            index=self.indexes.name, body=request, ignore_unavailable=True, allow_no_indices=True
        )
        body: Mapping[str, Any] = answer.body
        return body


class _NewIndexes:
    """Indexes being filled while readers use others."""

    def __init__(self, indexes: Indexes, generation: str) -> None:
        self.indexes = indexes
        self.generation = generation
        for language, _name in settings.LANGUAGES:
            indexes.create(language, generation, indexes.building)

    def add(self, documents: Sequence[Document]) -> None:
        """Store documents in these indexes alone."""
        self.check()
        self.indexes.put(documents, self.indexes.building, self.generation)
        self.indexes.learn(documents)

    def check(self) -> None:
        """Raises ``RebuildSupersededError`` when these indexes are no longer the ones being built."""
        building = self.indexes.of(self.indexes.building).values()
        if not building or not all(map(self.owns, building)):
            raise RebuildSupersededError

    def owns(self, name: str) -> bool:
        """Whether the index is of this rebuild."""
        return name.endswith(f"-{self.generation}")


def _generation(building: Mapping[str, str]) -> str:
    return next(iter(building.values())).rsplit("-", 1)[1]


def _nearest(found: Sequence[Any], language: str) -> str:
    ranked = min(
        enumerate(found), key=lambda pair: (questions.nearness(language, pair[1]["_source"]["language"]), pair[0])
    )
    key: str = ranked[1]["_id"]
    return key


def _counts(counted: Mapping[str, Any]) -> Mapping[str, Mapping[str, int]]:
    facets = {
        name.removeprefix("facet_"): {
            bucket["key"]: bucket["objects"]["value"] for bucket in found["values"]["buckets"]
        }
        for name, found in counted.items()
        if name.startswith("facet_")
    }
    return {name: values for name, values in facets.items() if values}


def _tally(answer: Mapping[str, Any], name: str) -> Mapping[str, int]:
    buckets = answer.get("aggregations", {}).get(name, {}).get("buckets", [])
    return {bucket["key"]: bucket["doc_count"] for bucket in buckets}
