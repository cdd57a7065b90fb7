from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from credentials.models import DocumentTemplate, IssuedDocument, RegisterDetails
from credentials.printing import UnknownLanguageError, print_document, print_sample
from credentials.services import issue_duplicate, revoke
from people import personal_data
from people.localised import LocalisedText
from people.models import Organisation, User
from people.roles import Role
from tests.credentials.conftest import with_role
from tests.factories.cms import image_file
from tests.factories.credentials import RegisterDetailsFactory, SignatoryFactory, issued
from tests.factories.people import OrganisationFactory, UserFactory
from tests.pdf import needs_pango, text_of

pytestmark = pytest.mark.django_db

MINE = "/ru/my-documents/"


@pytest.fixture
def document(academy: Organisation, template: DocumentTemplate) -> IssuedDocument:
    """A document of the academy."""
    holder = UserFactory.create(family_name="Сейтқали", given_name="Айгүл", patronymic="")
    return issued(template, holder=holder, organisation=academy)


def pdf_url(document: IssuedDocument, language: str = "ru") -> str:
    return reverse("credentials:download", args=[document.public_id, language])


@needs_pango
def test_the_holder_downloads_the_document(client: Client, document: IssuedDocument) -> None:
    client.force_login(document.holder)
    response = client.get(pdf_url(document))
    assert response["Content-Type"] == "application/pdf"
    text = text_of(response.content)
    for printed in ("Сейтқали Айгүл", document.number, "Удостоверение о повышении квалификации", "72 академических"):
        assert printed in text


@needs_pango
def test_a_document_prints_in_each_of_its_languages_and_no_other(document: IssuedDocument) -> None:
    assert "1 September 2026" in text_of(print_document(document, "en"))
    assert "1 сентября 2026" in text_of(print_document(document, "ru"))
    with pytest.raises(UnknownLanguageError):
        print_document(document, "uz")


@needs_pango
def test_an_old_document_prints_the_same_for_ever(document: IssuedDocument, template: DocumentTemplate) -> None:
    from cms.models import AcademyImage

    seal = AcademyImage.objects.create(title="Seal", file=image_file())
    template.seal = seal
    template.save()
    sealed = issued(template, holder=document.holder, organisation=document.organisation, reason="x:2")
    before = [print_document(document, "ru"), print_document(sealed, "ru")]
    document.holder.family_name = "Иначева"
    document.holder.save()
    template.wording = LocalisedText(ru="Другое")
    seal.delete()
    template.seal = None
    template.save()
    assert document.organisation is not None
    document.organisation.labels = LocalisedText(ru="Переименована")
    document.organisation.save()
    again = [IssuedDocument.objects.for_printing().get(pk=pk) for pk in (document.pk, sealed.pk)]

    assert [print_document(row, "ru") for row in again] == before
    assert len(before[1]) > len(before[0])


@needs_pango
def test_a_duplicate_names_the_document_it_stands_for(document: IssuedDocument, registrar: User) -> None:
    duplicate = issue_duplicate(document, "Lost", by=registrar)
    text = text_of(print_document(duplicate, "en"))
    assert f"DUPLICATE of No. {document.number}" in text
    assert duplicate.number in text


@needs_pango
def test_signatories_stand_at_the_foot(template: DocumentTemplate) -> None:
    SignatoryFactory.create(template=template)
    text = text_of(print_document(issued(template), "ru"))
    assert "Ректор" in text
    assert "Придуманов" in text


@needs_pango
def test_a_sample_issues_nothing(template: DocumentTemplate) -> None:
    assert "Придуманова-Образцова" in text_of(print_sample(template, "ru"))
    assert not IssuedDocument.objects.exists()


def test_nobody_else_downloads_it(client: Client, document: IssuedDocument) -> None:
    strangers = [
        UserFactory.create(),
        with_role(Role.TUTOR),
        with_role(Role.METHODOLOGIST),
        with_role(Role.REGISTRAR, OrganisationFactory.create()),
    ]
    for stranger in strangers:
        client.force_login(stranger)
        assert client.get(pdf_url(document)).status_code == 404
    client.logout()
    assert client.get(pdf_url(document)).status_code == 302


