from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.models import ModelLogEntry

from credentials.models import DocumentTemplate, IssuedDocument
from credentials.services import award_of, hide_name, issue_duplicate, replace, revoke
from credentials.signals import document_revoked
from people.localised import LocalisedText
from people.models import Organisation, User
from people.roles import Role
from tests.credentials.conftest import with_role
from tests.factories.credentials import award, issued
from tests.factories.people import UserFactory


@pytest.fixture
def document(academy: Organisation, template: DocumentTemplate) -> IssuedDocument:
    """A document of the academy, in force."""
    return issued(template, organisation=academy)


def test_a_revoked_document_stays_with_who_when_and_why(document: IssuedDocument, registrar: User) -> None:
    revoked = revoke(document, " Issued by mistake ", by=registrar)

    assert (revoked.state, revoked.ended_because, revoked.ended_by) == ("revoked", "Issued by mistake", registrar)
    assert revoked.ended_at is not None
    assert ModelLogEntry.objects.filter(action="credentials.revoke", user=registrar).count() == 1


def test_news_of_a_revocation(
    document: IssuedDocument, registrar: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    heard = []

    def hear(document: IssuedDocument, **kwargs: Any) -> None:
        heard.append(document.pk)

    document_revoked.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            revoke(document, "Mistake", by=registrar)
    finally:
        document_revoked.disconnect(hear)
    assert heard == [document.pk]


def test_after_a_revocation_the_person_can_have_another(document: IssuedDocument, registrar: User) -> None:
    revoke(document, "Mistake", by=registrar)
    template = document.template_edition.template
    assert template is not None
    another = issued(template, holder=document.holder, organisation=document.organisation)
    assert another.pk != document.pk
    assert another.number == "2026-CPD-000002"


@pytest.mark.usefixtures("in_english")
def test_a_document_ends_once(document: IssuedDocument, registrar: User) -> None:
    revoke(document, "Mistake", by=registrar)
    for act in (revoke, issue_duplicate):
        with pytest.raises(ValidationError, match="not in force"):
            act(document, "Again", by=registrar)


@pytest.mark.parametrize("act", [revoke, issue_duplicate])
@pytest.mark.usefixtures("in_english")
def test_a_reason_is_asked_for(act: Callable[..., Any], document: IssuedDocument, registrar: User) -> None:
    with pytest.raises(ValidationError, match="Say why"):
        act(document, "  ", by=registrar)
    document.refresh_from_db()
    assert document.in_force


@pytest.mark.parametrize("act", [revoke, issue_duplicate])
@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.REGISTRAR, Role.ADMINISTRATOR)])
def test_no_other_role_ends_documents(role: Role, act: Callable[..., Any], document: IssuedDocument) -> None:
    with pytest.raises(PermissionDenied):
        act(document, "Because", by=with_role(role))


@pytest.mark.parametrize("act", [revoke, issue_duplicate])
def test_neither_the_holder_nor_another_registrar_ends_it(act: Callable[..., Any], document: IssuedDocument) -> None:
    from tests.factories.people import OrganisationFactory

    for person in (document.holder, with_role(Role.REGISTRAR, OrganisationFactory.create())):
        with pytest.raises(PermissionDenied):
            act(document, "Because", by=person)


def test_a_duplicate_says_what_the_first_one_said(document: IssuedDocument, registrar: User) -> None:
    template = document.template_edition.template
    assert template is not None
    template.wording = LocalisedText(ru="Совсем иначе")
    template.save()
    duplicate = issue_duplicate(document, "Lost in a flood", by=registrar)
    document.refresh_from_db()

    assert document.state == "replaced"
    assert document.ended_because == "Lost in a flood"
    assert document.successor == duplicate
    assert duplicate.is_duplicate
    assert duplicate.template_edition == document.template_edition
    assert duplicate.number != document.number
    assert duplicate.data["names"] == document.data["names"]
    assert duplicate.data["original"]["number"] == document.number
    assert duplicate.reason == document.reason


def test_a_duplicate_of_a_duplicate_names_the_one_before(document: IssuedDocument, registrar: User) -> None:
    second = issue_duplicate(issue_duplicate(document, "Lost", by=registrar), "Lost again", by=registrar)
    assert second.previous is not None
    assert second.previous.previous == document
    assert IssuedDocument.objects.in_force().get() == second


def test_a_correct_document_takes_the_place_of_a_wrong_one(
    document: IssuedDocument, registrar: User, template: DocumentTemplate
) -> None:
    right = award(document.holder, document.reason, organisation=document.organisation, hours=108)
    correct = replace(document, right, template, "108 hours, not 72", by=registrar)
    document.refresh_from_db()

    assert correct.hours == 108
    assert not correct.is_duplicate
    assert correct.data["original"] is None
    assert (document.state, document.successor) == ("replaced", correct)


@pytest.mark.usefixtures("in_english")
def test_a_document_is_not_replaced_by_somebody_elses(
    document: IssuedDocument, registrar: User, template: DocumentTemplate
) -> None:
    other = award(UserFactory.create(), document.reason, organisation=document.organisation)
    with pytest.raises(ValidationError, match="same person"):
        replace(document, other, template, "Why not", by=registrar)


def test_a_replacement_that_fails_leaves_the_document_in_force(
    document: IssuedDocument, registrar: User, template: DocumentTemplate
) -> None:
    wrong = award(document.holder, document.reason, organisation=document.organisation, title={})
    with pytest.raises(ValidationError):
        replace(document, wrong, template, "Because", by=registrar)
    document.refresh_from_db()
    assert document.in_force


def test_what_a_document_certifies_can_be_read_back(document: IssuedDocument) -> None:
    read = award_of(document)
    assert (read.holder, read.reason, read.hours) == (document.holder, document.reason, 72)
    assert read.details["area"] == "Образование"


def test_only_the_holder_hides_the_name(document: IssuedDocument, registrar: User) -> None:
    assert hide_name(document, True, by=document.holder).hides_name
    with pytest.raises(PermissionDenied):
        hide_name(document, False, by=registrar)


def test_a_duplicate_keeps_the_name_hidden(document: IssuedDocument, registrar: User) -> None:
    hide_name(document, True, by=document.holder)
    assert issue_duplicate(document, "Lost", by=registrar).hides_name
