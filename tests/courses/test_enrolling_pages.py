"""Getting into runs, standing in their lines, answering applications: the pages."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import Enrolment, Run
from courses.services.editions import compile_edition
from courses.services.enrolments import apply_to, enrol
from people.models import Organisation, User
from people.roles import Role
from tests.courses.conftest import PersonMaker
from tests.factories.courses import CourseTree, EnrolmentFactory, RunFactory, course_tree
from tests.factories.people import EmploymentFactory, UserFactory

pytestmark = pytest.mark.django_db

State, Kind = Enrolment.State, Run.EnrolmentKind
Login = Callable[[User], Client]
DECIDE = (Role.REGISTRAR, Role.METHODOLOGIST, Role.ADMINISTRATOR)


@pytest.fixture
def tree() -> CourseTree:
    made = course_tree(1, 2)
    compile_edition(made.course)
    return made


@pytest.fixture
def held(tree: CourseTree) -> Callable[..., Run]:
    """Makes a run of the course."""
    edition = compile_edition(tree.course)

    def make(kind: str = Kind.OPEN, **fields: Any) -> Run:
        return RunFactory.create(edition=edition, **{"slug": "autumn", "enrolment_kind": kind} | fields)

    return make


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def teacher(at: Organisation) -> User:
    return EmploymentFactory.create(organisation=at).user


class TestCoursePage:
    def page(self, client: Client, tree: CourseTree) -> str:
        return text(client.get(tree.courses["en"].url))

    def test_shows_seats_and_languages(self, client: Client, tree: CourseTree, held: Callable[..., Run]) -> None:
        EnrolmentFactory.create(run=held(capacity=3, languages=["ru"]))
        page = self.page(client, tree)

        assert "2 seats of 3 left" in page
        assert '<span lang="ru">Русский</span>' in page

    def test_a_full_run_offers_its_waiting_list(
        self, tree: CourseTree, held: Callable[..., Run], as_user: Login
    ) -> None:
        full = held(capacity=1)
        EnrolmentFactory.create(run=full)
        EnrolmentFactory.create(run=full, state=State.WAITING, queue_number=1)
        page = self.page(as_user(UserFactory.create()), tree)

        assert "The one seat is taken ; 1 person waits" in page.replace("taken;", "taken ;")
        assert "Join the waiting list" in page

    @pytest.mark.parametrize(
        "how",
        [
            (Kind.CODE, {}, 'name="code"'),
            (Kind.APPLICATION, {}, "/en/learn/autumn/apply/"),
            (Kind.LIST, {}, "Ask your organisation"),
            (Kind.OPEN, {"opens_on": timezone.localdate() + timedelta(days=2)}, "Enrolment opens on"),
            (Kind.OPEN, {"capacity": 1, "has_waiting_list": False}, "no seat left and no waiting list"),
        ],
    )
    def test_says_how_to_get_in(self, how: tuple[str, dict[str, Any], str], request: pytest.FixtureRequest) -> None:
        (kind, fields, words), held = how, request.getfixturevalue("held")
        EnrolmentFactory.create(run=held(kind, **fields))
        client = request.getfixturevalue("as_user")(UserFactory.create())

        assert words in self.page(client, request.getfixturevalue("tree"))

    def test_never_shows_the_code(self, tree: CourseTree, held: Callable[..., Run], as_user: Login) -> None:
        held(Kind.CODE, code="ACDE3467")

        assert "ACDE3467" not in self.page(as_user(UserFactory.create()), tree)

    def test_shows_ones_place_and_answers(
        self, tree: CourseTree, held: Callable[..., Run], as_user: Login, school: Organisation
    ) -> None:
        applicant = teacher(school)
        application = apply_to(applicant, held(Kind.APPLICATION), school)
        client = as_user(applicant)
        assert f"is with your employer: {school.labels['en']}" in self.page(client, tree)
        assert "/en/learn/autumn/apply/" not in self.page(client, tree)

        Enrolment.objects.filter(pk=application.pk).update(state=State.WAITING)
        assert "you are number 1 in the line" in self.page(client, tree)
        application.changes.update(reason="No substitute.")
        Enrolment.objects.filter(pk=application.pk).update(state=State.REJECTED)
        page = self.page(client, tree)
        assert "has been rejected. No substitute." in page
        assert "/en/learn/autumn/apply/" in page  # one may ask again

    def test_takes_as_many_queries_for_ten_runs_as_for_one(
        self, tree: CourseTree, held: Callable[..., Run], as_user: Login
    ) -> None:
        client, counts = as_user(UserFactory.create()), set()
        for number in (1, 9):
            for place in range(number):
                run = held(slug=f"run-{number}-{place}", capacity=1)
                EnrolmentFactory.create(run=run)
            client.get(tree.courses["en"].url)
            with CaptureQueriesContext(connection) as queries:
                client.get(tree.courses["en"].url)
            counts.add(len(queries))

        assert len(counts) == 1


class TestEnrol:
    def test_by_code(self, held: Callable[..., Run], as_user: Login) -> None:
        run, client = held(Kind.CODE, code="ACDE3467"), as_user(UserFactory.create())
        refused = client.post("/en/learn/autumn/enrol/", {"code": "WRONG"}, follow=True)

        assert "This is not the code of the run" in text(refused)
        assert client.post("/en/learn/autumn/enrol/", {"code": "acde 3467"})["Location"] == "/en/learn/autumn/"
        assert run.enrolments.in_force().count() == 1

    def test_onto_the_waiting_list(self, held: Callable[..., Run], as_user: Login) -> None:
        EnrolmentFactory.create(run=held(capacity=1))
        learner = UserFactory.create()
        page = as_user(learner).post("/en/learn/autumn/enrol/", follow=True)

        assert "you are on the waiting list" in text(page)
        assert "number 1" in text(page)

    def test_who_waits_does_not_see_the_lessons(self, held: Callable[..., Run], as_user: Login) -> None:
        run = held(capacity=1)
        EnrolmentFactory.create(run=run)
        waits = enrol(UserFactory.create(), run)
        client, lesson = as_user(waits.learner), run.edition.outline.lessons[0].key

        for address in ("/en/learn/autumn/", f"/en/learn/autumn/{lesson}/"):
            assert "/learn/" not in client.get(address)["Location"]


class TestApply:
    def test_from_the_form_to_my_learning(self, held: Callable[..., Run], school: Organisation, as_user: Login) -> None:
        held(Kind.APPLICATION, labels={"en": "Autumn run"})
        applicant = teacher(school)
        client = as_user(applicant)
        assert str(school.labels["en"]) in text(client.get("/en/learn/autumn/apply/"))

        page = client.post("/en/learn/autumn/apply/", {"employer": school.pk, "statement": "I teach."}, follow=True)
        assert "with your employer" in text(page)
        mine = text(client.get("/en/my-learning/"))
        assert "Autumn run" in mine
        assert "/en/learn/autumn/leave/" in mine
        assert client.get("/en/learn/autumn/apply/").status_code == 302

    def test_another_employer_is_refused(
        self, held: Callable[..., Run], school: Organisation, elsewhere: Organisation, as_user: Login
    ) -> None:
        held(Kind.APPLICATION)
        page = as_user(teacher(school)).post("/en/learn/autumn/apply/", {"employer": elsewhere.pk})

        assert page.status_code == 200
        assert not Enrolment.objects.exists()

    def test_without_a_place_of_work_says_what_to_do(self, held: Callable[..., Run], as_user: Login) -> None:
        held(Kind.APPLICATION)

        assert "not on record" in text(as_user(UserFactory.create()).get("/en/learn/autumn/apply/"))

    def test_is_taken_back(self, held: Callable[..., Run], school: Organisation, as_user: Login) -> None:
        application = apply_to(teacher(school), held(Kind.APPLICATION), school)
        client = as_user(application.learner)

        assert "Take back your application" in text(client.get("/en/learn/autumn/leave/"))
        client.post("/en/learn/autumn/leave/")
        application.refresh_from_db()
        assert application.state == State.WITHDRAWN

    def test_a_place_on_the_list_is_given_up(self, held: Callable[..., Run], as_user: Login) -> None:
        run = held(capacity=1)
        EnrolmentFactory.create(run=run)
        waits = enrol(UserFactory.create(), run)
        client = as_user(waits.learner)

        assert "Leave the waiting list" in text(client.get("/en/learn/autumn/leave/"))
        assert "You are off the list" in text(client.post("/en/learn/autumn/leave/", follow=True))

    def test_who_leaves_may_say_why(self, held: Callable[..., Run], as_user: Login) -> None:
        learns = enrol(UserFactory.create(), held())
        client, url = as_user(learns.learner), "/en/learn/autumn/leave/"
        assert 'name="reason"' in text(client.get(url))
        refused = client.post(url, {"reason": "x" * 1001})
        learns.refresh_from_db()
        assert (refused.status_code, learns.state) == (200, State.ACTIVE)
        assert "x" * 1001 in text(refused)

        client.post(url, {"reason": " Moving to another town. "})
        learns.refresh_from_db()
        change = learns.changes.latest("pk")
        assert (learns.state, change.after, change.reason) == (
            State.WITHDRAWN, State.WITHDRAWN, "Moving to another town.",
        )  # fmt: skip

    def test_visitors_log_in_first(self, held: Callable[..., Run], client: Client) -> None:
        held(Kind.APPLICATION)

        for address in ("/en/learn/autumn/apply/", "/en/applications/"):
            assert "/account/login/" in client.get(address)["Location"]


class TestEmployersPage:
    @pytest.fixture
    def applications(self, held: Callable[..., Run], school: Organisation) -> list[Enrolment]:
        asked = held(Kind.APPLICATION, labels={"en": "Autumn run"})
        return [apply_to(teacher(school), asked, school, f"Statement {number}") for number in range(3)]

    @pytest.mark.parametrize("role", Role)
    def test_is_for_who_decides(
        self, role: Role, school: Organisation, person_with: PersonMaker, as_user: Login
    ) -> None:
        page = as_user(person_with(role, organisation=school)).get("/en/applications/")

        assert page.status_code == (200 if role in DECIDE else 403)
        assert as_user(UserFactory.create()).get("/en/applications/").status_code == 403

    def test_shows_ones_own_people_alone(
        self,
        applications: list[Enrolment],
        region: Organisation,
        elsewhere: Organisation,
        person_with: PersonMaker,
        as_user: Login,
    ) -> None:
        mine = text(as_user(person_with(Role.METHODOLOGIST, organisation=region)).get("/en/applications/"))
        theirs = text(as_user(person_with(Role.METHODOLOGIST, organisation=elsewhere)).get("/en/applications/"))

        assert all(each.learner.get_full_name() in mine for each in applications)
        assert "Statement 2" in mine
        assert "Nobody waits for your answer" in theirs

    def test_some_are_approved_and_others_rejected(
        self, applications: list[Enrolment], school: Organisation, person_with: PersonMaker, as_user: Login
    ) -> None:
        client = as_user(person_with(Role.REGISTRAR, organisation=school))
        assert "3 applications to decide" in text(client.get("/en/my-learning/"))
        chosen = [each.pk for each in applications[:2]]
        page = client.post("/en/applications/", {"chosen": chosen, "decision": "approve"}, follow=True)
        assert "2 applications are approved" in text(page)
        data = {"chosen": [applications[2].pk], "decision": "reject"}
        assert "Say why" in text(client.post("/en/applications/", data))
        client.post("/en/applications/", data | {"reason": "No substitute"})

        assert [Enrolment.objects.get(pk=each.pk).state for each in applications] == [
            State.WAITING, State.WAITING, State.REJECTED,
        ]  # fmt: skip
        decided = text(client.get("/en/applications/?show=decided"))
        assert "No substitute" in decided

    def test_nothing_ticked_and_what_is_not_there(
        self, applications: list[Enrolment], school: Organisation, person_with: PersonMaker, as_user: Login
    ) -> None:
        client = as_user(person_with(Role.REGISTRAR, organisation=school))

        assert "Choose at least one" in text(client.post("/en/applications/", {"decision": "approve"}))
        foreign = EnrolmentFactory.create(state=State.APPLIED)
        page = client.post("/en/applications/", {"chosen": [foreign.pk], "decision": "approve"})
        assert "decided already" in text(page)
        foreign.refresh_from_db()
        assert foreign.state == State.APPLIED

    @pytest.mark.parametrize("show", ["", "?show=decided"])
    def test_takes_as_many_queries_for_twenty_as_for_two(
        self, show: str, held: Callable[..., Run], school: Organisation, person_with: PersonMaker, as_user: Login
    ) -> None:
        asked, client, counts = held(Kind.APPLICATION), as_user(person_with(DECIDE[0], organisation=school)), set()
        state = State.WAITING if show else State.APPLIED
        for number in (2, 18):
            for _ in range(number):
                EnrolmentFactory.create(
                    run=asked, state=state, employer=school, learner=teacher(school), queue_number=1
                )
            client.get(f"/en/applications/{show}")
            with CaptureQueriesContext(connection) as queries:
                client.get(f"/en/applications/{show}")
            counts.add(len(queries))

        assert len(counts) == 1


def test_my_learning_takes_as_many_queries_for_ten_places_as_for_one(as_user: Login) -> None:
    learner, counts = UserFactory.create(), set()
    client = as_user(learner)
    for number in (1, 9):
        EnrolmentFactory.create_batch(number, learner=learner, state=State.WAITING, queue_number=1)
        client.get("/en/my-learning/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/en/my-learning/")
        counts.add(len(queries))

    assert len(counts) == 1
