"""The gradebook's pages and files, and the learner's report."""

import csv
import io
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from courses.gradebook.services.corrections import correct
from courses.gradebook.services.scores import set_score
from courses.models import Enrolment, GradeChange, GradeRecord, GradeScheme, Group, Run
from people.models import Organisation, User
from people.roles import Role
from tests.courses.conftest import PersonMaker
from tests.courses.test_assignment_submissions import learner_in
from tests.factories.assignments import keys_of, run_with
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

Login = Callable[[User], Client]


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def tutor() -> User:
    return UserFactory.create(family_name="Tutorova")


@pytest.fixture
def run(tutor: User, school: Organisation) -> Run:
    return run_with({"title": "One"}, {"title": "Two"}, tutors=[tutor], organisation=school)


def named(run: Run, name: str, *percents: str, **fields: Any) -> Enrolment:
    """A learner with marks."""
    enrolment = learner_in(run, learner=UserFactory.create(family_name=name), **fields)
    for key, percent in zip(keys_of(run), percents, strict=False):
        set_score(enrolment, key, Decimal(percent))
    return enrolment


def page_of(run: Run, name: str = "run_marks") -> str:
    return reverse(f"courses:{name}", args=[run.slug])


def page_of_learner(enrolment: Enrolment) -> str:
    return reverse("courses:learner_marks", args=[enrolment.run.slug, enrolment.public_id])


class TestTable:
    def test_learners_by_items(self, run: Run, tutor: User, as_user: Login) -> None:
        named(run, "Asanova", "80", "45.50")
        named(run, "Bekov")
        shown = text(as_user(tutor).get(page_of(run)))

        assert "One Two" in shown
        assert "Asanova Ainura Bekovna 62.75% 80 45.5" in shown
        assert "Bekov Ainura Bekovna —" in shown

    def test_numbers_are_written_as_the_reader_does(self, run: Run, tutor: User, as_user: Login) -> None:
        named(run, "Asanova", "80", "45.50")
        with translation.override("ru"):
            address = page_of(run)
        assert "Asanova Ainura Bekovna 62,75% 80 45,5" in text(as_user(tutor).get(address))

    def test_what_was_set_by_hand_is_marked(self, run: Run, tutor: User, as_user: Login) -> None:
        enrolment = named(run, "Asanova", "80", "40")
        correct(enrolment, keys_of(run)[0], tutor, "override", percent=Decimal(90), reason="x")
        correct(enrolment, keys_of(run)[1], tutor, "exclude", reason="x")
        html = as_user(tutor).get(page_of(run)).content.decode()

        assert '<span class="mark--set" title="set by hand">90</span>' in html
        assert '<s title="left out">40</s>' in html

    def test_names_are_escaped(self, run: Run, tutor: User, as_user: Login) -> None:
        named(run, "<script>alert(1)</script>", "80")

        assert "<script>alert" not in as_user(tutor).get(page_of(run)).content.decode()

    @pytest.mark.parametrize(
        ("sort", "expected"), [("", "ABC"), ("-name", "CBA"), ("total", "BAC"), ("-total", "ABC"), ("nonsense", "ABC")]
    )
    def test_sorts(self, sort: str, expected: str, run: Run, tutor: User, as_user: Login) -> None:
        for name, percents in (("A", ["90"]), ("B", ["10"]), ("C", [])):
            named(run, name, *percents)
        page = as_user(tutor).get(page_of(run), {"sort": sort}).context["table"].page

        assert "".join(each.learner.family_name for each in page) == expected

    def test_filters(self, run: Run, tutor: User, as_user: Login) -> None:
        group = Group.objects.create(run=run, name="First")
        named(run, "Asanova", group=group)
        named(run, "Bekov")
        client = as_user(tutor)

        for wanted in ({"group": str(group.pk)}, {"q": "asan"}):
            assert [each.learner.family_name for each in client.get(page_of(run), wanted).context["table"].page] == [
                "Asanova"
            ]

    def test_a_tutor_of_a_group_sees_the_group(self, run: Run, as_user: Login) -> None:
        group = Group.objects.create(run=run, name="First")
        group.tutors.add(group_tutor := UserFactory.create())
        named(run, "Asanova", group=group)
        stranger = named(run, "Bekov")
        client = as_user(group_tutor)

        assert [each.learner.family_name for each in client.get(page_of(run)).context["table"].page] == ["Asanova"]
        assert client.get(page_of_learner(stranger)).status_code == 404

    def test_who_sees_it(
        self, run: Run, tutor: User, school: Organisation, person_with: PersonMaker, as_user: Login
    ) -> None:
        allowed = (Role.METHODOLOGIST, Role.REGISTRAR, Role.ADMINISTRATOR, Role.AUTHOR)
        for person in (tutor, *(person_with(role, organisation=school) for role in allowed)):
            assert as_user(person).get(page_of(run)).status_code == 200
        denied = (Role.EDITOR, Role.TUTOR, Role.PARTNER_TRANSLATOR)
        for person in (learner_in(run).learner, *(person_with(role, organisation=school) for role in denied)):
            for name in ("run_marks", "marks_scheme", "marks_csv", "marks_xlsx"):
                assert as_user(person).get(page_of(run, name)).status_code == 403

    def test_queries_depend_on_neither_learners_nor_items(self, tutor: User, as_user: Login) -> None:
        counts = []
        client = as_user(tutor)
        for items, learners in ((1, 1), (20, 30)):
            run = run_with(*[{}] * items, tutors=[tutor])
            for number in range(learners):
                named(run, f"L{number}", "50")
            client.get(page_of(run))
            with CaptureQueriesContext(connection) as queries:
                client.get(page_of(run))
            counts.append(len(queries))

        assert counts[0] == counts[1] <= 16


