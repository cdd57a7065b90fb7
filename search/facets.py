"""Facets: what results can be narrowed by.

Inside a facet any selected value will do, across facets each must be met, and the counts of a facet ignore its own
selection, so that a reader sees what another value would add. Engines count; a facet knows which values a document
has and how the counted values are named, ordered and nested for a reader.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from library.licences import LICENCE_CHOICES
from library.models import LearningObjectTag, Subject
from library.vocabularies import Level, ResourceType
from search.analysis import sort_key
from search.documents.base import Document

MAX_OPTIONS = 100
"""Most values shown in one facet; the rarest are left to the query."""


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a facet as a reader sees it. ``depth`` 0 is the top of a hierarchy."""

    value: str
    label: str
    count: int
    selected: bool
    depth: int = 0


class Facet(ABC):
    """One way of narrowing results."""

    def __init__(self, name: str, label: str | Promise) -> None:
        self.name = name
        self.label = label

    @abstractmethod
    def values(self, document: Document) -> Iterable[str]:
        """The values a document is counted under."""

    @abstractmethod
    def labels(self, values: Iterable[str], language: str) -> Mapping[str, str]:
        """Names of those of the values that still exist, for a reader of the language."""

    def options(self, counts: Mapping[str, int], selected: Iterable[str], language: str) -> list[Option]:
        """The lines to show: every counted value and, even at nought, every selected one."""
        chosen = set(selected)
        labels = self.labels({*counts, *chosen}, language)
        options = [Option(value, str(label), counts.get(value, 0), value in chosen) for value, label in labels.items()]
        return self.arrange(options, language)[:MAX_OPTIONS]

    def arrange(self, options: list[Option], language: str) -> list[Option]:
        """The most frequent first."""
        return sorted(options, key=lambda option: (-option.count, sort_key(option.label, language)))


class ChoiceFacet(Facet):
    """A facet of a closed list, shown in the list's order."""

    def __init__(
        self,
        name: str,
        label: str | Promise,
        choices: Iterable[tuple[str, str | Promise]],
        value: Callable[[Document], str],
    ) -> None:
        super().__init__(name, label)
        self.choices = dict(choices)
        self.value = value

    def values(self, document: Document) -> Iterable[str]:
        """The document's one value, if it has one."""
        return filter(None, [self.value(document)])

    def labels(self, values: Iterable[str], language: str) -> Mapping[str, str]:
        """Names from the list."""
        wanted = set(values)
        return {value: str(label) for value, label in self.choices.items() if value in wanted}

    def arrange(self, options: list[Option], language: str) -> list[Option]:
        """The list's own order: stages of education are not read by frequency."""
        return options


class TypeFacet(Facet):
    """Courses and learning objects, these by type of resource."""

    def values(self, document: Document) -> Iterable[str]:
        """The kind of document and, beneath it, the type of resource."""
        yield document.type
        if document.resource_type:
            yield f"{document.type}.{document.resource_type}"

    def labels(self, values: Iterable[str], language: str) -> Mapping[str, str]:
        """Each kind, followed by its types of resource by name."""
        from search.documents import DOCUMENT_TYPES  # at the time of use: document types import models with facets

        wanted = set(values)
        types = sorted(ResourceType.choices, key=lambda choice: sort_key(str(choice[1]), language))
        labels: dict[str, str] = {}
        for kind in DOCUMENT_TYPES:
            labels[kind.name] = str(kind.label_plural)
            labels |= {f"{kind.name}.{value}": str(label) for value, label in types}
        return {value: label for value, label in labels.items() if value in wanted}

    def arrange(self, options: list[Option], language: str) -> list[Option]:
        """The order of :meth:`labels`, types of resource one step in."""
        return [_at_depth(option, option.value.count(".")) for option in options]


class SubjectFacet(Facet):
    """The tree of subjects. A document counts under its subjects and all that stand above them."""

    def values(self, document: Document) -> Iterable[str]:
        """Codes of the document's subjects and their ancestors."""
        return document.subjects

    def labels(self, values: Iterable[str], language: str) -> Mapping[str, str]:
        """Names in the reader's language, in the tree's order."""
        return {subject.code: subject.labels.in_language(language) for subject in self._subjects(values)}

    def options(self, counts: Mapping[str, int], selected: Iterable[str], language: str) -> list[Option]:
        """The tree, siblings by name. Ancestors are counted with their descendants, so no branch hangs in the air."""
        chosen = set(selected)
        names: dict[str, str] = {}
        placed: list[tuple[tuple[str, ...], Option]] = []
        for subject in self._subjects({*counts, *chosen}):
            label = subject.labels.in_language(language) or subject.code
            names[subject.path] = sort_key(label, language)
            above = [subject.path[: subject.steplen * step] for step in range(1, subject.depth + 1)]
            option = Option(subject.code, label, counts.get(subject.code, 0), subject.code in chosen, subject.depth - 1)
            placed.append((tuple(names.get(path, "") + path for path in above), option))
        return [option for _place, option in sorted(placed, key=lambda pair: pair[0])][:MAX_OPTIONS]

    def _subjects(self, codes: Iterable[str]) -> Iterable[Subject]:
        return Subject.objects.filter(code__in=list(codes)).order_by("path")


class TagFacet(Facet):
    """Free terms, the most used first."""

    def values(self, document: Document) -> Iterable[str]:
        """Slugs of the document's tags."""
        return (tag.value for tag in document.tags)

    def labels(self, values: Iterable[str], language: str) -> Mapping[str, str]:
        """Names as editors wrote them."""
        return dict(LearningObjectTag.objects.filter(slug__in=list(values)).values_list("slug", "name"))


def _at_depth(option: Option, depth: int) -> Option:
    return Option(option.value, option.label, option.count, option.selected, depth)


FACETS: tuple[Facet, ...] = (
    TypeFacet("type", _("Type")),
    SubjectFacet("subject", _("Subject")),
    ChoiceFacet("level", _("Level"), Level.choices, lambda document: document.level),
    ChoiceFacet("language", _("Language"), settings.LANGUAGES, lambda document: document.language),
    ChoiceFacet("licence", _("Licence"), LICENCE_CHOICES, lambda document: document.licence),
    TagFacet("tag", _("Tag")),
)
