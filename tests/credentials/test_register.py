from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from credentials.kinds import DocumentKind
from credentials.models import DocumentTemplate, IssuedDocument, RegisterDetails
from credentials.register.columns import COLUMNS
from credentials.register.export import build, row_of, workbook
from credentials.register.problems import FIRST_LINE, CellProblem, duplicates, row_problems
from credentials.register.rules import (
    citizenship_problem,
    date_problem,
    read_date,
    snils_check,
    snils_digits,
    snils_problem,
    written_date,
)
from credentials.services import issue_duplicate
from credentials.services.register import save_register_details
from people.models import ConsentText, Organisation, User
from people.roles import Role
from people.services import give_consent
from tests.credentials.conftest import with_role
from tests.factories.credentials import DocumentTemplateFactory, RegisterDetailsFactory, issued
from tests.factories.people import ConsentTextFactory, OrganisationFactory, UserFactory

KEYS = [column.key for column in COLUMNS]


class TestRules:
    @given(st.integers(1_001_999, 999_999_999))
    def test_right_check_digits_are_taken_and_all_others_refused(self, body: int) -> None:
        right = snils_check(body)
        assert 0 <= right <= 99
        assert snils_problem(f"{body:09}{right:02}") is None
        assert snils_problem(f"{body:09}{(right + 1) % 100:02}") is not None

    @given(st.integers(1_002_000, 999_999_999), st.integers(0, 8), st.integers(1, 9))
    def test_one_mistyped_digit_is_found(self, body: int, place: int, change: int) -> None:
        figures = list(f"{body:09}{snils_check(body):02}")
        figures[place] = str((int(figures[place]) + change) % 10)
        mistyped = "".join(figures)
        # 100 and 101 both leave 00, so a single change can hide among them and nowhere else.
        hidden = snils_check(int(mistyped[:9])) == int(mistyped[9:])
        assert (snils_problem(mistyped) is None) == (hidden or int(mistyped[:9]) <= 1_001_998)

    @pytest.mark.parametrize("text", ["112-233-445 95", "11223344595", "112 233 445 95", "087-654-303 00"])
    def test_known_numbers(self, text: str) -> None:
        assert snils_problem(text) is None

    @pytest.mark.parametrize(
        "text", ["", "1", "112-233-445 96", "00000000000", "1122334459x", "１１２２３３４４５９５"]
    )
    def test_what_is_no_insurance_number(self, text: str) -> None:
        assert snils_problem(text) is not None

    def test_the_usual_form(self) -> None:
        assert snils_digits("11223344595") == "112-233-445 95"
        assert snils_digits("none") == "none"

    @given(st.dates(date(1, 1, 1)))
    def test_a_date_survives_being_written(self, day: date) -> None:
        assert read_date(written_date(day)) == day

    @given(st.text(max_size=12))
    def test_any_text_is_a_date_or_a_problem(self, text: str) -> None:
        day = read_date(text)
        assert (date_problem(text) is None) == (day is not None and day.year >= 1900)

    @pytest.mark.parametrize("text", ["31.02.2026", "1.2.2026", "2026-02-01", "01.01.26", "01.01.1899", "٠١.٠١.٢٠٢٦"])
    def test_what_is_no_date(self, text: str) -> None:
        assert date_problem(text) is not None

    def test_countries(self) -> None:
        assert citizenship_problem("643") is None
        assert citizenship_problem("RU") is not None

    def test_there_are_forty_columns_with_heads_of_their_own(self) -> None:
        assert len(COLUMNS) == len(set(KEYS)) == len({column.head for column in COLUMNS}) == 40

    @pytest.mark.parametrize(
        ("place", "head"),
        [
            (1, "Вид документа"),
            (6, "Серия документа"),
            (10, "Дополнительная профессиональная программа (повышение квалификации/ профессиональная переподготовка)"),
            (16, "Фамилия указанная в дипломе о ВО или СПО"),
            (19, "Год начала обучения (для документа о квалификации)"),
            (20, "Год окончания обучения (для документа о квалификации)"),
            (21, "Срок обучения, часов (для документа о квалификации)"),
            (27, "СНИЛС"),
            (31, "Гражданство получателя (код страны по ОКСМ)"),
            (35, "Регистрационный N (оригинала)"),
            (40, "Номер документа для изменения"),
        ],
    )
    def test_heads_stand_where_others_have_found_them(self, place: int, head: str) -> None:
        assert COLUMNS[place - 1].head == head


