"""The catalogue's page as plain values: everything its templates show, nothing left for them to work out."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext

from search.analysis import wording
from search.engines import get_engine
from search.engines.base import Results
from search.facets import FACETS, Facet, Option
from search.presentation import card
from search.query import MAX_PAGE, PAGE_SIZE, SearchQuery, Sort

_OPEN_FACETS = ("type", "subject", "level")
_POPULAR_SUBJECTS = 8


@dataclass(frozen=True, slots=True)
class FacetView:
    """One facet beside the results."""

    name: str
    label: str
    options: list[Option]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another question: what it is called, where it leads, and how many objects it would give."""

    label: str
    url: str
    name: str = ""
    count: int | None = None


class Catalogue:
    """The answer to a question, ready to be shown. Asks the engine once; once or twice more when nothing is found."""

    def __init__(self, query: SearchQuery) -> None:
        self.query = query
        self.results: Results = get_engine().search(query)

    @property
    def address(self) -> str:
        """The query part of this page's one address."""
        return self.query.on_page(self.results.page).address()

    @cached_property
    def title(self) -> str:
        """What the page is called, in the window's title too."""
        if self.query.text:
            return gettext("“%(text)s” in the catalogue") % {"text": self.query.text}
        return gettext("Catalogue")

    @cached_property
    def count(self) -> str:
        """How much was found, in words."""
        total = self.results.total
        return ngettext("%(count)s result", "%(count)s results", total) % {"count": total}

    @cached_property
    def facets(self) -> list[FacetView]:
        """Facets that have something to choose."""
        views = (self._facet(facet) for facet in FACETS)
        return [view for view in views if view.options]

    @cached_property
    def chips(self) -> list[Link]:
        """Everything selected, each with the address without it."""
        return [
            Link(self._label(facet, value), self.query.without(facet.name, value).address(), str(facet.label))
            for facet in FACETS
            for value in self.query.selected(facet.name)
        ]

    @cached_property
    def cards(self) -> list[dict[str, Any]]:
        """The hits, as the card component takes them."""
        return [card(hit, self.query.language) for hit in self.results.hits]

    @cached_property
    def sorts(self) -> list[Option]:
        """The orders to choose from."""
        return [Option(sort.value, str(sort.label), 0, sort is self.query.sort) for sort in Sort]

    @cached_property
    def page(self) -> Page[int]:
        """The pages there are, for the pagination component. No further than readers may turn."""
        shown = range(min(self.results.total, MAX_PAGE * PAGE_SIZE))
        return Paginator(shown, PAGE_SIZE).page(self.results.page)

    @cached_property
    def correction(self) -> Link | None:
        """The query with its slips mended, if nothing has all its words and that would find anything."""
        if self.results.without_filters and not self.results.some_words:
            return None
        text = (get_engine().correct(self.query.text) or self._words_alone) if self.query.text else None
        if not text:
            return None
        corrected = self.query.with_text(text)
        results = get_engine().search(corrected)
        if results.total:
            return Link(text, corrected.address(), count=results.total)
        everywhere = corrected.without_filters()
        return Link(text, everywhere.address(), count=results.without_filters) if results.without_filters else None

    @property
    def _words_alone(self) -> str:
        """The query without quotation marks and exclusions, if it has any and words besides."""
        asked = wording(self.query.text)
        return asked.text if asked.has_signs else ""

    @cached_property
    def relaxations(self) -> list[Link]:
        """For an empty page: one facet's selection after the other left out, where that gives something, then all."""
        links = [
            Link(self._labels(facet), self.query.without(facet.name).address(), str(facet.label), found)
            for facet in FACETS
            if (found := self.results.without.get(facet.name, 0))
        ]
        if len(self.query.selections) > 1 and self.results.without_filters:
            everything = self.query.without_filters().address()
            links.append(Link(gettext("All filters"), everything, count=self.results.without_filters))
        return links

    @cached_property
    def popular_subjects(self) -> list[Link]:
        """For an empty page: the subjects with most objects, to begin again with."""
        everything = SearchQuery(language=self.query.language)
        facet = next(facet for facet in FACETS if facet.name == "subject")
        options = facet.options(get_engine().search(everything).counts.get(facet.name, {}), (), self.query.language)
        popular = sorted(options, key=lambda option: -option.count)[:_POPULAR_SUBJECTS]
        return [
            Link(option.label, everything.with_value(facet.name, option.value).address(), count=option.count)
            for option in popular
        ]

    def _facet(self, facet: Facet) -> FacetView:
        selected = self.query.selected(facet.name)
        options = facet.options(self.results.counts.get(facet.name, {}), selected, self.query.language)
        return FacetView(facet.name, str(facet.label), options, bool(selected) or facet.name in _OPEN_FACETS)

    def _label(self, facet: Facet, value: str) -> str:
        """The name of a selected value; the value itself when it no longer exists."""
        options = next((view.options for view in self.facets if view.name == facet.name), [])
        return next((option.label for option in options if option.value == value), value)

    def _labels(self, facet: Facet) -> str:
        return ", ".join(self._label(facet, value) for value in self.query.selected(facet.name))
