import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.jobs import STALE_AFTER
from credentials.models import BatchItem, DocumentTemplate, IssueBatch, IssuedDocument
from credentials.services import issue, issue_many, resume
from credentials.services.batches import run_batch
from credentials.services.issuing import find_or_issue
from people.models import Organisation, User
from people.roles import Role
from tests.credentials.conftest import with_role
from tests.factories.credentials import DocumentTemplateFactory, award
from tests.factories.people import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

Capture = Callable[..., Any]


@pytest.fixture
def batch(academy: Organisation, registrar: User, template: DocumentTemplate) -> IssueBatch:
    """Three people, one without a name; nothing is worked off yet."""
    holders = [UserFactory.create(), UserFactory.create(), UserFactory.create(family_name="")]
    awards = [award(holder, organisation=academy) for holder in holders]
    return issue_many("Run 1", awards, template, academy, by=registrar)


def outcomes(batch: IssueBatch) -> list[str]:
    return list(batch.items.order_by("pk").values_list("outcome", flat=True))


def test_a_batch_runs_once_it_is_committed(
    academy: Organisation, registrar: User, template: DocumentTemplate, django_capture_on_commit_callbacks: Capture
) -> None:
    awards = [award(organisation=academy) for _ in range(3)]
    with django_capture_on_commit_callbacks(execute=True):
        batch = issue_many("Run 1", awards, template, academy, by=registrar)
    batch.refresh_from_db()
    assert outcomes(batch) == ["issued"] * 3
    assert batch.finished_at is not None
    assert IssuedDocument.objects.filter(issued_by=registrar).count() == 3


def test_each_person_has_an_outcome_of_their_own(batch: IssueBatch) -> None:
    first = batch.items.order_by("pk").first()
    assert first is not None
    held = issue(award(first.holder, organisation=batch.organisation), batch.template, by=None)
    run_batch(batch.pk)

    assert outcomes(batch) == ["held", "issued", "failed"]
    first.refresh_from_db()
    assert first.document == held
    assert "no name" in batch.items.get(outcome="failed").problem


def test_a_finished_batch_does_not_run_again(batch: IssueBatch) -> None:
    run_batch(batch.pk)
    run_batch(batch.pk)
    assert IssuedDocument.objects.count() == 2


@pytest.mark.usefixtures("in_english")
def test_a_batch_that_lost_its_worker_goes_on_where_it_stopped(
    batch: IssueBatch, registrar: User, django_capture_on_commit_callbacks: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked_off: list[int] = []
    real = find_or_issue

    def die_after_one(*args: Any, **kwargs: Any) -> tuple[IssuedDocument, bool]:
        if worked_off:
            raise KeyboardInterrupt
        worked_off.append(1)
        return real(*args, **kwargs)

    with monkeypatch.context() as broken:
        broken.setattr("credentials.services.batches.find_or_issue", die_after_one)
        with pytest.raises(KeyboardInterrupt):
            run_batch(batch.pk)
    assert outcomes(batch) == ["issued", "waiting", "waiting"]
    batch.refresh_from_db()
    with pytest.raises(ValidationError, match="at work"):
        resume(batch, by=registrar)
    with django_capture_on_commit_callbacks(execute=True):
        resume(batch, by=registrar, at=timezone.now() + STALE_AFTER + timedelta(minutes=1))
    assert outcomes(batch) == ["issued", "issued", "failed"]
    assert IssuedDocument.objects.count() == 2


def test_those_that_failed_are_tried_again(
    batch: IssueBatch, registrar: User, django_capture_on_commit_callbacks: Capture
) -> None:
    run_batch(batch.pk)
    nameless = batch.items.get(outcome="failed").holder
    nameless.family_name = "Найденова"
    nameless.save()
    batch.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        resume(batch, by=registrar)
    assert outcomes(batch) == ["issued"] * 3


def test_a_worker_that_was_given_up_writes_no_more(batch: IssueBatch, monkeypatch: pytest.MonkeyPatch) -> None:
    real = find_or_issue

    def taken_over(*args: Any, **kwargs: Any) -> tuple[IssuedDocument, bool]:
        IssueBatch.objects.filter(pk=batch.pk).update(attempt=uuid.uuid4())
        return real(*args, **kwargs)

    monkeypatch.setattr("credentials.services.batches.find_or_issue", taken_over)
    run_batch(batch.pk)
    batch.refresh_from_db()
    assert outcomes(batch) == ["issued", "waiting", "waiting"]
    assert batch.finished_at is None


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.REGISTRAR, Role.ADMINISTRATOR)])
def test_no_other_role_issues_in_bulk(role: Role, academy: Organisation, template: DocumentTemplate) -> None:
    with pytest.raises(PermissionDenied):
        issue_many("Run", [award(organisation=academy)], template, academy, by=with_role(role))
    assert not IssueBatch.objects.exists()


@pytest.mark.usefixtures("in_english")
def test_a_batch_is_for_somebody_and_for_one_organisation(
    academy: Organisation, registrar: User, template: DocumentTemplate
) -> None:
    with pytest.raises(ValidationError, match="1 to"):
        issue_many("Run", [], template, academy, by=registrar)
    with pytest.raises(ValidationError, match="one organisation"):
        issue_many("Run", [award(organisation=None)], template, academy, by=registrar)


def test_whoever_lost_the_role_meanwhile_issues_nothing(batch: IssueBatch, registrar: User) -> None:
    registrar.role_assignments.all().delete()
    run_batch(batch.pk)
    assert outcomes(batch) == ["failed"] * 3


def test_the_page_shows_progress_and_comes_again_by_itself(client: Client, batch: IssueBatch, registrar: User) -> None:
    url = reverse("issuebatch:one", args=[batch.pk])
    client.force_login(registrar)
    waiting = client.get(url)
    assert waiting.headers["Refresh"]
    assert 'value="0"' in waiting.content.decode()
    run_batch(batch.pk)
    done = client.get(url)
    assert "Refresh" not in done.headers
    assert done.context["done"] == 3
    assert batch.items.get(outcome="failed").problem in done.content.decode()
    assert client.post(url).status_code == 302


def test_the_pages_are_for_issuers_of_the_organisation(client: Client, batch: IssueBatch) -> None:
    client.force_login(with_role(Role.REGISTRAR, OrganisationFactory.create()))
    assert client.get(reverse("issuebatch:one", args=[batch.pk]), follow=True).status_code == 404
    assert batch.title not in client.get(reverse("issuebatch:index")).content.decode()
    client.force_login(with_role(Role.METHODOLOGIST))
    assert client.get(reverse("issuebatch:index")).status_code in (302, 403)


@pytest.mark.parametrize("size", [2, 12])
def test_the_page_takes_the_same_queries_for_any_number_of_people(
    client: Client, academy: Organisation, registrar: User, size: int, django_assert_max_num_queries: Any
) -> None:
    awards = [award(organisation=academy) for _ in range(size)]
    batch = issue_many("R", awards, DocumentTemplateFactory.create(), academy, by=registrar)
    run_batch(batch.pk)
    assert BatchItem.objects.count() == size
    client.force_login(registrar)
    client.get(reverse("issuebatch:one", args=[batch.pk]))
    with django_assert_max_num_queries(20):
        client.get(reverse("issuebatch:one", args=[batch.pk]))
