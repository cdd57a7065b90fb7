"""Who may do what, for which organisations."""

from typing import TYPE_CHECKING

from django.db.models import Q

from people.roles import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from people.models import Organisation, User
    from people.querysets import OrganisationQuerySet


def organisations_of(user: "User | AnonymousUser", *roles: Role) -> "OrganisationQuerySet | None":
    """The organisations for which a person holds one of the roles, with all beneath them.

    ``None`` means no limit: the role is held for the whole installation, or the person is a superuser.
    """
    from people.models import Organisation

    if not user.is_authenticated:
        return Organisation.objects.none()
    if user.is_superuser:
        return None
    held = list(user.role_assignments.filter(role__in=roles).values_list("organisation__path", flat=True))
    if None in held:
        return None
    beneath = Q()
    for path in held:
        beneath |= Q(path__startswith=path)
    return Organisation.objects.filter(beneath) if held else Organisation.objects.none()


def has_role(user: "User | AnonymousUser", *roles: Role, organisation: "Organisation | None" = None) -> bool:
    """Whether the person holds one of the roles; for ``organisation`` when one is given, for any otherwise."""
    organisations = organisations_of(user, *roles)
    if organisations is None:
        return True
    if organisation is None:
        return organisations.exists()
    return organisations.filter(pk=organisation.pk).exists()
