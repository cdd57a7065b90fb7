"""Enrolling by a list: reading it, saying what will happen, doing it."""

import contextlib
import io
import zipfile
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from courses.enrolment_lists import services
from courses.enrolment_lists.headings import FIELDS, HEADINGS, field_of, folded, template_headings
from courses.enrolment_lists.planning import plan
from courses.enrolment_lists.reading import MOST_BYTES, MOST_ROWS, ListError, ListRow, read_list
from courses.enrolment_lists.services import confirm_list, discard_list, run_list, upload_list
from courses.enrolment_lists.sheets import report_sheet, template_sheet
from courses.exports.sheets import xlsx_file
from courses.models import Enrolment, EnrolmentList, EnrolmentListRow, Group
from courses.services.admissions import enrol_person, save_group
from people.models import Employment, Organisation, User
from people.roles import Role
from tests.courses.conftest import PersonMaker
from tests.factories.courses import EnrolmentFactory, RunFactory
from tests.factories.people import UserFactory

State, Outcome = Enrolment.State, EnrolmentListRow.Outcome
HEAD = "E-mail;Family name;Given name;Patronymic;Organisation;Group"


def workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text(*rows: str, head: str = HEAD) -> io.BytesIO:
    return io.BytesIO("\n".join((head, *rows)).encode())


class TestHeadings:
    @pytest.mark.parametrize("language", HEADINGS)
    def test_every_language_names_every_column_of_the_template(self, language: str) -> None:
        assert [field_of(heading) for heading in template_headings(language)] == list(FIELDS)

    def test_no_heading_means_two_things(self) -> None:
        meanings: dict[str, set[str]] = {}
        for by_field in HEADINGS.values():
            for field, headings in by_field.items():
                for heading in headings:
                    meanings.setdefault(folded(heading), set()).add(field)

        assert {key: found for key, found in meanings.items() if len(found) > 1} == {}

    @pytest.mark.parametrize("heading", ["E-MAIL", " e mail ", "Email*", "эл.почта", "Электронная  почта:"])
    def test_case_stops_and_spaces_do_not_matter(self, heading: str) -> None:
        assert field_of(heading) == "email"


class TestReading:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
    @pytest.mark.parametrize("mark", [";", ",", "\t"])
    def test_encodings_and_delimiters(self, encoding: str, mark: str) -> None:
        lines = mark.join(("Эл. почта", "Фамилия", "Имя")) + "\r\n" + mark.join(("a@example.org", "Ёлкина", "Анна"))

        assert read_list(lines.encode(encoding)) == [ListRow(2, "a@example.org", "Ёлкина", "Анна")]

    def test_spreadsheets_with_columns_of_their_own_and_empty_rows(self) -> None:
        data = workbook(
            [
                [],
                ["№", "Группа", "ФИО", "Почта"],
                [1, 7.0, "Токтосунова Айнура Бековна", "a@example.org"],
                [None, None, None],
                [2, "", "Ким", " b@example.org "],
            ]
        )

        assert read_list(data) == [
            ListRow(3, "a@example.org", "Токтосунова", "Айнура", "Бековна", group="7"),
            ListRow(5, "b@example.org", "Ким"),
        ]

    def test_quotes_may_hold_delimiters_and_lines(self) -> None:
        (row,) = read_list(b'E-mail;Organisation\na@example.org;"School; the ""first""\nof the town"\n')

        assert row.organisation == 'School; the "first"\nof the town'

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"", "empty"),
            (b"Name;Phone\nA;1", "must name the columns"),
            (b"E-mail;Email\na;b", "Two columns mean the same"),
            (b"E-mail\n", "nobody under"),
            (b"\x00\x01\x02\x00", "neither a spreadsheet"),
            (b"PK\x03\x04 broken", "damaged"),
            (b"x" * (MOST_BYTES + 1), "larger than 5 MB"),
        ],
    )
    def test_what_is_no_list_is_refused_in_words(self, data: bytes, words: str) -> None:
        with pytest.raises(ListError, match=words):
            read_list(data)

    def test_a_zip_that_is_no_spreadsheet(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("readme.txt", "hello")

        with pytest.raises(ListError, match="cannot be read"):
            read_list(out.getvalue())

    def test_a_bomb_is_not_unpacked(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", b"0" * 70_000_000)

        assert len(out.getvalue()) < 200_000
        with pytest.raises(ListError, match="too much beside the list"):
            read_list(out.getvalue())

    def test_rows_are_bounded(self) -> None:
        rows = [f"p{number}@example.org" for number in range(MOST_ROWS)]

        assert len(read_list("\n".join(("E-mail", *rows)).encode())) == MOST_ROWS
        with pytest.raises(ListError, match="more than 5000"):
            read_list("\n".join(("E-mail", *rows, "one@example.org")).encode())

    @settings(deadline=None)
    @given(st.binary(max_size=300))
    def test_any_bytes_are_read_or_refused(self, data: bytes) -> None:
        for start in (b"", b"E-mail;Group\n", b"PK\x03\x04"):
            with contextlib.suppress(ListError):
                assert read_list(start + data)

    @settings(deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.emails().filter(lambda email: email[0] != "="),
                st.text(st.characters(categories=["L"]), min_size=1, max_size=20),
            ),
            min_size=1,
        )
    )
    def test_what_was_written_is_what_is_read(self, people: list[tuple[str, str]]) -> None:
        rows = read_list(workbook([["E-mail", "Surname"], *people]))

        assert [(row.email, row.family_name) for row in rows] == people

    def test_the_template_is_a_list(self) -> None:
        (row,) = read_list(xlsx_file(template_sheet("kk")).read())

        assert row.email == "a.invented@example.org"