@pytest.fixture
def consent(db: None) -> ConsentText:
    """The text people agree to before their documents go to the register."""
    return ConsentTextFactory.create(purpose=ConsentText.Purpose.REGISTER_EXPORT)


def complete(consent: ConsentText, organisation: Organisation | None, **values: Any) -> IssuedDocument:
    """A document of somebody who agreed and whose particulars are all there."""
    holder = UserFactory.create(family_name="Придуманова", given_name="Анна", patronymic="Петровна")
    give_consent(holder, consent)
    RegisterDetailsFactory.create(holder=holder)
    return issued(holder=holder, organisation=organisation, **values)


def cells(problems: list[CellProblem]) -> set[tuple[int, str]]:
    return {(problem.line, KEYS[problem.column - 1]) for problem in problems}


class TestRows:
    def test_a_complete_document_has_no_problem(self, consent: ConsentText, academy: Organisation) -> None:
        row = row_of(complete(consent, academy))
        assert not list(row_problems(row, 2))
        assert set(row) <= set(KEYS)
        expected = {
            "kind": "Удостоверение о повышении квалификации",
            "status": "Оригинал",
            "lost": "Нет",
            "issued": "22.11.2026",
            "programme": "Повышение квалификации",
            "title": "Оценивание на уроке",
            "started": "2026",
            "hours": "72",
            "family_name": "Придуманова",
            "birth_date": "14.03.1985",
            "sex": "Жен",
            "snils": "112-233-445 95",
            "study_mode": "Очно-заочная",
            "citizenship": "643",
            "series": "нет",
            "funding": "Региональный бюджет",
            "education_form": "в образовательной организации",
        }
        assert {key: row[key] for key in expected} == expected

    def test_a_duplicate_names_its_original(self, consent: ConsentText, academy: Organisation, registrar: User) -> None:
        first = complete(consent, academy)
        row = row_of(issue_duplicate(first, "Lost", by=registrar))
        assert not list(row_problems(row, 2))
        assert (row["status"], row["lost"]) == ("Дубликат", "Да")
        assert row["original_number"] == first.number
        assert row["original_issued"] == "22.11.2026"
        assert row["original_family_name"] == "Придуманова"

    def test_every_problem_of_a_row_is_told(self) -> None:
        found = list(row_problems({}, 7))
        required = {column.key for column in COLUMNS if column.required}
        assert cells(found) == {(7, key) for key in required}

    @pytest.mark.parametrize(
        ("changes", "wrong"),
        [
            ({"snils": "112-233-445 96"}, {"snils"}),
            ({"snils": ""}, {"snils"}),
            ({"snils": "", "citizenship": "398"}, set()),
            ({"citizenship": "KZ"}, {"citizenship"}),
            ({"sex": "f"}, {"sex"}),
            ({"issued": "2026-11-22"}, {"issued"}),
            ({"hours": "0"}, {"hours"}),
            ({"hours": "72,5"}, {"hours"}),
            ({"started": "2027"}, {"finished"}),
            ({"started": "26"}, {"started"}),
            ({"birth_date": "22.11.2026"}, {"birth_date"}),
            ({"finished": "2027"}, {"issued"}),
            ({"programme": "Профессиональная переподготовка"}, {"qualification"}),
            ({"family_name": "П" * 151}, {"family_name"}),
            ({"status": "Дубликат"}, {"original_kind", "original_number", "original_registration", "original_issued",
                                       "original_family_name", "original_given_name"}),
        ],
    )  # fmt: skip
    def test_single_mistakes(
        self, consent: ConsentText, academy: Organisation, changes: dict[str, str], wrong: set[str]
    ) -> None:
        row = {**row_of(complete(consent, academy)), **changes}
        assert cells(list(row_problems(row, 2))) == {(2, key) for key in wrong}

    @given(st.dictionaries(st.sampled_from(KEYS), st.text(max_size=30)))
    def test_no_row_breaks_the_check(self, row: dict[str, str]) -> None:
        list(row_problems(row, 2))

    def test_a_number_that_occurs_twice_is_told_where(self) -> None:
        rows = [{"number": "1"}, {"number": "2"}, {"number": "1"}]
        assert cells(list(duplicates(rows))) == {(FIRST_LINE + 2, "number")}


