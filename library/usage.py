"""Where learning objects are used, in every language, read from Wagtail's reference index.

Nothing here knows what a course or a lesson is: a use is any page that refers to the object or to a translation of it,
and uses are grouped by the entry of a section they stand in, which is a course for a lesson, an article for itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from wagtail.models import Page, ReferenceIndex

from cms.models.base import HOME_DEPTH
from library.models import LearningObjectPage
from library.querysets import editable_pages
from people.localised import LocalisedText
from people.models import User

ENTRY_DEPTH = HOME_DEPTH + 2
"""Depth of the entries of a section: home page, course list, course."""


@dataclass(frozen=True)
class Version:
    """A page that uses an object, in one language. ``edit_url`` is empty for who may not edit it."""

    title: str
    language: str
    live: bool
    edit_url: str


@dataclass(frozen=True)
class Use:
    """One page that uses an object, in all the languages in which it does."""

    title: str
    kind: str
    versions: list[Version]


@dataclass(frozen=True)
class Entry:
    """A course, an article, and what in it uses an object."""

    title: str
    kind: str
    uses: list[Use]


@dataclass(frozen=True)
class Usage:
    """All uses a person may see; ``hidden`` counts pages that are drafts of others."""

    entries: list[Entry] = field(default_factory=list)
    hidden: int = 0

    @cached_property
    def count(self) -> int:
        """How many pages use the object, counting the languages of one page once."""
        return sum(len(entry.uses) for entry in self.entries)

    def __bool__(self) -> bool:
        return bool(self.entries or self.hidden)


def objects_beneath(pages: Iterable[Page]) -> list[LearningObjectPage]:
    """The learning objects that go when pages go: those pages themselves, and whatever stands under them."""
    beneath = Q(pk__in=())
    for page in pages:
        beneath |= Q(path__startswith=page.path)
    return list(LearningObjectPage.objects.filter(beneath).defer("body"))


def usage_of(objects: Iterable[LearningObjectPage], user: User) -> Usage:
    """Where objects are used, as far as ``user`` may know; as many queries for one use as for a thousand."""
    keys = {page.translation_key for page in objects}
    pages = list(_sources(keys).order_by("path")) if keys else []
    editable = set(editable_pages(user).filter(pk__in=[page.pk for page in pages]).values_list("pk", flat=True))
    seen = [page for page in pages if page.live or page.pk in editable]
    entries = _entries(seen)
    by_entry: dict[UUID, dict[UUID, list[Page]]] = defaultdict(lambda: defaultdict(list))
    for page in seen:
        by_entry[entries[page.pk].translation_key][page.translation_key].append(page)
    by_key: dict[UUID, list[Page]] = defaultdict(list)
    for entry in {entry.pk: entry for entry in entries.values()}.values():
        by_key[entry.translation_key].append(entry)
    return Usage(
        [_entry(by_key[key], uses.values(), editable) for key, uses in by_entry.items()],
        hidden=len(pages) - len(seen),
    )


def _sources(keys: Iterable[UUID]) -> QuerySet[Page]:
    """Pages that refer to an object with one of these keys, in any language."""
    page_type = ContentType.objects.get_for_model(Page)
    targets = LearningObjectPage.objects.filter(translation_key__in=keys).annotate(text_id=Cast("pk", CharField()))
    references = ReferenceIndex.objects.filter(
        base_content_type=page_type, to_content_type=page_type, to_object_id__in=targets.values("text_id")
    ).annotate(page_id=Cast("object_id", BigIntegerField()))
    return Page.objects.filter(pk__in=references.values("page_id")).select_related("locale")


def _entries(pages: Iterable[Page]) -> Mapping[int, Page]:
    """For each page's id the entry it stands in: the page itself when it stands above the entries."""
    length = Page.steplen * ENTRY_DEPTH
    beneath = {page.pk: page.path[:length] for page in pages}
    found = Page.objects.filter(path__in=set(beneath.values())).select_related("locale")
    by_path = {entry.path: entry for entry in found}
    return {page.pk: by_path.get(beneath[page.pk], page) for page in pages}


def _entry(versions: list[Page], uses: Iterable[list[Page]], editable: Set[int]) -> Entry:
    return Entry(_title(versions), str(versions[0].page_type_display_name), [_use(pages, editable) for pages in uses])


def _use(pages: list[Page], editable: Set[int]) -> Use:
    versions = [Version(page.title, _language(page), page.live, _edit_url(page, editable)) for page in pages]
    return Use(_title(pages), str(pages[0].page_type_display_name), versions)


def _edit_url(page: Page, editable: Set[int]) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk]) if page.pk in editable else ""


def _title(pages: Iterable[Any]) -> str:
    """The title in the language of who looks, as far as there is one."""
    titles = LocalisedText({_language(page): page.title for page in pages})
    return titles.in_language(get_language() or "")


def _language(page: Page) -> str:
    return str(page.locale.language_code)