@needs_pango
def test_the_registrar_of_its_organisation_does(client: Client, document: IssuedDocument, registrar: User) -> None:
    client.force_login(registrar)
    assert client.get(pdf_url(document)).status_code == 200


def test_a_language_it_is_not_worded_in_is_not_found(client: Client, document: IssuedDocument) -> None:
    client.force_login(document.holder)
    assert client.get(pdf_url(document, "uz")).status_code == 404


def test_a_machine_without_pango_says_what_to_install(
    client: Client, document: IssuedDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("credentials.pdf.pdf_available", lambda: False)
    client.force_login(document.holder)
    response = client.get(pdf_url(document))
    assert response.status_code == 503
    assert "apt-get install" in response.content.decode()


def test_my_documents_lists_mine_alone(client: Client, document: IssuedDocument, registrar: User) -> None:
    other = issued()
    gone = revoke(
        issued(holder=document.holder, organisation=document.organisation, reason="x:2"), "Typo", by=registrar
    )
    client.force_login(document.holder)
    html = client.get(MINE).content.decode()
    assert document.number in html
    assert gone.number in html
    assert "Typo" in html
    assert other.holder.family_name not in html
    assert [row["document"] for row in client.get(MINE).context["documents"]] == [document, gone]


def test_my_documents_asks_strangers_to_log_in(client: Client) -> None:
    assert client.get(MINE)["Location"].startswith("/ru/account/login/")


@pytest.mark.parametrize("size", [1, 8])
def test_my_documents_takes_the_same_queries_for_any_number(
    client: Client, template: DocumentTemplate, size: int, django_assert_max_num_queries: Any
) -> None:
    holder = UserFactory.create()
    for number in range(size):
        issued(template, holder=holder, reason=f"x:{number}")
    client.force_login(holder)
    client.get(MINE)
    with django_assert_max_num_queries(8):
        client.get(MINE)


def test_the_menu_leads_there(client: Client, document: IssuedDocument) -> None:
    client.force_login(document.holder)
    assert f'href="{MINE}"' in client.get(MINE).content.decode()


def test_the_holder_hides_the_name(client: Client, document: IssuedDocument) -> None:
    url = reverse("credentials:show_name", args=[document.public_id])
    client.force_login(document.holder)
    client.post(url, {"hidden": "1"})
    document.refresh_from_db()
    assert document.hides_name
    client.post(url, {"hidden": "0"})
    document.refresh_from_db()
    assert not document.hides_name
    client.force_login(UserFactory.create())
    assert client.post(url, {"hidden": "1"}).status_code == 404
    assert client.get(url).status_code == 405


def test_a_person_gives_their_particulars(client: Client) -> None:
    person = UserFactory.create()
    client.force_login(person)
    values = {"birth_date": "1985-03-14", "sex": "female", "citizenship": "643", "snils": "11223344595"}
    assert client.post(f"{MINE}register/", values).status_code == 302
    details = RegisterDetails.objects.get(holder=person)
    assert (details.snils, details.birth_date) == ("112-233-445 95", date(1985, 3, 14))
    assert details.updated_by == person


def test_a_mistyped_insurance_number_is_refused(client: Client) -> None:
    client.force_login(UserFactory.create())
    response = client.post(f"{MINE}register/", {"snils": "11223344596", "citizenship": "RU"})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"snils", "citizenship"}
    assert not RegisterDetails.objects.exists()


def test_a_person_is_told_what_is_known_about_them(document: IssuedDocument) -> None:
    RegisterDetailsFactory.create(holder=document.holder)
    told = personal_data.collect(document.holder)["documents"]
    assert told["issued"][0]["number"] == document.number
    assert told["register_details"]["snils"] == "112-233-445 95"
    assert personal_data.collect(UserFactory.create())["documents"] == {"issued": [], "register_details": None}
