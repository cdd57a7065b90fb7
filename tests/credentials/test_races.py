"""What happens when many ask at once. Each thread has a connection of its own; runs on both databases."""

from unittest import mock

import pytest
from django.core.exceptions import ValidationError

from credentials.models import BatchItem, IssueBatch, IssuedDocument, NumberSequence
from credentials.services import Award, issue, issue_duplicate, issue_many
from credentials.services.batches import run_batch
from tests.factories.credentials import DocumentTemplateFactory, award, issued
from tests.factories.people import UserFactory
from tests.races import at_once

THREADS = 20

pytestmark = pytest.mark.django_db(transaction=True)


def test_twenty_threads_issue_one_certificate_for_a_person_and_reason() -> None:
    template, given = DocumentTemplateFactory.create(), award()
    found = at_once(*[lambda: issue(given, template, by=None) for _ in range(THREADS)])

    assert all(isinstance(document, IssuedDocument) for document in found), found
    assert len({document.pk for document in found if isinstance(document, IssuedDocument)}) == 1
    assert IssuedDocument.objects.get().number == "2026-CPD-000001"
    assert NumberSequence.objects.get().last == 1


def test_twenty_threads_take_numbers_without_gaps_or_twins() -> None:
    template = DocumentTemplateFactory.create()
    # Every second person comes twice, so that numbers are also given back.
    people = [award(UserFactory.create()) for _ in range(THREADS - THREADS // 4)]
    awards: list[Award] = (people + people)[:THREADS]
    found = at_once(*[lambda given=given: issue(given, template, by=None) for given in awards])

    assert all(isinstance(document, IssuedDocument) for document in found), found
    numbers = sorted(IssuedDocument.objects.values_list("number", flat=True))
    assert numbers == [f"2026-CPD-{number:06}" for number in range(1, len(people) + 1)]
    assert NumberSequence.objects.get().last == len(people)


def test_of_many_duplicates_asked_for_at_once_one_is_issued() -> None:
    document, registrar = issued(), UserFactory.create(is_superuser=True)
    found = at_once(*[lambda: issue_duplicate(document, "Lost", by=registrar) for _ in range(8)])

    assert sum(isinstance(result, IssuedDocument) for result in found) == 1, found
    assert sum(isinstance(result, ValidationError) for result in found) == 7
    assert IssuedDocument.objects.in_force().count() == 1


def test_two_bulk_issues_at_once_give_one_document_to_each_person() -> None:
    template, by = DocumentTemplateFactory.create(), UserFactory.create(is_superuser=True)
    people = [award(UserFactory.create()) for _person in range(10)]
    with mock.patch("credentials.services.batches.run_issue_batch"):
        batches = [issue_many(f"Batch {number}", people, template, None, by=by) for number in range(3)]
    # Two workers at each batch, of which one finds it taken.
    found = at_once(*[lambda pk=batch.pk: run_batch(pk) for batch in batches * 2])

    assert found == [None] * 6
    assert IssuedDocument.objects.values("holder").distinct().count() == IssuedDocument.objects.count() == 10
    assert NumberSequence.objects.get().last == 10
    outcomes = BatchItem.objects.order_by().values_list("outcome", flat=True)
    assert sorted(outcomes) == ["held"] * 20 + ["issued"] * 10
    assert {batch.state for batch in IssueBatch.objects.all()} == {IssueBatch.State.DONE}
