"""Who may issue documents, for whom."""

from typing import TYPE_CHECKING

from credentials.querysets import ISSUERS
from people.permissions import organisations_of, require_role

if TYPE_CHECKING:
    from people.models import Organisation, User


def require_issuer(user: "User", organisation: "Organisation | None") -> None:
    """Raise ``PermissionDenied`` unless the person is a registrar or administrator for the organisation.

    What belongs to no organisation is the whole installation's, and so must the role be.
    """
    require_role(user, *ISSUERS, organisation=organisation, everywhere=organisation is None)


def may_issue(user: "User", organisation: "Organisation | None") -> bool:
    """Whether :func:`require_issuer` lets the person through."""
    mine = organisations_of(user, *ISSUERS)
    if mine is None or organisation is None:
        return mine is None
    return mine.filter(pk=organisation.pk).exists()
