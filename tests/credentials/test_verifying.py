import uuid

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from credentials.models import IssuedDocument
from credentials.services import PersonName, hide_name, issue_duplicate, revoke
from credentials.verification import ADDRESS_TRIES, NUMBER_TRIES, TooManyTriesError, find
from people.models import User
from tests.factories.credentials import issued
from tests.factories.people import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

FORM = "/ru/verify/"


@pytest.fixture
def document() -> IssuedDocument:
    """A document of Айгуль Касымова."""
    holder = UserFactory.create(family_name="Касымова", given_name="Айгуль", patronymic="Сериковна")
    names = {"en": PersonName("Kassymova", "Aigul")}
    return issued(holder=holder, organisation=OrganisationFactory.create(), names=names)


def page(client: Client, document: IssuedDocument) -> str:
    response = client.get(reverse("credentials:document", args=[document.public_id]))
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_says_what_a_verifier_needs_and_no_more(client: Client, document: IssuedDocument) -> None:
    html = page(client, document)
    for told in ("Касымова Айгуль Сериковна", document.number, "Оценивание на уроке", "72", "22 ноября 2026"):
        assert told in html
    for kept in (document.holder.email, str(document.holder.public_id), document.reason, document.digest):
        assert kept not in html
    assert 'name="robots" content="noindex"' in html


def test_a_revoked_document_says_since_when(client: Client, document: IssuedDocument) -> None:
    boss = UserFactory.create(is_superuser=True)
    revoked = revoke(document, "Secret reason", by=boss)
    html = page(client, revoked)
    assert "alert--danger" in html
    assert str(revoked.ended_at.year if revoked.ended_at else "") in html
    assert "Secret reason" not in html


def test_a_replaced_document_says_so_without_naming_the_new_one(client: Client, document: IssuedDocument) -> None:
    new = issue_duplicate(document, "Lost", by=UserFactory.create(is_superuser=True))
    html = page(client, document)
    assert "alert--warning" in html
    assert new.number not in html
    assert str(new.public_id) not in html


def test_a_hidden_name_shows_initials(client: Client, document: IssuedDocument) -> None:
    hide_name(document, True, by=document.holder)
    html = page(client, document)
    assert "К. А. С." in html
    assert "Касымова" not in html


def test_nobody_knows_a_document_that_is_not_there(client: Client) -> None:
    assert client.get(reverse("credentials:document", args=[uuid.uuid4()])).status_code == 404


@pytest.mark.parametrize("family", ["Касымова", " касымова ", "Kassymova"])
def test_number_and_family_name_lead_to_the_document(client: Client, document: IssuedDocument, family: str) -> None:
    response = client.post(FORM, {"number": document.number.lower(), "family_name": family})
    assert response.status_code == 302
    assert response["Location"].endswith(f"/verify/{document.public_id}/")


def test_a_wrong_name_and_an_unknown_number_are_answered_alike(client: Client, document: IssuedDocument) -> None:
    answers = [
        client.post(FORM, {"number": number, "family_name": family})
        for number, family in ((document.number, "Иванова"), ("2026-CPD-999999", "Касымова"), (document.number, "'"))
    ]
    assert {answer.status_code for answer in answers} == {422}
    errors = {str(answer.context["form"].non_field_errors()) for answer in answers}
    assert len(errors) == 1


def test_an_empty_form_is_told_what_is_missing(client: Client) -> None:
    response = client.post(FORM, {})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"number", "family_name"}


def test_the_form_is_not_for_search_engines(client: Client) -> None:
    assert 'content="noindex"' in client.get(FORM).content.decode()


def test_one_address_cannot_go_through_the_numbers(client: Client, document: IssuedDocument) -> None:
    for number in range(ADDRESS_TRIES):
        assert client.post(FORM, {"number": str(number), "family_name": "Касымова"}).status_code == 422
    response = client.post(FORM, {"number": document.number, "family_name": "Касымова"})
    assert response.status_code == 429


def test_nobody_together_can_go_through_the_names_of_one_number(document: IssuedDocument) -> None:
    for number in range(NUMBER_TRIES):
        assert find(document.number, f"Name{number}", f"10.0.0.{number}") is None
    with pytest.raises(TooManyTriesError):
        find(document.number, "Касымова", "10.0.1.1")


def test_after_a_while_one_may_try_again(document: IssuedDocument) -> None:
    for number in range(NUMBER_TRIES):
        find(document.number, f"Name{number}", "10.0.0.1")
    for cache in caches.all(initialized_only=True):
        cache.clear()
    assert find(document.number, "Касымова", "10.0.0.1") == document


@pytest.mark.parametrize("size", [1, 6])
def test_verifying_costs_the_same_however_many_documents_there_are(
    client: Client, document: IssuedDocument, size: int, django_assert_max_num_queries: object
) -> None:
    for number in range(size):
        issued(holder=User.objects.first(), reason=f"x:{number}")
    client.get(FORM)
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        page(client, document)
