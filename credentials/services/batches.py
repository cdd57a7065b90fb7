"""Issuing documents to many people in the background: asked for, worked off one by one, resumed where it stopped."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cms.jobs import SupersededError
from credentials.awards import Award
from credentials.models import BatchItem, DocumentTemplate, IssueBatch, IssuedDocument
from credentials.services.issuing import find_or_issue
from credentials.services.permissions import require_issuer
from credentials.tasks import run_issue_batch
from people.models import Organisation, User

MOST_AT_ONCE = 5000
"""People of one batch."""


def issue_many(
    title: str,
    awards: Iterable[Award],
    template: DocumentTemplate,
    organisation: Organisation | None,
    *,
    by: User,
    at: datetime | None = None,
) -> IssueBatch:
    """Have documents issued in the background; the batch tells how far it is and what became of each person.

    Who has a document in force for the reason already keeps it. Raises ``PermissionDenied``, and ``ValidationError``
    for nobody or too many.
    """
    require_issuer(by, organisation)
    given = list(awards)
    if not 0 < len(given) <= MOST_AT_ONCE:
        raise ValidationError(_("A bulk issue is for 1 to %(most)d people.") % {"most": MOST_AT_ONCE})
    if any(award.organisation != organisation for award in given):
        raise ValidationError(_("A bulk issue is for one organisation."))
    now = at or timezone.now()
    with transaction.atomic():
        batch = IssueBatch.objects.create(
            template=template, organisation=organisation, title=title[:255], created_by=by, created_at=now, seen_at=now
        )
        items = [BatchItem(batch=batch, holder=award.holder, award=award.as_json()) for award in given]
        BatchItem.objects.bulk_create(items, batch_size=500)
        transaction.on_commit(lambda: run_issue_batch.enqueue(batch.pk))
    return batch


@transaction.atomic
def resume(batch: IssueBatch, *, by: User, at: datetime | None = None) -> None:
    """Go on with a batch that has lost its worker, or try again those that failed.

    Raises ``PermissionDenied``, and ``ValidationError`` while it is at work.
    """
    require_issuer(by, batch.organisation)
    finished = Q(state=IssueBatch.State.DONE)
    if not IssueBatch.objects.requeue(batch.pk, at, also=finished, finished_at=None):
        raise ValidationError(_("This bulk issue is at work, so it cannot be started again."))
    failed = batch.items.filter(outcome=BatchItem.Outcome.FAILED)
    failed.update(outcome=BatchItem.Outcome.WAITING, problem="")
    transaction.on_commit(lambda: run_issue_batch.enqueue(batch.pk))


def run_batch(pk: int, at: datetime | None = None) -> None:
    """Work off what waits in a batch, unless somebody else does. Each person is a transaction of their own."""
    attempt = IssueBatch.objects.begin(pk, at)
    if attempt is None:
        return
    batch = IssueBatch.objects.select_related("template", "organisation", "created_by").get(pk=pk)
    waiting = batch.items.filter(outcome=BatchItem.Outcome.WAITING).values_list("pk", flat=True)
    with translation.override(batch.created_by.language if batch.created_by else None):
        try:
            for item_pk in list(waiting):
                _work_off(batch, item_pk, attempt)
        except SupersededError:
            return
    done = IssueBatch.objects.filter(pk=pk, attempt=attempt)
    done.update(state=IssueBatch.State.DONE, finished_at=timezone.now())


@transaction.atomic
def _work_off(batch: IssueBatch, item_pk: int, attempt: UUID) -> None:
    """The document and the word that it was issued together: a worker that is killed leaves both or neither."""
    IssueBatch.objects.sign(batch.pk, attempt)
    item = BatchItem.objects.select_related("holder").get(pk=item_pk)
    try:
        item.outcome, item.document = _issue(batch, item)
        item.problem = ""
    except (ValidationError, PermissionDenied) as refusal:
        messages = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
        item.outcome, item.problem = BatchItem.Outcome.FAILED, " ".join(messages)
    item.save(update_fields=["outcome", "problem", "document"])


def _issue(batch: IssueBatch, item: BatchItem) -> tuple[str, IssuedDocument]:
    if batch.created_by is None:
        raise PermissionDenied(_("Whoever asked for this has no account any more."))
    award = Award.from_json(item.award, item.holder, batch.organisation)
    document, is_new = find_or_issue(award, batch.template, by=batch.created_by)
    return BatchItem.Outcome.ISSUED if is_new else BatchItem.Outcome.HELD, document
