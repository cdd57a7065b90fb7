"""The registrar's screens in the admin."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from courses.models import Enrolment, EnrolmentList, Group, Order, OrderScheme, Run
from courses.orders.services import draft_order, sign_order
from people.models import Organisation, User
from people.roles import Role
from people.services.groups import sync_person
from tests.courses.conftest import PersonMaker
from tests.factories.courses import EnrolmentFactory, RunFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

State = Enrolment.State
STAFF = (Role.REGISTRAR, Role.METHODOLOGIST, Role.ADMINISTRATOR)
MAKERS = (Role.REGISTRAR, Role.ADMINISTRATOR)
Login = Callable[[User], Client]


@pytest.fixture
def person_with(roles_with_permissions: None, person_with: PersonMaker) -> PersonMaker:
    """Here they are in the groups of their roles, so that the admin lets them in."""

    def make(*roles: Role, organisation: Organisation | None = None) -> User:
        person = person_with(*roles, organisation=organisation)
        sync_person(person)
        return User.objects.get(pk=person.pk)

    return make


@pytest.fixture
def staff_client(school: Organisation, person_with: PersonMaker, as_user: Login) -> Callable[[Role], Client]:
    """The admin as somebody of the school sees it."""
    return lambda role: as_user(person_with(role, organisation=school))


@pytest.fixture
def run(school: Organisation) -> Run:
    return RunFactory.create(
        organisation=school,
        slug="autumn",
        starts_on=timezone.localdate() + timedelta(days=5),
        ends_on=timezone.localdate() + timedelta(days=50),
        enrolment_kind=Run.EnrolmentKind.APPLICATION,
        capacity=3,
    )


@pytest.fixture
def registrar(school: Organisation, person_with: PersonMaker) -> User:
    return person_with(Role.REGISTRAR, organisation=school)


def waiting(run: Run, number: int) -> list[Enrolment]:
    start = run.enrolments.count()
    return [
        EnrolmentFactory.create(run=run, state=State.WAITING, queue_number=start + place + 1) for place in range(number)
    ]


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


SCREENS = ("people/", "groups/", "lists/", "lists/template.xlsx")


class TestWhoSeesThem:
    @pytest.mark.parametrize("role", STAFF)
    @pytest.mark.parametrize("screen", SCREENS)
    @pytest.mark.usefixtures("run")
    def test_the_runs_staff(self, role: Role, screen: str, staff_client: Callable[[Role], Client]) -> None:
        assert staff_client(role).get(f"/admin/courses/runs/autumn/{screen}").status_code == 200

    @pytest.mark.parametrize("role", [role for role in Role if role not in STAFF])
    @pytest.mark.parametrize("screen", SCREENS)
    @pytest.mark.usefixtures("run")
    def test_nobody_else(self, role: Role, screen: str, staff_client: Callable[[Role], Client]) -> None:
        assert staff_client(role).get(f"/admin/courses/runs/autumn/{screen}").status_code in (302, 403)

    @pytest.mark.parametrize("screen", SCREENS)
    def test_nor_the_staff_of_another_organisation(
        self, screen: str, run: Run, elsewhere: Organisation, person_with: PersonMaker, as_user: Login
    ) -> None:
        client = as_user(person_with(*STAFF, organisation=elsewhere))

        assert client.get(f"/admin/courses/runs/autumn/{screen}").status_code in (302, 403)

    @pytest.mark.parametrize("role", Role)
    def test_orders_are_for_who_makes_them(
        self, role: Role, run: Run, school: Organisation, person_with: PersonMaker, as_user: Login
    ) -> None:
        admin = UserFactory.create(is_superuser=True)
        order = draft_order(run, Order.Kind.ENROLMENT, admin, waiting(run, 1))
        client, seen = as_user(person_with(role, organisation=school)), role in MAKERS

        for address in ("", "new/", f"edit/{order.pk}/", f"read/{order.pk}/", f"delete/{order.pk}/"):
            assert (client.get(f"/admin/orders/{address}").status_code == 200) is seen, address
        for address in (f"sign/{order.pk}/", f"replace/{order.pk}/"):
            assert client.post(f"/admin/orders/{address}")["Location"].startswith("/admin/orders/") is seen

    def test_orders_of_another_organisation_are_not_there(
        self, run: Run, elsewhere: Organisation, person_with: PersonMaker, as_user: Login
    ) -> None:
        order = draft_order(run, Order.Kind.ENROLMENT, UserFactory.create(is_superuser=True))
        client = as_user(person_with(Role.REGISTRAR, organisation=elsewhere))

        for address in (f"edit/{order.pk}/", f"read/{order.pk}/", f"paper/{order.pk}.pdf", f"delete/{order.pk}/"):
            assert client.get(f"/admin/orders/{address}").status_code in (302, 404), address
        assert client.post(f"/admin/orders/sign/{order.pk}/", follow=True).status_code == 404

    @pytest.mark.parametrize("role", Role)
    def test_rules_are_for_administrators(
        self, role: Role, school: Organisation, person_with: PersonMaker, as_user: Login
    ) -> None:
        scheme = OrderScheme.objects.create(organisation=school)
        client, seen = as_user(person_with(role, organisation=school)), role == Role.ADMINISTRATOR

        for address in ("", "new/", f"edit/{scheme.pk}/"):
            assert (client.get(f"/admin/order_schemes/{address}").status_code == 200) is seen


class TestPeople:
    def test_shows_state_place_and_statement(self, run: Run, registrar: User, as_user: Login) -> None:
        first, second = waiting(run, 2)
        Enrolment.objects.filter(pk=second.pk).update(statement="I teach it.")
        page = text(as_user(registrar).get("/admin/courses/runs/autumn/people/"))

        assert "0 seats taken of 3" in page
        assert "2 people wait" in page
        assert "I teach it." in page
        assert first.learner.get_full_name() in page

    def test_is_filtered(self, run: Run, registrar: User, as_user: Login) -> None:
        waits, learns = waiting(run, 1)[0], EnrolmentFactory.create(run=run)
        page = text(as_user(registrar).get("/admin/courses/runs/autumn/people/?state=waiting"))

        assert waits.learner.email in page
        assert learns.learner.email not in page

    def test_takes_as_many_queries_for_twenty_as_for_two(self, run: Run, registrar: User, as_user: Login) -> None:
        client, counts = as_user(registrar), set()
        for number in (2, 18):
            waiting(run, number)
            client.get("/admin/courses/runs/autumn/people/")
            with CaptureQueriesContext(connection) as queries:
                client.get("/admin/courses/runs/autumn/people/")
            counts.add(len(queries))

        assert len(counts) == 1

    def test_places_those_ticked_in_a_group(self, run: Run, registrar: User, as_user: Login) -> None:
        group, (first, _second) = Group.objects.create(run=run, name="A"), waiting(run, 2)
        data = {"chosen": [first.pk], "action": "group", "group": str(group.pk)}
        as_user(registrar).post("/admin/courses/runs/autumn/people/", data)

        assert list(group.enrolments.all()) == [first]

    def test_refuses_with_a_reason_and_says_when_it_is_missing(self, run: Run, registrar: User, as_user: Login) -> None:
        (one,), client = waiting(run, 1), as_user(registrar)
        data = {"chosen": [one.pk], "action": "turn_down"}

        assert "Say why" in text(client.post("/admin/courses/runs/autumn/people/", data))
        client.post("/admin/courses/runs/autumn/people/", data | {"reason": "Full this year"})
        one.refresh_from_db()
        assert one.state == State.REJECTED

    def test_nobody_ticked(self, run: Run, registrar: User, as_user: Login) -> None:
        waiting(run, 1)

        assert "Tick at least one" in text(
            as_user(registrar).post("/admin/courses/runs/autumn/people/", {"action": "enrolment"})
        )

    def test_begins_an_order_about_those_ticked(self, run: Run, registrar: User, as_user: Login) -> None:
        first, _second = waiting(run, 2)
        data = {"chosen": [first.pk], "action": "enrolment"}
        response = as_user(registrar).post("/admin/courses/runs/autumn/people/", data)
        order = Order.objects.get()

        assert response["Location"] == f"/admin/orders/edit/{order.pk}/"
        assert [line.enrolment for line in order.lines.all()] == [first]

    def test_a_methodologist_places_people_and_makes_no_orders(
        self, run: Run, school: Organisation, person_with: PersonMaker, as_user: Login
    ) -> None:
        client, (one,) = as_user(person_with(Role.METHODOLOGIST, organisation=school)), waiting(run, 1)

        assert "Order that enrols them" not in text(client.get("/admin/courses/runs/autumn/people/"))
        client.post("/admin/courses/runs/autumn/people/", {"chosen": [one.pk], "action": "enrolment"})
        assert not Order.objects.exists()


@pytest.mark.parametrize("screen", ["people", "groups", "lists"])
def test_a_screen_says_which_run_it_is_about(screen: str, run: Run, registrar: User, as_user: Login) -> None:
    assert run.title in text(as_user(registrar).get(f"/admin/courses/runs/autumn/{screen}/")).split("<main", 1)[1]


class TestGroupsAndCode:
    def test_groups_are_added_changed_and_removed(self, run: Run, registrar: User, as_user: Login) -> None:
        client, tutor = as_user(registrar), UserFactory.create()
        tutor.role_assignments.create(role=Role.TUTOR)
        client.post("/admin/courses/runs/autumn/groups/", {"name": "A", "capacity": "10", "tutors": [tutor.pk]})
        group = Group.objects.get()
        assert (group.name, group.capacity, list(group.tutors.all())) == ("A", 10, [tutor])

        client.post(f"/admin/courses/runs/autumn/groups/{group.pk}/", {"name": "B", "capacity": ""})
        group.refresh_from_db()
        assert (group.name, group.capacity, group.tutors.count()) == ("B", None, 0)
        assert "of this name" in text(client.post("/admin/courses/runs/autumn/groups/", {"name": "B"}))
        client.post(f"/admin/courses/runs/autumn/groups/{group.pk}/delete/")
        assert not Group.objects.exists()

    def test_the_code_is_shown_to_staff_and_changed_by_a_button(
        self, run: Run, registrar: User, as_user: Login
    ) -> None:
        Run.objects.update(enrolment_kind=Run.EnrolmentKind.CODE, code="ACDE3467")
        client = as_user(registrar)

        assert "ACDE3467" in text(client.get(f"/admin/runs/edit/{run.pk}/"))
        client.post("/admin/courses/runs/autumn/code/")
        run.refresh_from_db()
        assert run.code != "ACDE3467"
        assert client.get("/admin/courses/runs/autumn/code/").status_code == 405


class TestLists:
    def test_from_the_file_to_the_report(self, run: Run, registrar: User, as_user: Login) -> None:
        client = as_user(registrar)
        file = SimpleUploadedFile("list.csv", b"E-mail;Surname;Name\na@example.org;A;B\nwrong;C;D\n")
        address = client.post("/admin/courses/runs/autumn/lists/", {"file": file})["Location"]
        page = client.get(address)

        assert "Nothing has happened yet" in text(page)
        assert "This is not an e-mail address." in text(page)
        assert not User.objects.filter(email="a@example.org").exists()
        client.post(f"{address}confirm/")
        assert "This is what happened" in text(client.get(address))
        report = client.get(f"{address}report.xlsx")
        sheet = load_workbook(io.BytesIO(b"".join(cast(Any, report).streaming_content))).worksheets[0]
        assert sheet.max_row == 3
        assert run.enrolments.get().state == State.ACTIVE

    def test_what_is_no_list_is_said_at_the_form(self, run: Run, registrar: User, as_user: Login) -> None:
        file = SimpleUploadedFile("list.csv", b"Name\nA\n")
        page = as_user(registrar).post("/admin/courses/runs/autumn/lists/", {"file": file})

        assert "The first row must name the columns" in text(page)
        assert not EnrolmentList.objects.exists()

    def test_one_at_work_looks_again_by_itself(self, run: Run, registrar: User, as_user: Login) -> None:
        found = EnrolmentList.objects.create(run=run, filename="list.csv", total=300, done=30, state="running")
        page = as_user(registrar).get(f"/admin/courses/runs/autumn/lists/{found.pk}/")

        assert page["Refresh"] == "2"
        assert "30 of 300 people done" in text(page)

    def test_one_that_lost_its_worker_can_be_started_again(self, run: Run, registrar: User, as_user: Login) -> None:
        long_ago = timezone.now() - timedelta(hours=1)
        found = EnrolmentList.objects.create(
            run=run, filename="list.csv", total=1, state="running", seen_at=long_ago, created_by=registrar
        )
        client = as_user(registrar)
        page = client.get(f"/admin/courses/runs/autumn/lists/{found.pk}/")
        assert "Refresh" not in page
        assert "Start again" in text(page)
        client.post(f"/admin/courses/runs/autumn/lists/{found.pk}/confirm/")
        found.refresh_from_db()
        assert found.state == "done"

    def test_another_runs_list_is_not_there(self, run: Run, registrar: User, as_user: Login) -> None:
        found = EnrolmentList.objects.create(run=RunFactory.create(), filename="list.csv")
        page = as_user(registrar).get(f"/admin/courses/runs/autumn/lists/{found.pk}/", follow=True)

        assert page.status_code == 404


class TestOrders:
    def test_from_the_beginning_to_the_signature(self, run: Run, registrar: User, as_user: Login) -> None:
        people, client = waiting(run, 4), as_user(registrar)
        client.post("/admin/orders/new/", {"kind": "enrolment", "run": run.pk})
        order = Order.objects.get()
        # As many as there are seats, the first first.
        assert {line.enrolment for line in order.lines.all()} == set(people[:3])

        data = {"dated": f"{timezone.localdate():%Y-%m-%d}", "basis": "Applications", "people": [people[3].pk]}
        response = client.post(f"/admin/orders/edit/{order.pk}/", data)
        assert response["Location"] == f"/admin/orders/read/{order.pk}/"
        page = client.post(f"/admin/orders/sign/{order.pk}/", follow=True)
        assert "Signed: №" in text(page)
        people[3].refresh_from_db()
        assert people[3].state == State.ACTIVE
        assert client.get(f"/admin/orders/edit/{order.pk}/")["Location"] == f"/admin/orders/read/{order.pk}/"

    def test_what_the_rules_refuse_is_said(self, run: Run, registrar: User, as_user: Login) -> None:
        order = draft_order(run, Order.Kind.ENROLMENT, registrar)
        page = as_user(registrar).post(f"/admin/orders/sign/{order.pk}/", follow=True)

        assert "The order names nobody" in text(page)

    def test_is_replaced_and_shows_by_what(self, run: Run, registrar: User, as_user: Login) -> None:
        signed = sign_order(draft_order(run, Order.Kind.ENROLMENT, registrar, waiting(run, 1)), registrar)
        client = as_user(registrar)
        client.post(f"/admin/orders/replace/{signed.pk}/")
        draft = Order.objects.get(supersedes=signed)

        assert "is being prepared" in text(client.get(f"/admin/orders/read/{signed.pk}/"))
        sign_order(draft, registrar)
        assert "№ 2/" in text(client.get(f"/admin/orders/read/{signed.pk}/"))

    def test_a_draft_is_discarded_and_a_signed_one_is_not(self, run: Run, registrar: User, as_user: Login) -> None:
        draft = draft_order(run, Order.Kind.ENROLMENT, registrar, waiting(run, 1))
        signed = sign_order(draft_order(run, Order.Kind.ENROLMENT, registrar, waiting(run, 1)), registrar)
        client = as_user(registrar)
        for order in (draft, signed):
            client.post(f"/admin/orders/delete/{order.pk}/")

        assert list(Order.objects.all()) == [signed]

    def test_runs_offered_are_ones_own(self, run: Run, registrar: User, as_user: Login) -> None:
        other = RunFactory.create(labels={"en": "Somebody else’s"})
        client = as_user(registrar)

        assert "Somebody else’s" not in text(client.get("/admin/orders/new/"))
        client.post("/admin/orders/new/", {"kind": "enrolment", "run": other.pk})
        assert not Order.objects.exists()

    def test_the_paper_is_a_pdf_with_the_frozen_names(self, run: Run, registrar: User, as_user: Login) -> None:
        from pypdf import PdfReader

        (person,) = waiting(run, 1)
        User.objects.filter(pk=person.learner_id).update(family_name="Асанова", given_name="Айгүл", patronymic="")
        signed = sign_order(draft_order(run, Order.Kind.ENROLMENT, registrar, [person]), registrar)
        User.objects.filter(pk=person.learner_id).update(family_name="Другая")
        response = as_user(registrar).get(f"/admin/orders/paper/{signed.pk}.pdf")
        words = " ".join(PdfReader(io.BytesIO(response.content)).pages[0].extract_text().split())

        assert response["Content-Type"] == "application/pdf"
        assert "Асанова Айгүл" in words
        assert f"№ {signed.number}" in words

    def test_the_list_takes_as_many_queries_for_ten_as_for_one(self, run: Run, registrar: User, as_user: Login) -> None:
        client, counts = as_user(registrar), set()
        for number in (1, 9):
            for _ in range(number):
                draft_order(run, Order.Kind.ENROLMENT, registrar, waiting(run, 1))
            client.get("/admin/orders/")
            with CaptureQueriesContext(connection) as queries:
                client.get("/admin/orders/")
            counts.add(len(queries))

        assert len(counts) == 1

    def test_are_found_by_number_and_name(self, run: Run, registrar: User, as_user: Login) -> None:
        (person,) = waiting(run, 1)
        signed = sign_order(draft_order(run, Order.Kind.ENROLMENT, registrar, [person]), registrar)

        for words in (signed.number, person.learner.family_name.upper()):
            assert list(Order.objects.matching(words)) == [signed]
        assert not Order.objects.matching("nobody").exists()
