"""Who may do what, for which organisations."""

from typing import TYPE_CHECKING

from django.core.cache import cache
from django.core.exceptions import PermissionDenied

from people.roles import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from people.models import Organisation, User
    from people.querysets import OrganisationQuerySet

REMEMBERED_FOR = 60
"""Seconds."""


def organisations_of(user: "User | AnonymousUser", *roles: Role) -> "OrganisationQuerySet | None":
    """The organisations for which a person holds one of the roles, with all beneath them.

    ``None`` means no limit: the role is held for the whole installation, or the person is a superuser.
    """
    from people.models import Organisation

    if not user.is_authenticated or not user.is_active:
        return Organisation.objects.none()
    if user.is_superuser:
        return None
    held = [row.organisation for row in user.role_assignments.of_role(*roles).select_related("organisation")]
    if None in held:
        return None
    return Organisation.objects.beneath(*held) if held else Organisation.objects.none()


def has_role(user: "User | AnonymousUser", *roles: Role, organisation: "Organisation | None" = None) -> bool:
    """Whether the person holds one of the roles; for ``organisation`` when one is given, for any otherwise."""
    organisations = organisations_of(user, *roles)
    if organisations is None:
        return True
    if organisation is None:
        return organisations.exists()
    return organisations.filter(pk=organisation.pk).exists()


def may_open_admin(user: "User | AnonymousUser") -> bool:
    """Whether the site shows the person the way to the editors' side.

    Every page asks this, and Django's answer costs two queries with joins, so it is remembered for a minute; a change
    of roles forgets it. The editors' side itself asks Django each time.
    """
    if not user.is_authenticated:
        return False
    key = admin_key(user)
    remembered: bool | None = cache.get(key)
    if remembered is None:
        remembered = user.has_perm("wagtailadmin.access_admin")
        cache.set(key, remembered, REMEMBERED_FOR)
    return remembered


def admin_key(user: "User") -> str:
    """Where :func:`may_open_admin` keeps its answer."""
    return f"people:may_open_admin:{user.pk}"


def require_role(
    user: "User | AnonymousUser", *roles: Role, organisation: "Organisation | None" = None, everywhere: bool = False
) -> None:
    """Raise ``PermissionDenied`` unless the person holds one of the roles.

    With ``everywhere`` the role must be held for the whole installation, not for some organisations.
    """
    limited = organisations_of(user, *roles) is not None
    if (everywhere and limited) or not has_role(user, *roles, organisation=organisation):
        needed = ", ".join(str(role.label) for role in roles)
        raise PermissionDenied(f"This needs the role {needed}.")


def may_manage(user: "User | AnonymousUser", organisation: "Organisation | None") -> bool:
    """Whether the person is an administrator of an organisation; with ``None``, of the whole installation."""
    organisations = organisations_of(user, Role.ADMINISTRATOR)
    if organisations is None or organisation is None:
        return organisations is None
    return organisations.filter(pk=organisation.pk).exists()
