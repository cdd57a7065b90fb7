"""The only writers of accounts, apart from registration, which django-allauth does."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from people.models import Employment, Organisation, User
from people.permissions import may_manage, require_role
from people.roles import Role

OWN_FIELDS = frozenset({"family_name", "given_name", "patronymic", "language", "time_zone"})
"""What a person changes about themselves. The address changes through its confirmation, never here."""

MANAGED_FIELDS = OWN_FIELDS | {"email", "is_active"}
POWER_FIELDS = frozenset({"is_staff", "is_superuser"})


@transaction.atomic
def update_own_profile(user: User, values: Mapping[str, Any]) -> User:
    """Change what a person may change about themselves. Other keys raise ``PermissionDenied``."""
    if foreign := values.keys() - OWN_FIELDS:
        raise PermissionDenied(f"Not the person's own to change: {', '.join(sorted(foreign))}.")
    return _write(user, values)


@transaction.atomic
def create_account(values: Mapping[str, Any], *, by: User) -> User:
    """Make an account for somebody, without a password: they set one through the letter that resets it.

    Raises ``PermissionDenied`` unless ``by`` is an administrator of the whole installation.
    """
    _require_power(by, None, values)
    fields = dict(values)
    user = User.objects.create_user(fields.pop("email"), None, **fields)
    log(user, "wagtail.create", user=by)
    return user


@transaction.atomic
def create_learner(values: Mapping[str, Any], *, by: User, organisation: Organisation | None = None) -> User:
    """Make an account for somebody who is to learn, with the place of work that whoever enrols them names.

    It holds no role and no password: they set one through the letter. Raises ``PermissionDenied`` unless ``by`` is a
    registrar, methodologist or administrator of some organisation, and for keys that are not a learner's.
    """
    require_role(by, Role.REGISTRAR, Role.METHODOLOGIST, Role.ADMINISTRATOR)
    if foreign := values.keys() - OWN_FIELDS - {"email"}:
        raise PermissionDenied(f"Not said of a learner: {', '.join(sorted(foreign))}.")
    fields = dict(values)
    user = User.objects.create_user(fields.pop("email"), None, **fields)
    if organisation is not None:
        Employment.objects.create(user=user, organisation=organisation, is_main=True)
    log(user, "wagtail.create", user=by)
    return user


@transaction.atomic
def update_account(user: User, values: Mapping[str, Any], *, by: User) -> User:
    """Change somebody's account.

    Raises ``PermissionDenied`` unless ``by`` is an administrator of the whole installation; for a superuser's account,
    or to give power over everything, unless ``by`` is a superuser; and to whoever would shut or lift themselves.
    """
    _require_power(by, user, values)
    if by.pk == user.pk and any(name in values for name in ("is_active", *POWER_FIELDS)):
        raise PermissionDenied(_("Nobody shuts or lifts their own account: ask another administrator."))
    changed = _write(user, values)
    log(changed, "wagtail.edit", user=by)
    return changed


def may_change_account(by: User, user: User) -> bool:
    """Whether somebody may change an account at all: a superuser's is changed by superusers alone."""
    return may_manage(by, None) and (by.is_superuser or not user.is_superuser)


def _require_power(by: User, user: User | None, values: Mapping[str, Any]) -> None:
    allowed = MANAGED_FIELDS | (POWER_FIELDS if by.is_superuser else frozenset())
    if not may_manage(by, None) or (user and not may_change_account(by, user)):
        raise PermissionDenied(_("This account is not yours to change."))
    if foreign := values.keys() - allowed:
        raise PermissionDenied(f"Only a superuser sets {', '.join(sorted(foreign))}.")


def _write(user: User, values: Mapping[str, Any]) -> User:
    for name, value in values.items():
        setattr(user, name, value.lower() if name == "email" else value)
    user.save(update_fields=[*values])
    return user
