"""The only writers of positions, which all organisations share."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from people.localised import LocalisedText
from people.models import Position, User
from people.permissions import require_role
from people.roles import Role


@transaction.atomic
def save_position(labels: LocalisedText, is_head: bool, *, by: User, position: Position | None = None) -> Position:
    """Add a position, or change one. Raises ``PermissionDenied`` unless ``by`` administers the whole installation."""
    require_role(by, Role.ADMINISTRATOR, everywhere=True)
    row = position or Position()
    row.labels, row.is_head = labels, is_head
    row.save()
    log(row, "wagtail.edit" if position else "wagtail.create", user=by)
    return row


@transaction.atomic
def delete_position(position: Position, *, by: User) -> None:
    """Remove a position nobody holds. Raises ``ValidationError`` while somebody does."""
    require_role(by, Role.ADMINISTRATOR, everywhere=True)
    if position.employments.exists():
        raise ValidationError(_("People hold this position. Give them another one first."))
    log(position, "wagtail.delete", user=by, deleted=True)
    position.delete()
