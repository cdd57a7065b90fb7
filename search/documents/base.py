"""What the catalogue knows of one page, and what a type of document has to provide."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from wagtail.models import Page

MAX_BODY = 100_000
"""Characters of a body that are searched: an evening's reading, and well under PostgreSQL's limit for one vector."""


class Term(NamedTuple):
    """A value of a facet as the page gives it: what it is filtered by, and what it is called."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Document:
    """One page in one language, as readers may find it. Plain values: engines know nothing of pages."""

    key: str
    type: str
    page_id: int
    translation_key: UUID
    language: str
    title: str
    url: str
    summary: str = ""
    body: str = ""
    resource_type: str = ""
    subjects: tuple[str, ...] = ()
    """Codes, each with those of its ancestors."""
    subject_labels: tuple[Mapping[str, str], ...] = ()
    """The names of those subjects by language: a query in one language finds objects in another."""
    level: str = ""
    audience: str = ""
    licence: str = ""
    tags: tuple[Term, ...] = ()
    published_at: datetime | None = None
    expires_at: datetime | None = None
    duration_minutes: int | None = None


def page_key(page_id: int) -> str:
    """The key of a page's document, whatever its type."""
    return f"page:{page_id}"


class DocumentType(ABC):
    """A kind of page that can be found. A new kind is a subclass in a file of its own and a line in the registry."""

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    label_plural: ClassVar[str | Promise]
    model: ClassVar[type[Page]]
    parts: ClassVar[tuple[type[Page], ...]] = ()
    """Kinds of pages below it that its document tells of: when one of them changes, the document does."""

    @abstractmethod
    def to_documents(self, pages: Sequence[Any]) -> list[Document]:
        """Documents of pages of this kind, loaded in a number of queries that does not depend on how many there are."""

    def public(self) -> QuerySet[Any]:
        """The pages of this kind that anybody may read."""
        return public(self.model)

    def documents(self, page_ids: Collection[int]) -> list[Document]:
        """Documents of those of the given pages that are of this kind, public and served under some address."""
        pages = list(self.public().filter(pk__in=page_ids).select_related("locale").order_by("pk"))
        return [document for document in self.to_documents(pages) if document.url] if pages else []


def public(model: type[Page]) -> QuerySet[Any]:
    """Pages that anybody may read: live, not expired, not private by themselves or by an ancestor.

    Aliases are left out: they repeat another page, often under a language that is not the text's.
    """
    return model._default_manager.live().public().filter(alias_of=None, expired=False)


def of_page(page: Page) -> dict[str, Any]:
    """The fields of a document that every page has. Needs the page's locale."""
    return {
        "key": page_key(page.pk),
        "page_id": page.pk,
        "translation_key": page.translation_key,
        "language": page.locale.language_code,
        "title": page.title,
        "url": page.get_url() or "",
        "published_at": page.first_published_at or page.last_published_at or page.latest_revision_created_at,
        "expires_at": page.expire_at,
    }