class TestExport:
    def test_only_who_agrees_is_exported(
        self, consent: ConsentText, academy: Organisation, registrar: User, template: DocumentTemplate
    ) -> None:
        mine = complete(consent, academy)
        silent = issued(template, organisation=academy)
        export = build(academy, 2026, by=registrar)
        assert [row["number"] for row in export.rows] == [mine.number]
        assert export.without_consent == [silent]
        assert not export.problems

    def test_other_years_kinds_and_organisations_are_left_out(
        self, consent: ConsentText, academy: Organisation, registrar: User
    ) -> None:
        complete(consent, academy, issued_on=date(2025, 12, 31))
        complete(consent, academy, template=DocumentTemplateFactory.create(kind=DocumentKind.ATTENDANCE))
        complete(consent, OrganisationFactory.create())
        assert not build(academy, 2026, by=registrar).rows

    def test_rows_are_numbered_as_in_the_file(
        self, consent: ConsentText, academy: Organisation, registrar: User
    ) -> None:
        documents = [complete(consent, academy) for _ in range(3)]
        RegisterDetails.objects.filter(holder=documents[1].holder).delete()
        problems = build(academy, 2026, by=registrar).problems
        assert {problem.line for problem in problems} == {3}
        assert "birth_date" in {key for _line, key in cells(problems)}

    def test_the_workbook(self, consent: ConsentText, academy: Organisation, registrar: User) -> None:
        document = complete(consent, academy, title={"ru": "=HYPERLINK(1)"})
        RegisterDetails.objects.filter(holder=document.holder).delete()
        export = build(academy, 2026, by=registrar)
        with workbook(export, academy, by=registrar) as file:
            book = load_workbook(file)
        sheet, problems = book.worksheets
        assert [cell.value for cell in sheet[1]] == [column.head for column in COLUMNS]
        assert sheet.cell(2, KEYS.index("number") + 1).value == document.number
        assert sheet.cell(2, KEYS.index("title") + 1).value == "'=HYPERLINK(1)"
        assert problems.max_row == 1 + len(export.problems)
        assert problems.cell(2, 1).value == 2

    @pytest.mark.parametrize("role", [role for role in Role if role not in (Role.REGISTRAR, Role.ADMINISTRATOR)])
    def test_no_other_role_exports(self, role: Role, academy: Organisation) -> None:
        with pytest.raises(PermissionDenied):
            build(academy, 2026, by=with_role(role))

    @pytest.mark.parametrize("size", [1, 7])
    def test_the_same_queries_for_any_number_of_rows(
        self, consent: ConsentText, academy: Organisation, size: int, django_assert_num_queries: Any
    ) -> None:
        boss = UserFactory.create(is_superuser=True)
        for _ in range(size):
            complete(consent, academy)
        with django_assert_num_queries(2):
            build(academy, 2026, by=boss)


class TestParticulars:
    def test_the_person_and_the_registrar_of_their_documents_keep_them(
        self, academy: Organisation, registrar: User, template: DocumentTemplate
    ) -> None:
        holder = issued(template, organisation=academy).holder
        for keeper in (holder, registrar):
            assert save_register_details(holder, {"diploma_number": "1"}, by=keeper).updated_by == keeper

    def test_nobody_else_does(self, academy: Organisation, registrar: User, template: DocumentTemplate) -> None:
        holder = issued(template, organisation=academy).holder
        stranger = issued(template).holder
        others = [(holder, with_role(role)) for role in (Role.TUTOR, Role.METHODOLOGIST, Role.EDITOR, Role.AUTHOR)]
        for person, keeper in [*others, (stranger, registrar), (holder, stranger)]:
            with pytest.raises(PermissionDenied):
                save_register_details(person, {"diploma_number": "1"}, by=keeper)
