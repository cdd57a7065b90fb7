"""What orders, protocols and certificates of a programme's run say."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.gradebook.services.certificates import issue_certificates
from courses.gradebook.services.final import Member, Result, SheetData, SheetError, draw_up, save_sheet, sign
from courses.gradebook.sheet_forms import CertificatesForm
from courses.models import Enrolment, FinalAssessment, Order, Run
from courses.orders.paper import order_pdf
from courses.orders.services import draft_order, sign_order
from credentials.admin.issue_forms import ReplaceForm
from credentials.kinds import DocumentKind
from credentials.models import DocumentTemplate, IssuedDocument
from credentials.register.columns import COLUMNS
from credentials.register.export import row_of
from credentials.register.problems import row_problems
from credentials.services import award_of
from people.models import Organisation, User
from tests.courses.programmes import Programme
from tests.factories.courses import EnrolmentFactory, RunFactory
from tests.factories.credentials import DocumentTemplateFactory
from tests.factories.people import UserFactory
from tests.pdf import needs_pango, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    return UserFactory.create(is_superuser=True)


@pytest.fixture
def run(school: Organisation) -> Run:
    programme = Programme(languages=("ru",), academic_hours=252, kind="retraining", study_mode="part_time")
    made: Run = RunFactory.create(edition=programme.edition, organisation=school)
    return made


@pytest.fixture
def enrolment(run: Run) -> Enrolment:
    made: Enrolment = EnrolmentFactory.create(run=run)
    return made


@pytest.fixture
def sheet(run: Run, enrolment: Enrolment, admin: User) -> FinalAssessment:
    day = timezone.localdate()
    drawn = draw_up(run, admin, number="1", held_on=day, form="exam")
    data = SheetData(
        number="1",
        held_on=day,
        form="exam",
        topic="",
        commission=[Member("Ақан Сері", "Head", "chair")],
        results={enrolment.pk: Result("passed")},
    )
    return sign(save_sheet(drawn, admin, data, revision=drawn.revision), admin)


def template(kind: str) -> DocumentTemplate:
    made: DocumentTemplate = DocumentTemplateFactory.create(kind=kind)
    return made


def test_a_certificate_has_the_programmes_hours_title_kind_and_mode(
    sheet: FinalAssessment, admin: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        issue_certificates(sheet, template(DocumentKind.RETRAINING), admin)
    document = IssuedDocument.objects.get()
    row = row_of(document)

    assert (document.hours, dict(document.title)) == (252, {"ru": "Наставничество"})
    assert (row["programme"], row["hours"]) == ("Профессиональная переподготовка", "252")
    assert row["study_mode"] == "Очно-заочная"


def test_certificates_of_a_sheet_lack_nothing_that_the_register_asks_of_the_study(
    sheet: FinalAssessment, admin: User, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    client.force_login(admin)
    page = reverse("courses:final_sheet", args=[sheet.run.slug, sheet.public_id])
    assert client.get(page).context["certificates"]["study_mode"].initial == "part_time"
    details = {"area": "Образование", "qualification": "Наставник", "funding": "regional"}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{page}certificates/", {"template": template(DocumentKind.RETRAINING).pk, **details})
    document = IssuedDocument.objects.get()
    study = ("area", "qualification", "study_mode", "funding", "education_form", "hours", "started", "finished")
    heads = {column.head for column in COLUMNS if column.key in study}

    assert len(heads) == len(study)
    assert not [each for each in row_problems(row_of(document), 2) if each.head in heads]
    replacing = ReplaceForm(document=document).initial
    assert {name: replacing[name] for name in details} == details
    assert award_of(document).details["education_form"] == "inside"


def test_a_document_of_another_kind_is_neither_offered_nor_issued(sheet: FinalAssessment, admin: User) -> None:
    offered, other = template(DocumentKind.RETRAINING), template(DocumentKind.CPD)
    choices = CertificatesForm(sheet.run).fields["template"].queryset  # type: ignore[attr-defined]

    assert list(choices) == [offered]
    with pytest.raises(SheetError, match="leads to another document"):
        issue_certificates(sheet, other, admin)
    assert not IssuedDocument.objects.exists()


def test_the_sheet_is_frozen_with_the_programmes_hours(sheet: FinalAssessment) -> None:
    assert (sheet.paper["course"], sheet.paper["hours"]) == ("Наставничество", 252)


class TestOrder:
    @pytest.fixture
    def order(self, run: Run, enrolment: Enrolment, admin: User) -> Order:
        dated = timezone.localdate() - timedelta(days=1)
        return sign_order(
            draft_order(run, Order.Kind.EXPULSION, admin, [enrolment], dated=dated, ground="own_wish"), admin
        )

    def test_is_of_the_programme(self, order: Order) -> None:
        assert order.paper["is_of_programme"]
        assert (order.paper["course"], order.paper["hours"]) == ("Наставничество", 252)

    @needs_pango
    def test_says_so(self, order: Order) -> None:
        assert "Наставничество" in text_of(order_pdf(order))
