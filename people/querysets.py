"""The vocabulary of reads over people, their places of work, their roles and consents."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, F, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from treebeard.mp_tree import MP_NodeManager, MP_NodeQuerySet

from people.localised import ordering_key

if TYPE_CHECKING:
    from people.models import Organisation, User
    from people.roles import Role


class OrganisationQuerySet(MP_NodeQuerySet):
    """Reads of the tree of organisations."""

    def beneath(self, *nodes: "Organisation") -> Self:
        """The nodes and everything under them."""
        inside = Q(pk__in=())
        for node in nodes:
            inside |= Q(path__startswith=node.path)
        return self.filter(inside)

    def matching(self, words: str) -> Self:
        """Those whose name in any language holds every word, whatever its case."""
        found = self
        for word in words.casefold().split():
            found = found.filter(search_text__contains=word)
        return found

    def with_ways(self, nodes: "Iterable[Organisation]") -> "list[Organisation]":
        """The nodes, each with ``way``: its ancestors from the top. One query for all of them."""
        rows = list(nodes)
        steps = {row.path[:end] for row in rows for end in range(row.steplen, len(row.path), row.steplen)}
        known = {node.path: node for node in self.model._default_manager.filter(path__in=steps)} if steps else {}
        for row in rows:
            ends = range(row.steplen, len(row.path), row.steplen)
            row.way = [known[row.path[:end]] for end in ends if row.path[:end] in known]
        return rows

    def with_people_count(self) -> Self:
        """Adds ``people_count``: how many people work at the node itself or anywhere beneath it."""
        return self.annotate(people_count=_people_beneath())


def _people_beneath() -> Coalesce:
    from people.models import Employment

    inside = Employment.objects.filter(organisation__path__startswith=OuterRef("path")).order_by()
    # Grouped by a constant, that is not at all: without it Django would count for each employment.
    counted = inside.values(everything=Value(1)).annotate(people=Count("user", distinct=True)).values("people")
    return Coalesce(Subquery(counted), 0)


class OrganisationManager(MP_NodeManager.from_queryset(OrganisationQuerySet)):  # type: ignore[misc]
    """Keeps treebeard's order by path."""

    def get_queryset(self) -> OrganisationQuerySet:
        """Nodes in the order of the tree."""
        return OrganisationQuerySet(self.model).order_by("path")


class UserQuerySet(models.QuerySet[Any]):
    """Reads of accounts."""

    def matching(self, words: str) -> Self:
        """Those whose name or address holds every word, whatever its case."""
        found = self
        for word in words.casefold().split():
            found = found.filter(search_text__contains=word)
        return found

    def working_in(self, organisations: "OrganisationQuerySet | None") -> Self:
        """Those who work in one of the organisations; with ``None``, which stands for no limit, everybody."""
        return self if organisations is None else self.filter(employments__organisation__in=organisations).distinct()

    def for_listing(self) -> Self:
        """With what a list of people shows: where they work, as what, and their roles."""
        from people.models import Employment

        main = Employment.objects.filter(is_main=True).select_related("organisation", "position")
        return self.prefetch_related(
            models.Prefetch("employments", main, to_attr="main_employments"), "role_assignments"
        )


class PositionQuerySet(models.QuerySet[Any]):
    """Reads of positions."""

    def in_order_of_name(self, language: str | None = None) -> Self:
        """As a reader of ``language`` (the active one by default) expects a list to be sorted."""
        return self.order_by(*ordering_key(language or get_language() or "en"), "pk")

    def with_people_count(self) -> Self:
        """Adds ``people_count``: how many people hold the position."""
        return self.annotate(people_count=Count("employments__user", distinct=True))


class RoleAssignmentQuerySet(models.QuerySet[Any]):
    """Reads of who holds which role."""

    def for_display(self) -> Self:
        """With everything a list of roles shows, in one query."""
        return self.select_related("user", "organisation", "granted_by")

    def of_role(self, *roles: "Role") -> Self:
        """Those of the roles."""
        return self.filter(role__in=roles)


class ConsentTextQuerySet(models.QuerySet[Any]):
    """Reads of the texts people are asked to agree to."""

    def published(self) -> Self:
        """Those people are asked to agree to, or were."""
        return self.exclude(published_at=None)

    def current(self) -> Self:
        """The latest published version for each purpose."""
        latest = self.model._default_manager.filter(purpose=OuterRef("purpose")).exclude(published_at=None)
        newest = latest.order_by().values("purpose").annotate(newest=Max("version")).values("newest")
        return self.published().filter(version=Subquery(newest))

    def current_required(self) -> Self:
        """The current texts without whose consent a person cannot learn here."""
        return self.current().filter(required=True)

    def without_consent_of(self, user: "User") -> Self:
        """Those the person has not agreed to, or no longer agrees to."""
        return self.exclude(consents__in=user.consents.in_force())


class ConsentQuerySet(models.QuerySet[Any]):
    """Reads of what people agreed to."""

    def in_force(self) -> Self:
        """Those that were not taken back."""
        return self.filter(withdrawn_at=None)

    def for_display(self) -> Self:
        """With their texts, latest first."""
        return self.select_related("text").order_by(F("given_at").desc(), "-pk")


class NotificationQuerySet(models.QuerySet[Any]):
    """Reads of what people were told."""

    def of(self, user: "User") -> Self:
        """A person's own."""
        return self.filter(recipient=user)

    def unread(self) -> Self:
        """Those the person has not seen."""
        return self.filter(read_at=None)

    def unread_first(self) -> Self:
        """As the list shows them: unread ones, then the latest."""
        is_read = models.Case(models.When(read_at=None, then=0), default=1, output_field=models.IntegerField())
        return self.order_by(is_read, "-created_at", "-pk")

    def due(self, at: datetime) -> Self:
        """Those whose letter waits to be sent, to people who may still log in."""
        return self.filter(mail_due_at__lte=at, recipient__is_active=True).select_related("recipient")

    def for_digest(self) -> Self:
        """Those for the next daily letter: what the person has seen on the site meanwhile is left out."""
        return self.unread().filter(channel="digest", mailed_at=None).order_by("created_at", "pk")
