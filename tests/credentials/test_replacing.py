"""A correct document in the place of one with a mistake; holders are told of what becomes of their documents."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from credentials.models import DocumentTemplate, IssuedDocument
from credentials.register.export import row_of
from credentials.services import issue_duplicate, revoke
from people.models import Notification, Organisation, User
from people.roles import Role
from tests.credentials.conftest import with_role
from tests.factories.credentials import DocumentTemplateFactory, issued
from tests.factories.people import OrganisationFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

Capture = Callable[..., Any]


@pytest.fixture
def document(academy: Organisation, template: DocumentTemplate) -> IssuedDocument:
    return issued(template, organisation=academy, holder=UserFactory.create(family_name="Ошибкина", language="en"))


def address(document: IssuedDocument) -> str:
    return reverse("issueddocument:replace", args=[document.pk])


def filled_in(client: Client, document: IssuedDocument, **changes: Any) -> dict[str, Any]:
    """What the form holds when it is opened, as a browser would send it, with changes."""
    form = client.get(address(document)).context["form"]
    sent: dict[str, Any] = {}
    for field in form:
        value = field.value()
        if field.name == "title":
            sent |= {f"title_{code}": text for code, text in value.items()}
        else:
            sent[field.name] = "" if value is None else value
    return sent | changes


class TestReplacing:
    def test_a_mistake_is_corrected(
        self, client: Client, document: IssuedDocument, registrar: User, django_capture_on_commit_callbacks: Capture
    ) -> None:
        client.force_login(registrar)
        sent = filled_in(client, document, because="A typing mistake", hours="144", family_ru="Правильная")
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(address(document), sent)
        assert answer.status_code == 302, answer.context["form"].errors
        document.refresh_from_db()
        new = IssuedDocument.objects.get(previous=document)

        assert (document.state, document.ended_because, document.ended_by) == (
            "replaced",
            "A typing mistake",
            registrar,
        )
        assert (new.hours, new.data["names"]["ru"][0], new.reason) == (144, "Правильная", document.reason)
        assert new.data["names"]["en"] == document.data["names"]["en"]
        assert new.data["details"] == document.data["details"]
        assert (new.title, new.started_on, new.is_duplicate) == (document.title, document.started_on, False)
        assert document.hours == 72, "what was issued stays as it was"
        row = row_of(new)
        assert (row["changes_number"], row["status"]) == (document.number, "Оригинал")
        assert "has been replaced" in Notification.objects.get(recipient=document.holder).text

    @pytest.mark.parametrize("missing", ["because", "template", "family_ru"])
    def test_nothing_happens_without(
        self, client: Client, document: IssuedDocument, registrar: User, missing: str
    ) -> None:
        client.force_login(registrar)
        sent = filled_in(client, document, **{"because": "x", missing: ""})
        assert client.post(address(document), sent).context["form"].errors[missing]
        document.refresh_from_db()
        assert document.in_force

    def test_what_cannot_be_certified_is_said(self, client: Client, document: IssuedDocument, registrar: User) -> None:
        client.force_login(registrar)
        sent = filled_in(client, document, because="x", finished_on="2020-01-01")
        page = client.post(address(document), sent)
        assert "ends before it begins" in page.content.decode()
        document.refresh_from_db()
        assert document.in_force

    def test_one_that_is_not_in_force_cannot_be(
        self, client: Client, document: IssuedDocument, registrar: User
    ) -> None:
        revoke(document, "x", by=registrar)
        client.force_login(registrar)
        assert client.get(address(document), follow=True).status_code == 404

    def test_the_page_of_the_document_leads_there(
        self, client: Client, document: IssuedDocument, registrar: User
    ) -> None:
        client.force_login(registrar)
        page = client.get(reverse("issueddocument:one", args=[document.pk])).content.decode()
        assert address(document) in page

    def test_that_of_another_organisation_is_not_found(self, client: Client, registrar: User) -> None:
        client.force_login(registrar)
        assert client.get(address(issued(organisation=OrganisationFactory.create())), follow=True).status_code == 404

    @pytest.mark.parametrize("role", [role for role in Role if role not in (Role.REGISTRAR, Role.ADMINISTRATOR)])
    def test_no_other_role_replaces(
        self, client: Client, document: IssuedDocument, role: Role, academy: Organisation
    ) -> None:
        client.force_login(with_role(role, academy))
        assert client.post(address(document), {"because": "x"}).status_code in (302, 403)
        document.refresh_from_db()
        assert document.in_force

    def test_a_template_of_another_kind_is_not_offered(
        self, client: Client, document: IssuedDocument, registrar: User
    ) -> None:
        other = DocumentTemplateFactory.create(kind="retraining")
        client.force_login(registrar)
        assert other not in client.get(address(document)).context["form"].fields["template"].queryset


class TestNews:
    def told(self, document: IssuedDocument) -> list[str]:
        return list(
            Notification.objects.filter(recipient=document.holder).order_by("pk").values_list("text", flat=True)
        )

    def test_of_a_first_one_of_a_duplicate_and_of_the_end(
        self, academy: Organisation, registrar: User, template: DocumentTemplate,
        django_capture_on_commit_callbacks: Capture,
    ) -> None:  # fmt: skip
        holder = UserFactory.create(language="en")
        with django_capture_on_commit_callbacks(execute=True):
            document = issued(template, organisation=academy, holder=holder)
        with django_capture_on_commit_callbacks(execute=True):
            duplicate = issue_duplicate(document, "Lost", by=registrar)
        with django_capture_on_commit_callbacks(execute=True):
            revoke(duplicate, "Obtained by fraud", by=registrar)

        first, second, third = self.told(document)
        assert first == f"A document has been issued to you: “Assessment in the lesson”, No. {document.number}."
        assert duplicate.number in second
        assert "revoked" in third
        assert Notification.objects.get(text=third).detail == "Obtained by fraud"
        assert any(document.number in letter.body for letter in mail.outbox)

    def test_in_the_language_of_the_holder(
        self, template: DocumentTemplate, django_capture_on_commit_callbacks: Capture
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            document = issued(template, holder=UserFactory.create(language="ru"))
        assert "Оценивание на уроке" in self.told(document)[0]

    def test_a_document_stands_whatever_becomes_of_the_news(
        self, template: DocumentTemplate, django_capture_on_commit_callbacks: Capture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def breaks(*args: Any, **kwargs: Any) -> None:
            raise RuntimeError

        monkeypatch.setattr("credentials.news.notify", breaks)
        with django_capture_on_commit_callbacks(execute=True):
            document = issued(template)
        assert IssuedDocument.objects.get().pk == document.pk


def test_the_page_of_a_document_costs_the_same_queries_however_long_its_story_is(
    client: Client, document: IssuedDocument, registrar: User
) -> None:
    client.force_login(registrar)
    client.get(reverse("issueddocument:one", args=[document.pk]))
    counts = []
    for _size in (1, 4):
        for _step in range(_size):
            document = issue_duplicate(document, "Lost", by=registrar)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("issueddocument:one", args=[document.pk]))
        counts.append(len(queries))
    assert counts[0] == counts[1]