class TestFiles:
    @pytest.fixture
    def run(self, run: Run) -> Run:
        named(run, "=Asanova", "80", "45.5")
        named(run, "Беков")
        return run

    def test_csv(self, run: Run, tutor: User, as_user: Login) -> None:
        response = as_user(tutor).get(page_of(run, "marks_csv"))
        body = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
        head, first, second = csv.reader(io.StringIO(body.removeprefix("\ufeff")), delimiter=";")

        assert body.startswith("\ufeff")
        assert head[-2:] == ["One", "Two"]
        assert (first[0], first[5:7], first[-2:]) == ("'=Asanova", ["1", "62.75"], ["80.0", "45.5"])
        assert (second[0], second[6], second[-1]) == ("Беков", "", "")

    def test_xlsx(self, run: Run, tutor: User, as_user: Login) -> None:
        response = as_user(tutor).get(page_of(run, "marks_xlsx"), {"q": "беков"})
        sheet = load_workbook(io.BytesIO(response.getvalue())).active

        assert sheet is not None
        rows = list(sheet.iter_rows(values_only=True))
        assert [row[0] for row in rows] == ["Surname", "Беков"]
        assert sheet.freeze_panes == "D2"


class TestLearnersMarks:
    def test_why_this_total(self, run: Run, tutor: User, as_user: Login) -> None:
        shown = text(as_user(tutor).get(page_of_learner(named(run, "Asanova", "80", "40"))))

        assert "One 80% 1 50% 40 Two 40% 1 50% 20" in shown

    def test_a_mark_is_set_by_hand(self, run: Run, tutor: User, as_user: Login) -> None:
        enrolment = named(run, "Asanova", "80", "40")
        lesson, block = keys_of(run)[1]
        sent = {"item": f"{lesson}/{block}", "kind": "override", "percent": "60", "reason": "Ill on the day"}
        response = as_user(tutor).post(page_of_learner(enrolment), sent, follow=True)

        assert "Two : Set by hand · 40% → 60%" in text(response)
        assert "Ill on the day" in text(response)
        assert GradeRecord.objects.get().total == 70

    def test_not_without_a_reason(self, run: Run, tutor: User, as_user: Login) -> None:
        sent = {"item": "", "kind": "exclude", "reason": "x"}
        response = as_user(tutor).post(page_of_learner(named(run, "Asanova", "80")), sent)

        assert "A total can only be set by hand" in text(response)
        assert not GradeChange.objects.exists()

    def test_registrars_read(self, run: Run, school: Organisation, person_with: PersonMaker, as_user: Login) -> None:
        enrolment, client = named(run, "Asanova", "80"), as_user(person_with(Role.REGISTRAR, organisation=school))

        assert "Set a mark by hand" not in text(client.get(page_of_learner(enrolment)))
        assert client.post(page_of_learner(enrolment), {"kind": "revert", "reason": "x"}).status_code == 403


