"""Indexes on the server: one per language and generation, an alias over those that readers see.

``turna-ru-1`` holds documents in Russian; the alias ``turna`` stands over one index of each language, the alias
``turna-building`` over those a rebuild is filling. Words for spelling have an index of their own.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from elasticsearch import BadRequestError, Elasticsearch
from elasticsearch.helpers import parallel_bulk

from search.documents.base import Document
from search.engines.elastic.records import record
from search.engines.elastic.settings import index_settings
from search.engines.vocabulary import taught
from search.spelling import keys

_THREADS = 2
_CHUNK = 500
_FIRST = "1"
_WORDS: Mapping[str, Any] = {
    "settings": {"number_of_shards": 1, "number_of_replicas": 0},
    "mappings": {"dynamic": False, "properties": {"word": {"type": "keyword"}, "keys": {"type": "keyword"}}},
}


@dataclass(frozen=True)
class Indexes:
    """The indexes under one name on one server."""

    client: Elasticsearch
    name: str
    refresh: bool = False
    """Whether a change can be searched as soon as it is made, not a second later. For tests."""

    @property
    def building(self) -> str:
        """The alias of indexes being filled."""
        return f"{self.name}-building"

    @property
    def words(self) -> str:
        """The index of words."""
        return f"{self.name}-words"

    def of(self, alias: str) -> Mapping[str, str]:
        """The indexes under an alias by language."""
        found = self.client.options(ignore_status=404).indices.get_alias(name=alias)
        listed = found.body if found.meta.status == 200 else {}
        return {name.removeprefix(f"{self.name}-").rsplit("-", 1)[0]: name for name in listed}

    def create(self, language: str, generation: str, alias: str) -> str:
        """An empty index. One that another process has just made is as good."""
        name = f"{self.name}-{language}-{generation}"
        self._create(name, {**index_settings(language), "aliases": {alias: {}}})
        return name

    def put(self, documents: Sequence[Document], alias: str, generation: str = _FIRST) -> None:
        """Store documents in the indexes under the alias, making those that are missing."""
        indexes = dict(self.of(alias))
        for language in {document.language for document in documents} - set(indexes):
            indexes[language] = self.create(language, generation, alias)
        self._bulk(
            {"_op_type": "index", "_index": indexes[each.language], "_id": each.key, "_source": record(each)}
            for each in documents
        )

    def take_out(self, identifiers: Collection[str]) -> None:
        """Remove documents from the indexes readers see, and from those being built."""
        indexes = [*self.of(self.name).values(), *self.of(self.building).values()]
        self._bulk({"_op_type": "delete", "_index": name, "_id": key} for name in indexes for key in identifiers)

    def learn(self, documents: Sequence[Document]) -> None:
        """Titles, tags and subjects teach the words that misspelt queries are compared with."""
        self._create(self.words, _WORDS)
        self._bulk(
            {
                "_op_type": "index",
                "_index": self.words,
                "_id": word,
                "_source": {"word": word, "keys": sorted(keys(word))},
            }
            for word in taught(documents)
        )

    def near(self, wanted: Collection[str]) -> Mapping[str, list[str]]:
        """Known words under each of the keys."""
        known: dict[str, list[str]] = defaultdict(list)
        if not wanted:
            return known
        answer = self.client.search(
            index=self.words, query={"terms": {"keys": list(wanted)}}, size=1_000, ignore_unavailable=True
        )
        for found in answer["hits"]["hits"]:
            for key in found["_source"]["keys"]:
                known[key].append(found["_source"]["word"])
        return known

    def swap(self, generation: str) -> None:
        """Let readers see what was built, in one step."""
        old, new = self.of(self.name), self.of(self.building)
        actions: list[Mapping[str, Any]] = [{"remove": {"index": name, "alias": self.name}} for name in old.values()]
        for name in new.values():
            actions.append({"remove": {"index": name, "alias": self.building}})
            actions.append({"add": {"index": name, "alias": self.name}})
        for name in new.values():
            self.client.indices.put_settings(index=name, settings={"refresh_interval": None})
            self.client.indices.put_mapping(index=name, meta={"built_at": timezone.now().isoformat()})
        self.client.indices.refresh(index=self.building, ignore_unavailable=True)
        if actions:
            self.client.indices.update_aliases(actions=actions)
        self.drop(set(old.values()))

    def drop(self, names: Iterable[str]) -> None:
        """Delete indexes; those that are gone already are no error."""
        for name in names:
            self.client.options(ignore_status=404).indices.delete(index=name)

    def drop_all(self) -> None:
        """Delete everything under this name."""
        self.drop([*self.of(self.name).values(), *self.of(self.building).values(), self.words])

    def built_at(self) -> datetime | None:
        """When what readers see was built; nothing if it has grown change by change."""
        found = self.client.indices.get_mapping(index=self.name, ignore_unavailable=True, allow_no_indices=True)
        times = [each["mappings"].get("_meta", {}).get("built_at") for each in found.body.values()]
        return max((datetime.fromisoformat(time) for time in times if time), default=None)

    def _create(self, name: str, body: Mapping[str, Any]) -> None:
        try:
            self.client.indices.create(index=name, **body)
        except BadRequestError as error:
            if error.error != "resource_already_exists_exception":
                raise

    def _bulk(self, actions: Iterable[dict[str, Any]]) -> None:
        answers = parallel_bulk(
            self.client.options(request_timeout=60),
            actions,
            thread_count=_THREADS,
            chunk_size=_CHUNK,
            refresh=self.refresh,
            ignore_status=404,
            raise_on_error=True,
        )
        for _done in answers:
            pass