@pytest.fixture
def admin() -> User:
    return UserFactory.create(is_superuser=True)


def outcomes(found: EnrolmentList) -> list[tuple[int, str, str]]:
    return list(found.rows.order_by("number").values_list("number", "outcome", "problem"))


@pytest.mark.django_db
class TestPreview:
    def test_says_what_will_happen_and_nothing_does(self, admin: User, school: Organisation) -> None:
        run = RunFactory.create(capacity=3)
        known, inside = UserFactory.create(email="known@example.org"), EnrolmentFactory.create(run=run)
        rows = text(
            "new@example.org;Newman;Ann",
            f"{known.email.upper()};;",
            f"{inside.learner.email};;",
            "late@example.org;Later;Bo",
            "nameless@example.org;;",
            "not an address;A;B",
            ";A;B",
            "other@example.org;A;B;;Nowhere School;",
            "else@example.org;A;B;;;No group",
            "new@example.org;Newman;Ann",
        )
        found = upload_list(run, rows, "list.csv", admin)

        assert [outcome for _number, outcome, _problem in outcomes(found)] == [
            Outcome.INVITED, Outcome.ENROLLED, Outcome.ALREADY, Outcome.INVITED_WAITING, *[Outcome.ERROR] * 5,
            Outcome.ALREADY,
        ]  # fmt: skip
        problems = [problem for _number, _outcome, problem in outcomes(found)][4:]
        for words, problem in zip(
            ("family name", "not an e-mail", "no e-mail", "no organisation", "no group", "higher up"),
            problems,
            strict=True,
        ):
            assert words in problem
        assert not User.objects.filter(email="new@example.org").exists()
        assert run.enrolments.count() == 1

    @pytest.mark.parametrize("number", [3, 300])
    def test_takes_as_many_queries_for_three_hundred_as_for_three(self, number: int, school: Organisation) -> None:
        run = RunFactory.create(capacity=100)
        rows = [ListRow(n, f"p{n}@example.org", "A", "B", organisation=str(school.labels["ru"])) for n in range(number)]
        with CaptureQueriesContext(connection) as queries:
            plan(run, rows)

        assert len(queries) == 4

    @pytest.mark.parametrize("role", [Role.AUTHOR, Role.EDITOR, Role.TUTOR, Role.PARTNER_TRANSLATOR])
    def test_is_for_the_runs_staff(
        self, role: Role, school: Organisation, person_with: PersonMaker, admin: User
    ) -> None:
        run, other = RunFactory.create(organisation=school), person_with(role, organisation=school)
        found = upload_list(run, text("a@example.org;A;B"), "list.csv", admin)

        for action in (
            lambda: upload_list(run, text("a@example.org;A;B"), "list.csv", other),
            lambda: confirm_list(found, other),
            lambda: discard_list(found, other),
        ):
            with pytest.raises(PermissionDenied):
                action()
        assert list(EnrolmentList.objects.visible_to(other)) == []

    def test_can_be_thrown_away_until_it_is_confirmed(self, admin: User) -> None:
        run = RunFactory.create()
        discard_list(upload_list(run, text("a@example.org;A;B"), "list.csv", admin), admin)
        assert not EnrolmentList.objects.exists()

        done = confirm_list(upload_list(run, text("a@example.org;A;B"), "list.csv", admin), admin)
        with pytest.raises(ValidationError, match="kept"):
            discard_list(done, admin)


