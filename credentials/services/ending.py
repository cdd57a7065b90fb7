"""What happens to documents after they were issued: revoked, given again as a duplicate, replaced by a correct one."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from credentials.awards import Award, PersonName
from credentials.models import DocumentTemplate, IssuedDocument
from credentials.services.editions import edition_of
from credentials.services.issuing import check_award, store
from credentials.services.permissions import require_issuer
from credentials.signals import document_revoked
from people.models import User


@transaction.atomic
def revoke(document: IssuedDocument, because: str, *, by: User, at: datetime | None = None) -> IssuedDocument:
    """Declare a document void; it stays in the register, and whoever verifies it learns when it ended.

    Raises ``PermissionDenied``, and ``ValidationError`` without a reason or for a document not in force.
    """
    require_issuer(by, document.organisation)
    if not because.strip():
        raise ValidationError(_("Say why the document is revoked."))
    revoked = _end(document, IssuedDocument.State.REVOKED, because, by=by, at=at)
    log(revoked, "credentials.revoke", user=by, data={"number": revoked.number, "because": because})
    transaction.on_commit(lambda: document_revoked.send_robust(IssuedDocument, document=revoked))
    return revoked


@transaction.atomic
def issue_duplicate(document: IssuedDocument, because: str, *, by: User, at: datetime | None = None) -> IssuedDocument:
    """Give the same document again, under a number of its own: the holder has lost the first one.

    It says what the first one said, from the same edition of the template, and names the first one's number. Raises
    as :func:`revoke` does.
    """
    require_issuer(by, document.organisation)
    if not because.strip():
        raise ValidationError(_("Say why a duplicate is issued."))
    ended = _end(document, IssuedDocument.State.REPLACED, because, by=by, at=at)
    award = award_of(ended)
    edition = ended.template_edition
    return store(award, ended.kind, edition, by=by, at=at, previous=ended, is_duplicate=True)


@transaction.atomic
def replace(
    document: IssuedDocument,
    award: Award,
    template: DocumentTemplate,
    because: str,
    *,
    by: User,
    at: datetime | None = None,
) -> IssuedDocument:
    """Issue a correct document in the place of one with a mistake. Holder and reason stay. Raises as :func:`revoke`."""
    require_issuer(by, document.organisation)
    require_issuer(by, award.organisation)
    if not because.strip():
        raise ValidationError(_("Say what is corrected."))
    if (award.holder.pk, award.reason) != (document.holder_id, document.reason):
        raise ValidationError(_("A document is replaced for the same person and the same reason."))
    check_award(award, template)
    ended = _end(document, IssuedDocument.State.REPLACED, because, by=by, at=at)
    return store(award, template.kind, edition_of(template), by=by, at=at, previous=ended)


@transaction.atomic
def hide_name(document: IssuedDocument, hidden: bool, *, by: User) -> IssuedDocument:
    """Let strangers who verify a document see initials only. Raises ``PermissionDenied`` for all but the holder."""
    if by.pk != document.holder_id:
        raise PermissionDenied(_("Only the holder decides who sees the name."))
    document.hides_name = hidden
    document.save(update_fields=["hides_name"])
    return document


def award_of(document: IssuedDocument) -> Award:
    """What a document certifies, as it was when it was issued; to be issued today."""
    data = document.data
    return Award(
        holder=document.holder,
        reason=document.reason,
        title=data["title"],
        organisation=document.organisation,
        hours=document.hours,
        started_on=document.started_on,
        finished_on=document.finished_on,
        names={code: PersonName(*parts) for code, parts in data["names"].items()},
        details=data["details"],
    )


def _end(document: IssuedDocument, state: str, because: str, *, by: User, at: datetime | None) -> IssuedDocument:
    """Take a document out of force. Of two who try at once, one is told that it was done."""
    stored = IssuedDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if not stored.in_force:
        raise ValidationError(_("This document is not in force any more."))
    stored.state, stored.ended_because = state, because.strip()
    stored.ended_at, stored.ended_by = at or timezone.now(), by
    stored.save(update_fields=["state", "ended_because", "ended_at", "ended_by"])
    return stored
