"""Particulars of holders for the state register."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from credentials.models import IssuedDocument, RegisterDetails
from credentials.querysets import ISSUERS
from people.models import User
from people.permissions import organisations_of


def may_keep_details(user: User, holder: User) -> bool:
    """Whether somebody may see and change a holder's particulars: the person, and registrars of their documents."""
    if user.pk == holder.pk:
        return True
    mine = organisations_of(user, *ISSUERS)
    if mine is None:
        return True
    return IssuedDocument.objects.of(holder).filter(organisation__in=mine).exists()


@transaction.atomic
def save_register_details(holder: User, values: Mapping[str, Any], *, by: User) -> RegisterDetails:
    """Keep what the state register asks about a person. Raises ``PermissionDenied``."""
    if not may_keep_details(by, holder):
        raise PermissionDenied(_("These particulars are kept by the person and by the registrar."))
    details, _created = RegisterDetails.objects.update_or_create(holder=holder, defaults={**values, "updated_by": by})
    log(details, "wagtail.edit", user=by)
    return details
