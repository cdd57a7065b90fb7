"""The vocabulary of reads over organisations."""

from typing import TYPE_CHECKING

from treebeard.mp_tree import MP_NodeManager, MP_NodeQuerySet

if TYPE_CHECKING:
    from people.models import Organisation


class OrganisationQuerySet(MP_NodeQuerySet):
    """Reads of the tree of organisations."""


class OrganisationManager(MP_NodeManager):
    """Keeps treebeard's order by path."""

    def get_queryset(self) -> OrganisationQuerySet:
        """Nodes in the order of the tree."""
        return OrganisationQuerySet(self.model).order_by("path")