@pytest.mark.django_db
class TestConfirm:
    def test_makes_accounts_writes_to_them_and_enrols(
        self, school: Organisation, person_with: PersonMaker, django_capture_on_commit_callbacks: Any
    ) -> None:
        run, registrar = (
            RunFactory.create(organisation=school, capacity=2),
            person_with(Role.REGISTRAR, organisation=school),
        )
        known = UserFactory.create(email="known@example.org")
        save_group(Group(run=run, name="Group A"), registrar)
        rows = text(
            f"New@Example.org;Newman;Ann;Olegovna;{school.labels['en'].upper()};group a",
            "known@example.org",
            "third@example.org;Third;Cy",
        )
        found = upload_list(run, rows, "list.csv", registrar)
        with django_capture_on_commit_callbacks(execute=True):
            found = confirm_list(found, registrar)

        assert (found.state, found.done, found.percent) == ("done", 3, 100)
        assert [row[1] for row in outcomes(found)] == [Outcome.INVITED, Outcome.ENROLLED, Outcome.INVITED_WAITING]
        new = User.objects.get(email="new@example.org")
        assert (new.get_full_name(), new.has_usable_password()) == ("Newman Ann Olegovna", False)
        assert Employment.objects.get(user=new).organisation == school
        enrolment = run.enrolments.get(learner=new)
        assert (enrolment.state, str(enrolment.group)) == (State.ACTIVE, "Group A")
        assert (enrolment.changes.get().by, enrolment.changes.get().reason) == (
            registrar,
            "By the list “list.csv”, row 2",
        )
        assert run.enrolments.get(learner=known).state == State.ACTIVE
        assert {to for letter in mail.outbox for to in letter.to} >= {"new@example.org", "third@example.org"}

    def test_twice_is_once(self, admin: User) -> None:
        found = upload_list(RunFactory.create(), text("a@example.org;A;B"), "list.csv", admin)
        first, second = confirm_list(found, admin), confirm_list(found, admin)

        assert outcomes(first) == outcomes(second)
        assert Enrolment.objects.count() == 1

    def test_the_same_list_again_changes_nothing(self, admin: User) -> None:
        run, rows = RunFactory.create(), ("a@example.org;A;B", "b@example.org;C;D")
        confirm_list(upload_list(run, text(*rows), "list.csv", admin), admin)
        again = confirm_list(upload_list(run, text(*rows), "list.csv", admin), admin)

        assert [row[1] for row in outcomes(again)] == [Outcome.ALREADY] * 2
        assert (User.objects.filter(email__in=["a@example.org", "b@example.org"]).count(), run.enrolments.count()) == (
            2,
            2,
        )

    def test_rows_that_fail_do_not_stop_the_others(self, admin: User, monkeypatch: pytest.MonkeyPatch) -> None:
        run = RunFactory.create(capacity=1, has_waiting_list=False)
        found = confirm_list(
            upload_list(run, text("x;A;B", "a@example.org;A;B", "b@example.org;A;B"), "list.csv", admin), admin
        )

        assert [row[1] for row in outcomes(found)] == [Outcome.ERROR, Outcome.INVITED, Outcome.ERROR]
        assert not User.objects.filter(email="b@example.org").exists()

    def test_what_changed_since_the_preview_counts(self, admin: User) -> None:
        run = RunFactory.create(capacity=1)
        found = upload_list(run, text("a@example.org;A;B"), "list.csv", admin)
        EnrolmentFactory.create(run=run)
        UserFactory.create(email="a@example.org")

        assert [row[1] for row in outcomes(confirm_list(found, admin))] == [Outcome.WAITING]

    def test_a_long_list_is_left_to_the_worker(self, admin: User, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(services, "IN_THE_BACKGROUND", 1)
        found = upload_list(RunFactory.create(), text("a@example.org;A;B", "b@example.org;A;B"), "list.csv", admin)

        assert confirm_list(found, admin).state == "queued"
        run_list(found.pk)
        found.refresh_from_db()
        assert (found.state, Enrolment.objects.count()) == ("done", 2)

    def test_one_broken_off_goes_on_where_it_stopped(self, admin: User, monkeypatch: pytest.MonkeyPatch) -> None:
        found = upload_list(RunFactory.create(), text("a@example.org;A;B", "b@example.org;A;B"), "list.csv", admin)
        whole = enrol_person

        def broken(person: User, *args: Any, **kwargs: Any) -> Enrolment:
            if person.email == "b@example.org":
                raise KeyboardInterrupt
            return whole(person, *args, **kwargs)

        monkeypatch.setattr(services, "enrol_person", broken)
        with pytest.raises(KeyboardInterrupt):
            confirm_list(found, admin)
        monkeypatch.setattr(services, "enrol_person", whole)
        found.refresh_from_db()
        assert (found.state, found.rows.filter(is_done=True).count()) == ("running", 1)
        run_list(found.pk)  # nobody takes it from a worker that may be alive
        assert Enrolment.objects.count() == 1
        run_list(found.pk, at=timezone.now() + timedelta(minutes=11))
        found.refresh_from_db()
        assert (found.state, Enrolment.objects.count()) == ("done", 2)

    def test_the_report_holds_every_row_and_no_formula(self, admin: User) -> None:
        rows = text("a@example.org;=1+1;B", "x;@SUM(A1);B")
        found = confirm_list(upload_list(RunFactory.create(), rows, "list.csv", admin), admin)
        sheet = load_workbook(xlsx_file(report_sheet(found))).worksheets[0]
        told = [[cell.value for cell in row] for row in sheet.iter_rows()]

        assert told[0][:2] == ["Row", "E-mail"]
        assert told[1][2] == "'=1+1"
        assert told[2][-2:] == ["Error", "This is not an e-mail address."]
        assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
