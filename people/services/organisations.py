"""The only writers of organisations, positions and places of work."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from people.localised import LocalisedText
from people.models import Employment, Organisation, Position, User
from people.permissions import may_manage, require_role
from people.roles import Role
from people.rules import is_beneath, may_contain


@dataclass(frozen=True)
class OrganisationData:
    """What is known of an organisation itself. ``country_code`` counts for a root alone: the others take the root's."""

    kind: str
    labels: LocalisedText
    country_code: str = ""


@transaction.atomic
def create_organisation(data: OrganisationData, *, by: User, parent: Organisation | None = None) -> Organisation:
    """Add an organisation under ``parent``, or as a root.

    Raises ``PermissionDenied`` unless ``by`` is an administrator of the parent (of everything, for a root);
    ``ValidationError`` when the kind may not stand there.
    """
    _require_manager(by, parent)
    node = Organisation()
    _fill(node, data, parent)
    created = parent.add_child(instance=node) if parent else Organisation.add_root(instance=node)
    log(created, "wagtail.create", user=by)
    return created


@transaction.atomic
def update_organisation(
    node: Organisation, data: OrganisationData, *, by: User, parent: Organisation | None
) -> Organisation:
    """Change an organisation and, when ``parent`` is another one, move it there with everything beneath it.

    Raises ``PermissionDenied`` unless ``by`` is an administrator of the organisation, of its old and of its new
    parent; ``ValidationError`` for a move under itself or to where its kind may not stand.
    """
    _require_manager(by, node)
    old_parent = node.get_parent()
    moves = (old_parent.pk if old_parent else None) != (parent.pk if parent else None)
    if moves:
        _require_manager(by, old_parent)
        _require_manager(by, parent)
        _refuse_cycle(node, parent)
    _fill(node, data, parent)
    _check_children(node)
    node.save()
    if moves:
        # The last root when there is no parent: beside it the node becomes a root itself.
        node.move(parent or Organisation.get_last_root_node(), "last-child" if parent else "last-sibling")
        node.refresh_from_db()
    node.get_descendants().update(country_code=node.country_code)
    log(node, "people.move_organisation" if moves else "wagtail.edit", user=by)
    return node


@transaction.atomic
def delete_organisation(node: Organisation, *, by: User) -> None:
    """Remove an organisation nobody works at and nothing stands under.

    Raises ``PermissionDenied`` unless ``by`` is its administrator, ``ValidationError`` while something hangs on it.
    """
    _require_manager(by, node.get_parent())
    if node.numchild:
        raise ValidationError(_("There are organisations beneath this one. Move or delete them first."))
    if node.employments.exists() or node.role_assignments.exists():
        raise ValidationError(_("People work here or hold roles here. Change their places of work and roles first."))
    log(node, "wagtail.delete", user=by, deleted=True)
    node.delete()


@transaction.atomic
def set_employment(
    user: User,
    organisation: Organisation,
    *,
    by: User,
    position: Position | None = None,
    is_main: bool | None = None,
) -> Employment:
    """Record that a person works at an organisation; again for the same organisation, change the position.

    The first place of work is the main one; when another becomes it, the former one stops being it. Raises
    ``PermissionDenied`` unless ``by`` is an administrator or registrar there.
    """
    require_role(by, Role.ADMINISTRATOR, Role.REGISTRAR, organisation=organisation)
    others = user.employments.exclude(organisation=organisation)
    main = is_main if is_main is not None else not others.filter(is_main=True).exists()
    if main:
        others.filter(is_main=True).update(is_main=False)
    row, created = Employment.objects.update_or_create(
        user=user, organisation=organisation, defaults={"position": position, "is_main": main}
    )
    log(row, "wagtail.create" if created else "wagtail.edit", user=by)
    return row


@transaction.atomic
def end_employment(employment: Employment, *, by: User) -> None:
    """Forget a place of work; if it was the main one, the oldest of the others becomes it."""
    require_role(by, Role.ADMINISTRATOR, Role.REGISTRAR, organisation=employment.organisation)
    user, was_main = employment.user, employment.is_main
    log(employment, "wagtail.delete", user=by, deleted=True)
    employment.delete()
    heir = user.employments.order_by("pk").first() if was_main else None
    if heir:
        heir.is_main = True
        heir.save(update_fields=["is_main"])


def _require_manager(by: User, node: Organisation | None) -> None:
    if not may_manage(by, node):
        raise PermissionDenied(_("This needs an administrator of that part of the tree."))


def _refuse_cycle(node: Organisation, parent: Organisation | None) -> None:
    if parent and is_beneath(parent.path, node.path):
        raise ValidationError({"parent": _("An organisation cannot stand under itself.")})


def _fill(node: Organisation, data: OrganisationData, parent: Organisation | None) -> None:
    if parent and not may_contain(parent.kind, data.kind):
        raise ValidationError({"parent": _("This kind of organisation cannot stand there: choose a higher level.")})
    node.kind, node.labels = data.kind, data.labels
    node.country_code = parent.country_code if parent else data.country_code.upper()
    node.clean_fields(exclude=["path", "depth", "numchild"])


def _check_children(node: Organisation) -> None:
    if any(not may_contain(node.kind, child.kind) for child in node.get_children()):
        raise ValidationError({"kind": _("What stands beneath it is of a higher level. Move that first.")})
