"""The register, templates, numberings and the state register in Wagtail's admin."""

import csv
from io import BytesIO, StringIO
from typing import Any, cast

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from credentials.models import DocumentTemplate, IssuedDocument, Numbering, RegisterDetails
from people.models import Organisation, User
from people.roles import Role
from tests.credentials.conftest import with_role
from tests.factories.credentials import DocumentTemplateFactory, SignatoryFactory, issued
from tests.factories.people import OrganisationFactory, UserFactory
from tests.pdf import needs_pango, text_of

pytestmark = pytest.mark.django_db

REGISTER = "/admin/issueddocument/"


@pytest.fixture
def book(academy: Organisation, template: DocumentTemplate) -> list[IssuedDocument]:
    """Two documents of the academy and one of another."""
    mine = [
        issued(template, organisation=academy, holder=UserFactory.create(family_name=name))
        for name in ("Акматова", "Борисова")
    ]
    return [*mine, issued(template, organisation=OrganisationFactory.create())]


def numbers(response: Any) -> set[str]:
    return {row.number for row in response.context["object_list"]}


class TestRegister:
    def test_a_registrar_sees_the_documents_of_their_organisation(
        self, client: Client, book: list[IssuedDocument], registrar: User
    ) -> None:
        client.force_login(registrar)
        assert numbers(client.get(REGISTER)) == {book[0].number, book[1].number}

    def test_it_is_searched_by_name_and_number(
        self, client: Client, book: list[IssuedDocument], registrar: User
    ) -> None:
        client.force_login(registrar)
        for words in ("акматова", book[0].number.lower()):
            assert numbers(client.get(REGISTER, {"q": words})) == {book[0].number}

    def test_it_is_filtered(self, client: Client, book: list[IssuedDocument], academy: Organisation) -> None:
        client.force_login(UserFactory.create(is_superuser=True))
        assert len(numbers(client.get(REGISTER, {"year": "2026", "kind": "cpd", "state": "issued"}))) == 3
        assert not numbers(client.get(REGISTER, {"year": 2025}))
        assert not numbers(client.get(REGISTER, {"kind": "retraining"}))
        assert not numbers(client.get(REGISTER, {"state": "revoked"}))
        assert len(numbers(client.get(REGISTER, {"organisation": academy.pk}))) == 2

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_as_a_file(self, client: Client, book: list[IssuedDocument], registrar: User, kind: str) -> None:
        client.force_login(registrar)
        response = client.get(REGISTER, {"book": kind})
        content = b"".join(cast(Any, response).streaming_content)
        if kind == "csv":
            rows = list(csv.reader(StringIO(content.decode("utf-8-sig"))))
        else:
            sheet: Any = load_workbook(BytesIO(content)).active
            rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert len(rows) == 3
        assert [row[1] for row in rows[1:]] == [book[0].number, book[1].number]
        assert "Акматова" in rows[1][3]

    def test_a_file_holds_no_formulas(self, client: Client, template: DocumentTemplate) -> None:
        issued(template, title={"ru": "=1+1"})
        client.force_login(UserFactory.create(is_superuser=True))
        content = b"".join(cast(Any, client.get(REGISTER, {"book": "csv"})).streaming_content)
        assert "'=1+1" in content.decode()

    @pytest.mark.parametrize("size", [2, 12])
    def test_the_same_queries_for_any_number(
        self, client: Client, template: DocumentTemplate, size: int, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(size):
            issued(template, organisation=OrganisationFactory.create())
        client.force_login(UserFactory.create(is_superuser=True))
        client.get(REGISTER)
        with django_assert_max_num_queries(14):
            client.get(REGISTER)

    @pytest.mark.parametrize("role", [Role.AUTHOR, Role.EDITOR, Role.METHODOLOGIST, Role.PARTNER_TRANSLATOR])
    def test_no_other_role_sees_it(self, client: Client, book: list[IssuedDocument], role: Role) -> None:
        client.force_login(with_role(role))
        for url in (REGISTER, f"{REGISTER}{book[0].pk}/", "/admin/issuebatch/", "/admin/stateregister/"):
            assert client.get(url).status_code in (302, 403)


class TestOneDocument:
    def test_it_is_shown_and_revoked(self, client: Client, book: list[IssuedDocument], registrar: User) -> None:
        url = reverse("issueddocument:one", args=[book[0].pk])
        client.force_login(registrar)
        assert book[0].number in client.get(url).content.decode()
        assert client.post(url, {"action": "revoke", "because": "Typo"}).status_code == 302
        book[0].refresh_from_db()
        assert (book[0].state, book[0].ended_by) == ("revoked", registrar)
        assert "Typo" in client.get(url).content.decode()

    def test_a_duplicate_is_issued(self, client: Client, book: list[IssuedDocument], registrar: User) -> None:
        client.force_login(registrar)
        response = client.post(
            reverse("issueddocument:one", args=[book[0].pk]), {"action": "duplicate", "because": "Lost"}, follow=True
        )
        duplicate = IssuedDocument.objects.get(previous=book[0])
        assert duplicate.number in response.content.decode()
        assert book[0].number in response.content.decode()

    def test_without_a_reason_nothing_happens(
        self, client: Client, book: list[IssuedDocument], registrar: User
    ) -> None:
        client.force_login(registrar)
        url = reverse("issueddocument:one", args=[book[0].pk])
        assert client.post(url, {"action": "revoke", "because": ""}).status_code == 200
        assert client.post(url, {"action": "burn", "because": "x"}).status_code in (302, 403)
        book[0].refresh_from_db()
        assert book[0].in_force

    def test_that_of_another_organisation_is_not_found(
        self, client: Client, book: list[IssuedDocument], registrar: User
    ) -> None:
        client.force_login(registrar)
        url = reverse("issueddocument:one", args=[book[2].pk])
        assert client.get(url, follow=True).status_code == 404
        assert client.post(url, {"action": "revoke", "because": "x"}, follow=True).status_code == 404
        book[2].refresh_from_db()
        assert book[2].in_force


def template_values(**changes: Any) -> dict[str, Any]:
    """The template's form as a browser sends it; localised fields by the code of their language."""
    values = {
        "name": "New template",
        "kind": "cpd",
        "layout": "portrait",
        "is_active": "on",
        "organisation": "",
        "heading_ru": "Удостоверение",
        "wording_ru": "{name}: {title}",
        "note_ru": "",
        "logo": "",
        "seal": "",
        "signatories-TOTAL_FORMS": "1",
        "signatories-INITIAL_FORMS": "0",
        "signatories-MIN_NUM_FORMS": "0",
        "signatories-MAX_NUM_FORMS": "4",
        "signatories-0-name_ru": "Придуманов П. П.",
        "signatories-0-position_ru": "Ректор",
        "signatories-0-signature": "",
        "signatories-0-ORDER": "1",
    }
    return {**values, **changes}


class TestTemplates:
    def test_staff_make_a_template_with_signatories(
        self, client: Client, registrar: User, academy: Organisation
    ) -> None:
        client.force_login(registrar)
        response = client.post("/admin/documenttemplate/new/", template_values(organisation=academy.pk))
        assert response.status_code == 302, response.context["form"].errors
        made = DocumentTemplate.objects.get(name="New template")
        assert made.wording == {"ru": "{name}: {title}"}
        assert [str(row.position) for row in made.signatories.all()] == ["Ректор"]

    def test_an_unknown_placeholder_is_named(self, client: Client, registrar: User, academy: Organisation) -> None:
        client.force_login(registrar)
        values = template_values(organisation=academy.pk, wording_ru="{nmae}", wording_en="{open")
        response = client.post("/admin/documenttemplate/new/", values)
        errors = " ".join(response.context["form"].errors["wording"])
        assert "{nmae}" in errors
        assert "{registration_number}" in errors
        assert len(response.context["form"].errors["wording"]) == 2
        assert not DocumentTemplate.objects.exists()

    def test_a_registrar_makes_none_for_the_whole_installation(self, client: Client, registrar: User) -> None:
        client.force_login(registrar)
        assert client.post("/admin/documenttemplate/new/", template_values()).status_code in (302, 403)
        assert not DocumentTemplate.objects.exists()

    def test_a_template_is_changed_without_touching_documents(self, client: Client, template: DocumentTemplate) -> None:
        document = issued(template)
        client.force_login(UserFactory.create(is_superuser=True))
        url = f"/admin/documenttemplate/edit/{template.pk}/"
        assert client.get(url).status_code == 200
        assert client.post(url, template_values(wording_ru="Иначе")).status_code == 302
        template.refresh_from_db()
        document.refresh_from_db()
        assert template.wording == {"ru": "Иначе"}
        assert document.template_edition.data["wording"] != template.wording

    def test_that_of_another_organisation_is_not_found(self, client: Client, registrar: User) -> None:
        foreign = DocumentTemplateFactory.create(organisation=OrganisationFactory.create())
        client.force_login(registrar)
        assert client.get(f"/admin/documenttemplate/edit/{foreign.pk}/", follow=True).status_code == 404
        assert client.post(f"/admin/documenttemplate/preview/{foreign.pk}/", {}, follow=True).status_code == 404

    @needs_pango
    def test_the_preview_shows_what_is_typed_and_saves_nothing(
        self, client: Client, template: DocumentTemplate
    ) -> None:
        SignatoryFactory.create(template=template)
        client.force_login(UserFactory.create(is_superuser=True))
        values = template_values(wording_ru="Проба пера: {name}", preview="ru")
        response = client.post(f"/admin/documenttemplate/preview/{template.pk}/", values)
        assert response["Content-Type"] == "application/pdf"
        assert "Проба пера: Придуманова-Образцова" in text_of(response.content)
        template.refresh_from_db()
        assert "Проба" not in template.wording["ru"]

    @needs_pango
    def test_a_new_template_is_previewed_before_it_is_saved(self, client: Client) -> None:
        client.force_login(UserFactory.create(is_superuser=True))
        response = client.post("/admin/documenttemplate/preview/", template_values(preview="ru"))
        assert response["Content-Type"] == "application/pdf"
        assert not DocumentTemplate.objects.exists()

    def test_a_preview_of_mistakes_lists_them(self, client: Client) -> None:
        client.force_login(UserFactory.create(is_superuser=True))
        response = client.post("/admin/documenttemplate/preview/", template_values(wording_ru="{oops}"))
        assert response.status_code == 422
        assert "{oops}" in response.content.decode()

    def test_a_template_that_was_issued_from_can_go(self, client: Client, template: DocumentTemplate) -> None:
        document = issued(template)
        client.force_login(UserFactory.create(is_superuser=True))
        assert client.post(f"/admin/documenttemplate/delete/{template.pk}/").status_code == 302
        document.refresh_from_db()
        assert document.template_edition.template is None
        assert document.template_edition.data["wording"]

    @pytest.mark.parametrize("role", [Role.AUTHOR, Role.EDITOR, Role.METHODOLOGIST])
    def test_no_other_role_edits_templates(self, client: Client, template: DocumentTemplate, role: Role) -> None:
        client.force_login(with_role(role))
        for url in ("", "new/", f"edit/{template.pk}/"):
            assert client.get(f"/admin/documenttemplate/{url}").status_code in (302, 403)
        assert client.post("/admin/documenttemplate/preview/", template_values()).status_code in (302, 403)


class TestNumbering:
    def test_an_administrator_decides_how_documents_are_numbered(self, client: Client, academy: Organisation) -> None:
        client.force_login(with_role(Role.ADMINISTRATOR, academy))
        values = {
            "organisation": academy.pk, "kind": "cpd", "pattern": "АК-{number:04}", "registration_pattern": "{number}",
        }  # fmt: skip
        assert client.post("/admin/numbering/new/", values).status_code == 302
        assert issued(organisation=academy).number == "АК-0001"

    def test_a_pattern_without_a_number_is_refused(self, client: Client) -> None:
        client.force_login(UserFactory.create(is_superuser=True))
        values = {"kind": "cpd", "pattern": "{year}", "registration_pattern": "{nummer}"}
        response = client.post("/admin/numbering/new/", values)
        assert set(response.context["form"].errors) == {"pattern", "registration_pattern"}

    def test_a_numbering_in_use_stays(self, client: Client) -> None:
        numbering = issued().numbering
        client.force_login(UserFactory.create(is_superuser=True))
        client.post(f"/admin/numbering/delete/{numbering.pk}/")
        assert Numbering.objects.filter(pk=numbering.pk).exists()

    def test_a_registrar_does_not_decide(self, client: Client, registrar: User) -> None:
        client.force_login(registrar)
        assert client.get("/admin/numbering/new/").status_code in (302, 403)


class TestStateRegister:
    def test_problems_are_shown_before_the_file(
        self, client: Client, book: list[IssuedDocument], registrar: User
    ) -> None:
        from people.models import ConsentText
        from people.services import give_consent
        from tests.factories.people import ConsentTextFactory

        text = ConsentTextFactory.create(purpose=ConsentText.Purpose.REGISTER_EXPORT)
        give_consent(book[0].holder, text)
        client.force_login(registrar)
        response = client.get("/admin/stateregister/")
        assert len(response.context["export"].rows) == 1
        assert response.context["export"].without_consent == [book[1]]
        assert "Дата рождения получателя" in response.content.decode()
        assert [choice["chosen"] for choice in response.context["choices"]] == [True]
        file: Any = client.post("/admin/stateregister/")
        assert load_workbook(BytesIO(b"".join(file.streaming_content))).worksheets[1].max_row > 2

    def test_with_nothing_to_export_the_page_says_so(self, client: Client, registrar: User) -> None:
        client.force_login(registrar)
        assert client.get("/admin/stateregister/").status_code == 200
        assert client.get("/admin/stateregister/?set=9-1999").context["export"] is None
        assert client.post("/admin/stateregister/").status_code == 302

    def test_a_registrar_enters_particulars(self, client: Client, book: list[IssuedDocument], registrar: User) -> None:
        client.force_login(registrar)
        url = reverse("registerdetails:person", args=[book[0].holder.pk])
        assert client.get(url).status_code == 200
        assert client.post(url, {"snils": "11223344595", "birth_date": "1985-03-14"}).status_code == 302
        assert RegisterDetails.objects.get(holder=book[0].holder).updated_by == registrar
        other = reverse("registerdetails:person", args=[book[2].holder.pk])
        assert client.get(other).status_code in (302, 403)


def test_the_menu_of_the_admin_shows_the_group(client: Client, registrar: User) -> None:
    client.force_login(registrar)
    html = client.get("/admin/").content.decode()
    assert REGISTER in html
