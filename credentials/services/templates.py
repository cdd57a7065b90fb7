"""Keeping templates and numberings."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from credentials.models import DocumentTemplate, Numbering
from credentials.services.permissions import require_issuer
from people.models import User
from people.permissions import require_role
from people.roles import Role


@transaction.atomic
def save_template(template: DocumentTemplate, *, by: User) -> DocumentTemplate:
    """Store a template with its signatories. Documents issued before keep the edition they were issued from.

    Raises ``PermissionDenied`` unless the person issues documents for the organisation it belongs to and, when it
    moves, for the one it belonged to.
    """
    require_issuer(by, template.organisation)
    before = DocumentTemplate.objects.filter(pk=template.pk).select_related("organisation").first()
    if before is not None:
        require_issuer(by, before.organisation)
    template.save()
    log(template, "wagtail.edit" if before else "wagtail.create", user=by)
    return template


@transaction.atomic
def delete_template(template: DocumentTemplate, *, by: User) -> None:
    """Remove a template; what was issued from it stays. Raises ``PermissionDenied``, ``ValidationError``."""
    require_issuer(by, template.organisation)
    if template.batches.exists():
        raise ValidationError(_("Documents were issued in bulk from this template. Put it out of use instead."))
    log(template, "wagtail.delete", user=by, deleted=True)
    template.delete()


@transaction.atomic
def save_numbering(numbering: Numbering, *, by: User) -> Numbering:
    """Store how documents are numbered from now on. For administrators: raises ``PermissionDenied``."""
    require_role(by, Role.ADMINISTRATOR, organisation=numbering.organisation, everywhere=numbering.organisation is None)
    created = numbering.pk is None
    numbering.save()
    log(numbering, "wagtail.create" if created else "wagtail.edit", user=by)
    return numbering


@transaction.atomic
def delete_numbering(numbering: Numbering, *, by: User) -> None:
    """Remove a numbering that has numbered nothing. Raises ``PermissionDenied``, ``ValidationError``."""
    require_role(by, Role.ADMINISTRATOR, organisation=numbering.organisation, everywhere=numbering.organisation is None)
    if numbering.documents.exists():
        raise ValidationError(_("Documents carry numbers of this kind already, so it stays."))
    log(numbering, "wagtail.delete", user=by, deleted=True)
    numbering.sequences.all().delete()
    numbering.delete()
