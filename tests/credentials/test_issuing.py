from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.models import ModelLogEntry

from credentials.models import DocumentTemplate, IssuedDocument, Numbering, NumberSequence, TemplateEdition
from credentials.services import Award, PersonName, issue
from credentials.signals import document_issued
from people.localised import LocalisedText
from people.models import Organisation, User
from people.roles import Role
from tests.credentials.conftest import with_role
from tests.factories.credentials import DocumentTemplateFactory, award, issued
from tests.factories.people import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

Capture = Callable[..., Any]


def test_a_registrar_issues_a_document(academy: Organisation, registrar: User, template: DocumentTemplate) -> None:
    learner = UserFactory.create(family_name="Касымова", given_name="Айгуль", patronymic="Сериковна")
    document = issue(award(learner, organisation=academy), template, by=registrar)

    assert document.state == "issued"
    assert document.number == "2026-CPD-000001"
    assert document.registration_number == "1/2026"
    assert document.kind == "cpd"
    assert document.holder == learner
    assert document.name_in_order == "Касымова Айгуль Сериковна"
    assert document.title["ru"] == "Оценивание на уроке"
    assert document.hours == 72
    assert (document.started_on, document.finished_on) == (date(2026, 9, 1), date(2026, 11, 20))
    assert document.issued_by == registrar
    assert document.languages == ["ru", "en"]
    entry = ModelLogEntry.objects.get(action="credentials.issue")
    assert (entry.user, entry.data["number"]) == (registrar, document.number)


def test_a_second_call_for_the_same_person_and_reason_finds_the_first_document(template: DocumentTemplate) -> None:
    learner = UserFactory.create()
    first = issued(template, holder=learner)
    again = issued(template, holder=learner)

    assert again == first
    assert IssuedDocument.objects.count() == 1
    assert NumberSequence.objects.get().last == 1


def test_another_reason_is_another_document(template: DocumentTemplate) -> None:
    learner = UserFactory.create()
    numbers = [issued(template, holder=learner, reason=f"courses.run:{n}").number for n in (1, 2)]
    assert numbers == ["2026-CPD-000001", "2026-CPD-000002"]


def test_news_is_sent_once_and_for_new_documents_alone(
    template: DocumentTemplate, django_capture_on_commit_callbacks: Capture
) -> None:
    heard = []

    def hear(document: IssuedDocument, **kwargs: Any) -> None:
        heard.append(document.number)

    document_issued.connect(hear)
    try:
        learner = UserFactory.create()
        for _time in range(2):
            with django_capture_on_commit_callbacks(execute=True):
                issued(template, holder=learner)
    finally:
        document_issued.disconnect(hear)
    assert heard == ["2026-CPD-000001"]


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.ADMINISTRATOR])
def test_who_may_issue(role: Role, academy: Organisation, template: DocumentTemplate) -> None:
    assert issue(award(organisation=academy), template, by=with_role(role, academy)).pk
    branch = OrganisationFactory.create(parent=academy)
    assert issue(award(organisation=branch), template, by=with_role(role, academy)).pk


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.REGISTRAR, Role.ADMINISTRATOR)])
def test_no_other_role_issues(role: Role, academy: Organisation, template: DocumentTemplate) -> None:
    with pytest.raises(PermissionDenied):
        issue(award(organisation=academy), template, by=with_role(role))
    assert not IssuedDocument.objects.exists()


def test_a_learner_does_not_issue(academy: Organisation, template: DocumentTemplate) -> None:
    with pytest.raises(PermissionDenied):
        issue(award(organisation=academy), template, by=UserFactory.create())


def test_a_registrar_does_not_issue_for_another_organisation_or_for_the_whole_installation(
    registrar: User, template: DocumentTemplate
) -> None:
    for organisation in (OrganisationFactory.create(), None):
        with pytest.raises(PermissionDenied):
            issue(award(organisation=organisation), template, by=registrar)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"title": {}}, "title"),
        ({"reason": ""}, "issued for"),
        ({"finished_on": date(2026, 8, 1)}, "before"),
        ({"details": {"colour": "red"}}, "colour"),
    ],
)
@pytest.mark.usefixtures("in_english")
def test_an_award_that_cannot_be_certified(values: dict[str, Any], words: str, template: DocumentTemplate) -> None:
    with pytest.raises(ValidationError, match=words):
        issued(template, **values)
    assert not NumberSequence.objects.exists()


def test_everything_that_stands_in_the_way_is_told_at_once(template: DocumentTemplate) -> None:
    with pytest.raises(ValidationError) as caught:
        issued(template, title={}, reason="", holder=UserFactory.create(family_name="", given_name="", patronymic=""))
    assert len(caught.value.messages) == 3


def test_a_template_out_of_use_or_of_another_organisation_is_refused(academy: Organisation) -> None:
    for template in (
        DocumentTemplateFactory.create(is_active=False),
        DocumentTemplateFactory.create(organisation=academy),
    ):
        with pytest.raises(ValidationError, match="Template "):
            issued(template)


def test_a_template_serves_its_organisation_and_all_beneath_it(academy: Organisation) -> None:
    template = DocumentTemplateFactory.create(organisation=academy)
    for organisation in (academy, OrganisationFactory.create(parent=academy)):
        assert issued(template, organisation=organisation).pk