class TestScheme:
    def sent(self, run: Run, **more: str) -> dict[str, str]:
        keys = ["/".join(map(str, key)) for key in keys_of(run)]
        return {
            "revision": "0", "scale": "steps", "pass_mark": "50", "missing": "ignore", "steps": "зачёт 50\nнезачёт 0",
            "categories-TOTAL_FORMS": "2", "categories-INITIAL_FORMS": "0",
            "categories-0-labels_ru": "Планы", "categories-0-weight": "3", "categories-0-drop_lowest": "0",
            "categories-1-weight": "1",
            "items-TOTAL_FORMS": "2", "items-INITIAL_FORMS": "2",
            "items-0-key": keys[0], "items-0-category": "1", "items-0-weight": "1",
            "items-1-key": keys[1], "items-1-category": "2", "items-1-weight": "1",
        } | more  # fmt: skip

    @pytest.fixture
    def weigher(self, school: Organisation, person_with: PersonMaker, as_user: Login) -> Client:
        return as_user(person_with(Role.METHODOLOGIST, organisation=school))

    def test_is_set_in_the_page(self, run: Run, weigher: Client) -> None:
        named(run, "Asanova", "80", "40")
        response = weigher.post(page_of(run, "marks_scheme"), self.sent(run), follow=True)

        # The second category has no name, so that its item stands by itself: (80 * 3 + 40) / 4.
        assert "70% зачёт" in text(response)
        scheme = GradeScheme.objects.get()
        assert [str(each.labels["ru"]) for each in scheme.categories.all()] == ["Планы"]
        again = weigher.get(page_of(run, "marks_scheme")).content.decode()
        assert "Планы" in again
        assert "зачёт 50" in again

    def test_what_cannot_be_is_said_at_its_field(self, run: Run, weigher: Client) -> None:
        wrong = self.sent(run, steps="зачёт", pass_mark="120", **{"items-0-weight": "-1"})
        response = weigher.post(page_of(run, "marks_scheme"), wrong)

        assert "is not a mark and a per cent" in text(response)
        assert not GradeScheme.objects.exists()

    def test_who_comes_second_is_told(self, run: Run, weigher: Client) -> None:
        weigher.post(page_of(run, "marks_scheme"), self.sent(run))
        response = weigher.post(page_of(run, "marks_scheme"), self.sent(run))

        assert "Somebody has changed the scheme" in text(response)

    def test_tutors_do_not_set_it(self, run: Run, tutor: User, as_user: Login) -> None:
        assert as_user(tutor).get(page_of(run, "marks_scheme")).status_code == 403


class TestReport:
    def test_shows_the_learner_all_there_is(self, run: Run, tutor: User, as_user: Login) -> None:
        enrolment = named(run, "Asanova", "80", "40")
        correct(enrolment, keys_of(run)[1], tutor, "exclude", reason="Joined late")
        shown = text(as_user(enrolment.learner).get(page_of(run, "my_marks")))

        assert "80%" in shown
        assert "Left out for you" in shown
        assert "Joined late" in shown

    def test_is_nobody_elses(self, run: Run, tutor: User, as_user: Login) -> None:
        assert as_user(tutor).get(page_of(run, "my_marks")).status_code == 404
        assert Client().get(page_of(run, "my_marks")).status_code == 302

    def test_says_so_where_nothing_is_marked(self, as_user: Login) -> None:
        enrolment = learner_in(run_with())

        assert "Nothing is marked" in text(as_user(enrolment.learner).get(page_of(enrolment.run, "my_marks")))

    @pytest.mark.parametrize("items", [3, 300])
    def test_at_most_ten_queries(self, items: int, as_user: Login) -> None:
        run = run_with(*[{"title": f"Work {number}"} for number in range(items)])
        enrolment = learner_in(run)
        scores = {"/".join(map(str, key)): {"p": "71.50"} for key in keys_of(run)}
        GradeRecord.objects.create(enrolment=enrolment, scores=scores, total=Decimal("71.50"))
        client = as_user(enrolment.learner)
        client.get(page_of(run, "my_marks"))
        with CaptureQueriesContext(connection) as queries:
            assert "71.5%" in text(client.get(page_of(run, "my_marks")))

        assert len(queries) <= 10, "\n".join(each["sql"][:200] for each in queries)
