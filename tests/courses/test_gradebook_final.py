"""The final assessment: sheets, signatures, the protocol, certificates."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from courses.gradebook.outcomes import outcomes, proposed
from courses.gradebook.protocol import protocol_pdf
from courses.gradebook.rules import Step
from courses.gradebook.scheme import Weighing
from courses.gradebook.services.certificates import issue_certificates
from courses.gradebook.services.final import (
    Member,
    Result,
    SheetData,
    SheetError,
    discard,
    draw_up,
    save_sheet,
    sign,
    supersede,
)
from courses.gradebook.services.scores import set_score
from courses.models import Enrolment, FinalAssessment, Run
from credentials.models import IssuedDocument
from people.models import Organisation, User
from people.roles import Role
from tests.courses.conftest import PersonMaker
from tests.courses.test_assignment_submissions import learner_in
from tests.factories.assignments import keys_of, run_with
from tests.factories.credentials import DocumentTemplateFactory
from tests.factories.people import EmploymentFactory, UserFactory
from tests.pdf import needs_pango, text_of
from tests.races import failures

pytestmark = pytest.mark.django_db

Login = Callable[[User], Client]
DAY = date(2026, 11, 20)
CHAIR = Member("Ақан Сері", "Head", "chair")


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def run(school: Organisation) -> Run:
    return run_with({}, organisation=school)


@pytest.fixture
def registrar(school: Organisation, person_with: PersonMaker) -> User:
    return person_with(Role.REGISTRAR, organisation=school)


def learner(run: Run, name: str, percent: str | None = None) -> Enrolment:
    enrolment = learner_in(run, learner=UserFactory.create(family_name=name))
    if percent:
        set_score(enrolment, keys_of(run)[0], Decimal(percent))
    return enrolment


@pytest.fixture
def learners(run: Run) -> list[Enrolment]:
    return [learner(run, "Asanova", "80"), learner(run, "Bekov", "20"), learner(run, "Volkova")]


def drawn_up(run: Run, by: User, number: str = "7") -> FinalAssessment:
    return draw_up(run, by, number=number, held_on=DAY, form="exam")


def filled_in(sheet: FinalAssessment, by: User, *members: Member, **values: Any) -> FinalAssessment:
    """The draft with a chair, and whoever has no result marked as absent."""
    results = {
        each.enrolment_id: Result(each.grade, is_absent=not each.grade) for each in sheet.results.all()
    } | values.pop("results", {})
    data = SheetData(number="7", held_on=DAY, form="exam", commission=members or (CHAIR,), results=results, **values)
    return save_sheet(sheet, by, data, revision=sheet.revision)


@pytest.fixture
def signed(run: Run, registrar: User, learners: list[Enrolment]) -> FinalAssessment:
    return sign(filled_in(drawn_up(run, registrar), registrar), registrar)


class TestOutcomes:
    steps = Weighing(
        scale="steps",
        pass_mark=Decimal(50),
        steps=(Step(Decimal(0), "2"), Step(Decimal(85), "5"), Step(Decimal(50), "3")),
    )

    def test_of_a_scale(self) -> None:
        assert [(each.value, each.is_passed) for each in outcomes(self.steps)] == [
            ("5", True),
            ("3", True),
            ("2", False),
        ]
        assert [each.value for each in outcomes(Weighing())] == ["passed", "failed"]

    def test_proposed_by_the_gradebook(self) -> None:
        assert [proposed(self.steps, value) for value in (Decimal(90), Decimal(10), None)] == ["5", "2", ""]
        assert [proposed(Weighing(), value) for value in (Decimal(50), Decimal(49))] == ["passed", "failed"]


@pytest.mark.usefixtures("learners")
class TestDraft:
    def test_begins_with_everybody_and_their_marks(self, run: Run, registrar: User) -> None:
        sheet = drawn_up(run, registrar)

        found = [(row.enrolment.learner.family_name, row.grade, row.is_passed) for row in sheet.results.all()]
        assert sorted(found) == [("Asanova", "passed", True), ("Bekov", "failed", False), ("Volkova", "", False)]

    def test_is_changed(self, run: Run, registrar: User, learners: list[Enrolment]) -> None:
        sheet = drawn_up(run, registrar)
        filled_in(sheet, registrar, CHAIR, Member(" "), results={learners[1].pk: Result("passed", note="Retaken")})

        row = sheet.results.get(enrolment=learners[1])
        assert (row.grade, row.is_passed, row.note) == ("passed", True, "Retaken")
        assert sheet.commission.get().name == "Ақан Сері"

    def test_who_is_absent_has_no_result(self, run: Run, registrar: User, learners: list[Enrolment]) -> None:
        sheet = drawn_up(run, registrar)
        filled_in(sheet, registrar, results={learners[0].pk: Result("passed", is_absent=True)})

        assert (sheet.results.get(enrolment=learners[0]).grade, sheet.results.filter(is_passed=True).count()) == ("", 0)

    def test_what_cannot_be(self, run: Run, registrar: User, learners: list[Enrolment]) -> None:
        sheet = drawn_up(run, registrar)
        with pytest.raises(SheetError, match="no result"):
            filled_in(sheet, registrar, results={learners[0].pk: Result("splendid")})
        with pytest.raises(SheetError, match="number"):
            drawn_up(run, registrar, " ")
        with pytest.raises(SheetError, match="Nobody"):
            drawn_up(run_with({}, organisation=run.organisation), registrar)

    def test_two_at_once_are_noticed(self, run: Run, registrar: User) -> None:
        sheet = drawn_up(run, registrar)
        filled_in(sheet, registrar)
        with pytest.raises(SheetError, match="Somebody"):
            filled_in(sheet, registrar)

    def test_is_thrown_away(self, run: Run, registrar: User) -> None:
        discard(drawn_up(run, registrar), registrar)

        assert not FinalAssessment.objects.exists()

    @pytest.mark.parametrize("role", [Role.METHODOLOGIST, Role.REGISTRAR, Role.ADMINISTRATOR])
    def test_who_draws_up(self, role: Role, run: Run, school: Organisation, person_with: PersonMaker) -> None:
        assert drawn_up(run, person_with(role, organisation=school)).is_draft

    @pytest.mark.parametrize("role", [Role.AUTHOR, Role.EDITOR, Role.TUTOR, Role.PARTNER_TRANSLATOR])
    def test_who_does_not(
        self, role: Role, run: Run, elsewhere: Organisation, person_with: PersonMaker, registrar: User
    ) -> None:
        sheet = filled_in(drawn_up(run, registrar), registrar)
        own = person_with(role, organisation=run.organisation)
        for person in (own, person_with(Role.REGISTRAR, organisation=elsewhere)):
            for act in (lambda p: drawn_up(run, p), lambda p: sign(sheet, p), lambda p: discard(sheet, p)):
                with pytest.raises(PermissionDenied):
                    act(person)


class TestSigned:
    def test_is_never_changed_or_deleted(self, signed: FinalAssessment, registrar: User) -> None:
        for act in (
            lambda: filled_in(signed, registrar),
            lambda: sign(signed, registrar),
            lambda: discard(signed, registrar),
        ):
            with pytest.raises(SheetError, match="never changed"):
                act()
        for change in (signed.save, signed.delete, signed.results.all()[0].save, signed.commission.get().save):
            with pytest.raises(TypeError):
                change()

    def test_keeps_the_names_of_its_day(self, run: Run, registrar: User, learners: list[Enrolment]) -> None:
        employment = EmploymentFactory.create(user=learners[0].learner, is_main=True)
        sheet = sign(filled_in(drawn_up(run, registrar), registrar), registrar)
        User.objects.filter(pk=learners[0].learner_id).update(family_name="Married")

        row = sheet.results.get(enrolment=learners[0])
        assert (row.person_name.split()[0], row.workplace) == ("Asanova", str(employment.organisation))

    def test_needs_a_chair_and_everybodys_result(self, run: Run, registrar: User, learners: list[Enrolment]) -> None:
        sheet = drawn_up(run, registrar)
        with pytest.raises(SheetError, match="chair"):
            sign(sheet, registrar)
        sheet = filled_in(sheet, registrar, results={learners[2].pk: Result()})
        with pytest.raises(SheetError, match="Volkova"):
            sign(sheet, registrar)

    def test_a_number_is_given_once(self, signed: FinalAssessment, run: Run, registrar: User) -> None:
        with pytest.raises(SheetError, match="number"):
            sign(filled_in(drawn_up(run, registrar), registrar), registrar)

    def test_another_takes_its_place(self, signed: FinalAssessment, registrar: User, learners: list[Enrolment]) -> None:
        with pytest.raises(SheetError, match="why"):
            supersede(signed, registrar, reason=" ")
        fresh = supersede(signed, registrar, reason="Bekov was there")
        with pytest.raises(SheetError, match="already"):
            supersede(signed, registrar, reason="Again")
        fresh = sign(filled_in(fresh, registrar, results={learners[1].pk: Result("passed")}), registrar)

        signed.refresh_from_db()
        assert (signed.state, fresh.state) == ("superseded", "signed")
        assert signed.results.get(enrolment=learners[1]).grade == "failed"
        with pytest.raises(SheetError, match="signed"):
            supersede(signed, registrar, reason="Again")

    @needs_pango
    def test_the_protocol(self, signed: FinalAssessment) -> None:
        shown = text_of(protocol_pdf(signed))

        for words in ("№ 7", "Ақан Сері", "Asanova", "not passed", "absent"):
            assert words in shown
        assert "Draft" not in shown


class TestCertificates:
    @pytest.fixture
    def template(self) -> Any:
        return DocumentTemplateFactory.create()

    def test_for_everybody_who_passed_and_once(
        self, signed: FinalAssessment, registrar: User, template: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        for _time in range(2):
            with django_capture_on_commit_callbacks(execute=True):
                batch = issue_certificates(signed, template, registrar)

        document = IssuedDocument.objects.get()
        assert (document.holder.family_name, document.reason) == ("Asanova", f"courses.run:{signed.run_id}")
        assert batch.items.get().outcome == "held"
        signed.refresh_from_db()
        assert signed.batch == batch

    def test_not_for_a_draft_and_not_by_a_methodologist(
        self, run: Run, registrar: User, learners: list[Enrolment], template: Any, person_with: PersonMaker
    ) -> None:
        sheet = filled_in(drawn_up(run, registrar), registrar)
        with pytest.raises(SheetError, match="signed"):
            issue_certificates(sheet, template, registrar)
        sheet = sign(sheet, registrar)
        with pytest.raises(PermissionDenied):
            issue_certificates(sheet, template, person_with(Role.METHODOLOGIST, organisation=run.organisation))
        assert not IssuedDocument.objects.exists()


class TestPages:
    @needs_pango
    def test_the_registrars_way(
        self,
        run: Run,
        registrar: User,
        learners: list[Enrolment],
        as_user: Login,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        client, template = as_user(registrar), DocumentTemplateFactory.create()
        client.post(
            reverse("courses:final", args=[run.slug]), {"number": "12", "held_on": "2026-11-20", "form": "exam"}
        )
        sheet = FinalAssessment.objects.get()
        page = reverse("courses:final_sheet", args=[run.slug, sheet.public_id])
        assert "Asanova" in text(client.get(page))
        sent = {
            "number": "12", "held_on": "2026-11-20", "form": "exam", "topic": "", "revision": "0", "sign": "1",
            "commission-TOTAL_FORMS": "1", "commission-INITIAL_FORMS": "0", "commission-0-name": "Ақан Сері",
            "commission-0-part": "chair", "results-TOTAL_FORMS": "3", "results-INITIAL_FORMS": "3",
        }  # fmt: skip
        for place, enrolment in enumerate(learners):
            sent |= {f"results-{place}-enrolment": str(enrolment.pk), f"results-{place}-grade": "passed"}
        assert "has been signed" in text(client.post(page, sent, follow=True))
        with django_capture_on_commit_callbacks(execute=True):
            client.post(f"{page}certificates/", {"template": template.pk})
        assert "3 of 3" in text(client.get(page))
        assert client.get(f"{page}protocol.pdf")["Content-Type"] == "application/pdf"
        again = client.post(f"{page}supersede/", {"reason": "A slip of the pen"}, follow=True)
        assert "takes the place of No. 12" in text(again)

    def test_what_is_missing_is_said_and_nothing_is_lost(
        self, run: Run, registrar: User, learners: list[Enrolment], as_user: Login
    ) -> None:
        sheet = drawn_up(run, registrar)
        page = reverse("courses:final_sheet", args=[run.slug, sheet.public_id])
        sent = {
            "number": "13", "held_on": "2026-11-20", "form": "test", "revision": "0", "sign": "1",
            "commission-TOTAL_FORMS": "0", "commission-INITIAL_FORMS": "0",
            "results-TOTAL_FORMS": "0", "results-INITIAL_FORMS": "0",
        }  # fmt: skip

        assert "Name the chair" in text(as_user(registrar).post(page, sent, follow=True))
        sheet.refresh_from_db()
        assert (sheet.number, sheet.state) == ("13", "draft")

    def test_others_are_turned_away(self, signed: FinalAssessment, as_user: Login, person_with: PersonMaker) -> None:
        page = reverse("courses:final_sheet", args=[signed.run.slug, signed.public_id])
        for person in (signed.results.all()[0].enrolment.learner, person_with(Role.TUTOR), person_with(Role.AUTHOR)):
            client = as_user(person)
            assert client.get(reverse("courses:final", args=[signed.run.slug])).status_code == 403
            assert client.get(page).status_code == 403
            assert client.get(f"{page}protocol.pdf").status_code == 403
            for action in ("supersede", "discard", "certificates"):
                assert client.post(f"{page}{action}/").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_certificates_asked_for_twice_at_once_are_issued_once() -> None:
    superuser = UserFactory.create(is_superuser=True)
    run = run_with({})
    learner(run, "Asanova", "80")
    sheet = sign(filled_in(drawn_up(run, superuser), superuser), superuser)
    template = DocumentTemplateFactory.create()

    failed = failures(*[lambda: issue_certificates(sheet, template, superuser)] * 2)

    assert not failed
    assert IssuedDocument.objects.count() == 1