def test_names_may_be_written_otherwise_in_a_language(template: DocumentTemplate) -> None:
    latin = PersonName("Kassymova", "Aigul")
    document = issued(template, holder=UserFactory.create(family_name="Касымова"), names={"en": latin})

    assert document.data["names"]["en"] == ["Kassymova", "Aigul", ""]
    assert document.data["names"]["ru"][0] == "Касымова"
    assert set(IssuedDocument.objects.matching("kassymova")) == {document}
    assert set(IssuedDocument.objects.matching("КАСЫМОВА 2026-cpd")) == {document}


def test_the_state_language_of_the_organisation_leads() -> None:
    words = LocalisedText(ru="{name}", kk="{name}", en="{name}")
    template = DocumentTemplateFactory.create(wording=words)
    document = issued(template, organisation=OrganisationFactory.create(country_code="KZ"))
    assert document.languages[0] == "kk"
    assert document.data["state_language"] == "kk"


def test_a_template_changed_later_leaves_issued_documents_as_they_were(template: DocumentTemplate) -> None:
    before = issued(template)
    template.wording = LocalisedText(ru="Другие слова: {name}")
    template.save()
    after = issued(template, reason="courses.run:2")

    assert before.template_edition.data["wording"]["ru"].startswith("{name} с {started}")
    assert after.template_edition.data["wording"] == {"ru": "Другие слова: {name}"}
    assert before.digest != after.digest


def test_documents_of_an_unchanged_template_share_its_edition(template: DocumentTemplate) -> None:
    for number in range(3):
        issued(template, reason=f"courses.run:{number}")
    assert TemplateEdition.objects.count() == 1


def test_numbers_begin_again_with_the_year(template: DocumentTemplate) -> None:
    years = [issued(template, issued_on=date(year, 1, 9)).number for year in (2026, 2027, 2026)]
    assert years == ["2026-CPD-000001", "2027-CPD-000001", "2026-CPD-000002"]


def test_an_organisation_may_number_its_own_way_for_all_beneath_it(
    academy: Organisation, template: DocumentTemplate
) -> None:
    Numbering.objects.create(
        organisation=academy, kind="cpd", pattern="АК-{number:04}", registration_pattern="{number}"
    )
    branch = OrganisationFactory.create(parent=academy)
    mine = [
        issued(template, organisation=place, issued_on=date(year, 5, 1))
        for place, year in ((academy, 2026), (branch, 2027))
    ]
    theirs = issued(template, organisation=OrganisationFactory.create())

    assert [document.number for document in mine] == ["АК-0001", "АК-0002"]
    assert theirs.number == "2026-CPD-000001"


@pytest.mark.parametrize(
    ("patterns", "numbers"),
    [
        (("{year}-{number}", "{number}"), [("2026-1", "1"), ("2027-2", "2"), ("2027-3", "3")]),
        (("{number}", "{number}/{year}"), [("1", "1/2026"), ("2", "2/2027"), ("3", "3/2027")]),
        (("{year}-{number}", "{number}/{year}"), [("2026-1", "1/2026"), ("2027-1", "1/2027"), ("2027-2", "2/2027")]),
    ],
    ids=["year in the number", "year in the registration number", "year in both"],
)
def test_numbers_begin_again_only_where_neither_repeats(
    academy: Organisation, template: DocumentTemplate, patterns: tuple[str, str], numbers: list[tuple[str, str]]
) -> None:
    pattern, registration = patterns
    Numbering.objects.create(organisation=academy, kind="cpd", pattern=pattern, registration_pattern=registration)
    given = [issued(template, organisation=academy, issued_on=date(year, 1, 9)) for year in (2026, 2027, 2027)]

    assert [(document.number, document.registration_number) for document in given] == numbers


def test_a_series_that_began_again_each_year_goes_on_when_it_no_longer_does(
    academy: Organisation, template: DocumentTemplate
) -> None:
    own = Numbering.objects.create(organisation=academy, kind="cpd", pattern="{year}-{number}")
    for _time in range(2):
        issued(template, organisation=academy)
    own.registration_pattern = "{number}"
    own.save()

    assert issued(template, organisation=academy).number == "2026-3"


def test_kinds_are_numbered_apart() -> None:
    numbers = [issued(DocumentTemplateFactory.create(kind=kind)).number for kind in ("cpd", "retraining", "attendance")]
    assert numbers == ["2026-CPD-000001", "2026-RET-000001", "2026-ATT-000001"]


def test_a_number_is_given_back_when_the_document_cannot_be_stored(
    template: DocumentTemplate, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr("credentials.services.issuing.log", fail)
        with pytest.raises(RuntimeError):
            issued(template)
    assert issued(template).number == "2026-CPD-000001"


def test_an_award_survives_being_stored(academy: Organisation) -> None:
    given = award(organisation=academy, names={"en": PersonName("Kassymova", "Aigul", "")})
    assert Award.from_json(given.as_json(), given.holder, academy) == given


@pytest.mark.parametrize("size", [1, 5])
def test_issuing_takes_the_same_number_of_queries_however_many_there_are(
    size: int, template: DocumentTemplate, django_assert_num_queries: Any
) -> None:
    for number in range(size):
        issued(template, reason=f"courses.run:{number}")
    given = award()
    with django_assert_num_queries(14):
        issue(given, template, by=None)
