"""The vocabulary of reads over issued documents and what belongs to them."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Q

from cms.jobs import JobQuerySet
from people.permissions import organisations_of
from people.roles import Role

if TYPE_CHECKING:
    from people.models import Organisation, User

ISSUERS = (Role.REGISTRAR, Role.ADMINISTRATOR)
"""Who issues documents, for the organisations they hold the role for."""


class OwnedQuerySet(models.QuerySet[Any]):
    """Rows of an ``organisation``, which may be empty for the installation itself."""

    def managed_by(self, user: "User") -> Self:
        """Those of the organisations a person issues documents for; all, when that is everywhere."""
        mine = organisations_of(user, *ISSUERS)
        return self if mine is None else self.filter(organisation__in=mine)


class DocumentTemplateQuerySet(OwnedQuerySet):
    """Reads of templates."""

    def usable_for(self, organisation: "Organisation | None") -> Self:
        """Those in use that an organisation may issue from: its own, those above it, and everybody's."""
        shared = Q(organisation=None)
        if organisation is not None:
            steps = range(organisation.steplen, len(organisation.path) + 1, organisation.steplen)
            shared |= Q(organisation__path__in=[organisation.path[:end] for end in steps])
        return self.filter(shared, is_active=True)


class IssuedDocumentQuerySet(OwnedQuerySet):
    """Reads of documents."""

    def in_force(self) -> Self:
        """Neither revoked nor replaced."""
        return self.filter(state="issued")

    def of(self, holder: "User") -> Self:
        """A person's own, latest first."""
        return self.filter(holder=holder)

    def matching(self, words: str) -> Self:
        """Those whose name or number holds every word, whatever its case."""
        found = self
        for word in words.casefold().split():
            found = found.filter(search_text__contains=word)
        return found

    def for_list(self) -> Self:
        """With what a list shows of each: one query."""
        return self.select_related("organisation", "issued_by", "previous")

    def for_printing(self) -> Self:
        """With what printing needs."""
        return self.select_related("template_edition", "previous", "organisation")


class IssueBatchQuerySet(OwnedQuerySet, JobQuerySet):  # type: ignore[override]
    """Reads of bulk issues."""

    def with_counts(self) -> Self:
        """Adds ``total`` and, by outcome, ``waiting``, ``issued``, ``held`` and ``failed``."""
        outcomes = ("waiting", "issued", "held", "failed")
        counts = {name: Count("items", filter=Q(items__outcome=name)) for name in outcomes}
        return self.annotate(total=Count("items"), **counts)
