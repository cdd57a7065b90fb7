"""What a reader asks of the catalogue, as a value: read from an address, written back into one.

Whatever stands in the address, reading it never fails: what has no meaning is left out, what is too much is cut.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol, Self
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

FACET_NAMES = ("type", "subject", "level", "language", "licence", "tag")
"""The facets an address may select from, in the order they are written and shown."""

MAX_TEXT = 200
MAX_VALUE = 100
MAX_VALUES = 20
PAGE_SIZE = 20
MAX_PAGE = 500
"""Nobody turns more pages, and search servers refuse to look further than 10,000 results by default."""

Selections = tuple[tuple[str, tuple[str, ...]], ...]


class Parameters(Protocol):
    """The part of Django's QueryDict that is read."""

    def getlist(self, key: str, /) -> Iterable[object]:
        """All values given for the key."""
        ...


class Sort(TextChoices):
    """The orders of results."""

    RELEVANCE = "relevance", _("Most relevant first")
    NEWEST = "newest", _("Newest first")
    TITLE = "title", _("By title")


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """One question to the catalogue.

    ``language`` is the reader's, not a filter: it decides which translation of an object is shown. ``selections``
    holds only facets with something selected, in the order of :data:`FACET_NAMES`, each with sorted values.
    """

    language: str
    text: str = ""
    selections: Selections = ()
    sort: Sort = Sort.RELEVANCE
    page: int = 1

    @classmethod
    def parse(cls, parameters: Parameters, language: str) -> Self:
        """Read the parameters of an address. Never raises."""
        chosen = {name: parameters.getlist(name) for name in FACET_NAMES}
        return cls(
            language=language,
            text=clean_text(_last(parameters.getlist("q"))),
            selections=_selections(chosen),
            sort=_sort(_last(parameters.getlist("sort"))),
            page=_page(_last(parameters.getlist("page"))),
        )

    def selected(self, facet: str) -> tuple[str, ...]:
        """The values selected in a facet, or nothing."""
        return dict(self.selections).get(facet, ())

    def without(self, facet: str, value: str | None = None) -> Self:
        """The same question with one value of a facet, or the whole facet, no longer selected."""
        left = tuple(each for each in self.selected(facet) if value is not None and each != value)
        return self._selecting({**dict(self.selections), facet: left})

    def with_value(self, facet: str, value: str) -> Self:
        """The same question with one more value selected."""
        return self._selecting({**dict(self.selections), facet: (*self.selected(facet), value)})

    def without_filters(self) -> Self:
        """The same words, nothing selected."""
        return self._selecting({})

    def with_text(self, text: str) -> Self:
        """Other words, the same selections."""
        return replace(self, text=clean_text(text), page=1)

    def on_page(self, page: int) -> Self:
        """The same question, another page of its results."""
        return replace(self, page=page)

    def parameters(self) -> list[tuple[str, str]]:
        """Name and value of each parameter that is not at its default, in one order whoever writes the address."""
        pairs = [("q", self.text)] if self.text else []
        pairs += [(facet, value) for facet, values in self.selections for value in values]
        if self.sort is not Sort.RELEVANCE:
            pairs.append(("sort", self.sort.value))
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return pairs

    def address(self) -> str:
        """The query part of an address that asks this question, with its ``?``; ``?`` alone asks for everything."""
        return f"?{urlencode(self.parameters())}"

    def _selecting(self, chosen: Mapping[str, Iterable[object]]) -> Self:
        return replace(self, selections=_selections(chosen), page=1)


def clean_text(value: object) -> str:
    """At most 200 characters on one line, without control, direction and other invisible characters."""
    text = value if isinstance(value, str) else ""
    # Cut first: the address of a hostile reader may hold megabytes.
    visible = "".join(" " if char.isspace() else char for char in text[: MAX_TEXT * 4] if _is_text(char))
    return " ".join(visible.split())[:MAX_TEXT].strip()


def _is_text(char: str) -> bool:
    return char.isspace() or unicodedata.category(char)[0] != "C"


def _last(values: Iterable[object]) -> object:
    last: object = ""
    for last in values:  # noqa: B007  (QueryDict's own rule: the last value counts)
        pass
    return last


def _selections(chosen: Mapping[str, Iterable[object]]) -> Selections:
    cleaned = ((name, _values(chosen.get(name, ()))) for name in FACET_NAMES)
    return tuple((name, values) for name, values in cleaned if values)


def _values(raw: Iterable[object]) -> tuple[str, ...]:
    values: set[str] = set()
    for value in raw:
        if len(values) == MAX_VALUES:
            break
        if isinstance(value, str) and len(value) <= MAX_VALUE and (text := clean_text(value)):
            values.add(text)
    return tuple(sorted(values))


def _sort(value: object) -> Sort:
    return Sort(value) if isinstance(value, str) and value in Sort.values else Sort.RELEVANCE


def _page(value: object) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 12:
        return max(1, min(int(value), MAX_PAGE))
    return 1
