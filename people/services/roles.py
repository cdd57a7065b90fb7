"""Giving and taking roles."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from people.models import Organisation, RoleAssignment, User
from people.permissions import may_manage
from people.roles import ROLE_PERMISSIONS, Role
from people.services.groups import installed_languages, sync_person


@transaction.atomic
def assign_role(
    user: User,
    role: Role,
    *,
    by: User,
    organisation: Organisation | None = None,
    languages: Sequence[str] = (),
) -> RoleAssignment:
    """Give a person a role for an organisation and all beneath it; without one, for the whole installation.

    Given again with other languages, the role takes these. Raises ``PermissionDenied`` unless ``by`` is an
    administrator of that part of the tree and somebody else than ``user``; ``ValidationError`` for unknown languages.
    """
    _require_right_over(by, user, organisation)
    row, created = RoleAssignment.objects.get_or_create(
        user=user,
        role=Role(role),
        organisation=organisation,
        defaults={"granted_by": by, "languages": _known(role, languages)},
    )
    if not created and set(row.languages) != set(languages):
        row.languages = _known(role, languages)
        row.save(update_fields=["languages"])
    log(user, "people.assign_role", user=by, data=_described(row))
    sync_person(user)
    return row


@transaction.atomic
def revoke_role(assignment: RoleAssignment, *, by: User) -> None:
    """Take a role back. Raises ``PermissionDenied`` as :func:`assign_role` does."""
    person = assignment.user
    _require_right_over(by, person, assignment.organisation)
    log(person, "people.revoke_role", user=by, data=_described(assignment))
    assignment.delete()
    sync_person(person)


def _require_right_over(by: User, user: User, organisation: Organisation | None) -> None:
    if by.pk == user.pk and not by.is_superuser:
        raise PermissionDenied(_("Nobody changes their own roles: ask another administrator."))
    if not may_manage(by, organisation):
        raise PermissionDenied(_("Roles are given by an administrator of the organisation."))


def _known(role: Role, languages: Sequence[str]) -> list[str]:
    """The languages in the installation's order. Raises ``ValidationError`` for one it does not have."""
    if languages and not ROLE_PERMISSIONS[Role(role)].by_language:
        raise ValidationError({"languages": _("Only a partner translator's role is held for some languages.")})
    if unknown := set(languages) - set(installed_languages()):
        message = _("The installation has no such language: %(codes)s.") % {"codes": ", ".join(sorted(unknown))}
        raise ValidationError({"languages": message})
    return [code for code in installed_languages() if code in languages]


def _described(row: RoleAssignment) -> dict[str, object]:
    return {
        "role": row.role,
        "organisation": str(row.organisation.public_id) if row.organisation else None,
        "organisation_name": str(row.organisation) if row.organisation else None,
        "languages": row.languages,
    }
