"""Issuing to many from the admin: seen before it is done, for runs of courses as they tell it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import Enrolment, Run
from credentials.models import DocumentTemplate, IssueBatch, IssuedDocument
from people.models import Notification, Organisation, User
from people.roles import Role
from tests.credentials.conftest import with_role
from tests.factories.courses import EnrolmentFactory, RunFactory
from tests.factories.credentials import DocumentTemplateFactory, award, issued
from tests.factories.people import OrganisationFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

Capture = Callable[..., Any]
NEW = "/admin/issuebatch/new/"


@pytest.fixture
def run(academy: Organisation) -> Run:
    return RunFactory.create(organisation=academy)


def learner(run: Run, name: str, *, completed: bool = True) -> Enrolment:
    state = (
        {"state": "completed", "completed_at": "2026-11-20T12:00Z", "percent": 100} if completed else {"percent": 40}
    )
    return EnrolmentFactory.create(run=run, learner=UserFactory.create(family_name=name), **state)


def address(run: Run) -> str:
    return f"courses.run:{run.pk}"


@pytest.fixture
def people(run: Run, template: DocumentTemplate, academy: Organisation) -> list[Enrolment]:
    """One who gets a document, one who has one, one who has not completed the course, one without a name."""
    enrolments = [learner(run, "Акматова"), learner(run, "Борисова"), learner(run, "Власова", completed=False)]
    enrolments.append(learner(run, ""))
    held = award(enrolments[1].learner, reason=address(run), organisation=academy)
    issued(template, holder=held.holder, reason=held.reason, organisation=academy)
    return enrolments


class TestPreview:
    def test_who_gets_one_and_who_does_not_and_why(
        self, client: Client, registrar: User, run: Run, people: list[Enrolment]
    ) -> None:
        client.force_login(registrar)
        page = client.get(NEW, {"occasion": address(run)})
        lines = {line.holder: line for line in page.context["page"]}
        first, second, third, fourth = (lines[each.learner] for each in people)

        assert first.award is not None
        assert (second.award, second.held.holder) == (None, people[1].learner)
        assert "40%" in third.why_not
        assert "no name" in fourth.why_not
        assert page.context["number"] == 1
        assert not IssueBatch.objects.exists(), "nothing has happened yet"

    def test_only_runs_and_templates_of_the_own_organisation(
        self, client: Client, registrar: User, run: Run, template: DocumentTemplate
    ) -> None:
        other = RunFactory.create(organisation=OrganisationFactory.create())
        foreign = DocumentTemplateFactory.create(organisation=other.organisation)
        client.force_login(registrar)
        page = client.get(NEW, {"occasion": address(run)})
        assert [key for key, _title in page.context["choices"]] == [address(run)]
        offered = set(page.context["form"].fields["template"].queryset)
        assert template in offered
        assert foreign not in offered
        assert client.get(NEW, {"occasion": address(other)}, follow=True).status_code == 404
        assert client.post(NEW, {"occasion": address(other), "template": template.pk}, follow=True).status_code == 404

    @pytest.mark.parametrize("wrong", ["courses.run:x", "courses.run:999999", "nothing:1", "x"])
    def test_what_is_not_there(self, client: Client, registrar: User, wrong: str) -> None:
        client.force_login(registrar)
        assert client.get(NEW, {"occasion": wrong}, follow=True).status_code == 404

    @pytest.mark.parametrize("role", [role for role in Role if role not in (Role.REGISTRAR, Role.ADMINISTRATOR)])
    def test_no_other_role_sees_it(self, client: Client, role: Role, academy: Organisation, run: Run) -> None:
        client.force_login(with_role(role, academy))
        assert client.get(NEW, {"occasion": address(run)}).status_code in (302, 403)

    def test_the_same_queries_for_any_number(
        self, client: Client, registrar: User, run: Run, template: DocumentTemplate
    ) -> None:
        client.force_login(registrar)
        client.get(NEW, {"occasion": address(run)})
        counts = []
        for size in (3, 30):
            for number in range(size):
                learner(run, f"N{number}", completed=bool(number % 3))
            with CaptureQueriesContext(connection) as queries:
                client.get(NEW, {"occasion": address(run)})
            counts.append(len(queries))
        assert counts[0] == counts[1]


class TestIssue:
    def test_whoever_gets_one_gets_it_and_is_told(  # noqa: PLR0917
        self,
        client: Client,
        registrar: User,
        run: Run,
        people: list[Enrolment],
        template: DocumentTemplate,
        django_capture_on_commit_callbacks: Capture,
    ) -> None:
        client.force_login(registrar)
        form = {"occasion": address(run), "template": template.pk, "area": "Образование", "funding": "regional"}
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(NEW, form)
        batch = IssueBatch.objects.get()
        assert answer["Location"] == reverse("issuebatch:one", args=[batch.pk])
        document = batch.items.get().document
        assert document is not None
        assert document.holder == people[0].learner
        assert document.data["details"] == {"area": "Образование", "funding": "regional", "education_form": "inside"}
        assert document.number in client.get(answer["Location"]).content.decode()
        told = Notification.objects.get(recipient=people[0].learner)
        assert document.number in told.text

        client.post(NEW, form)
        assert IssueBatch.objects.count() == 1, "nobody is left to give one to"

    def test_without_a_template_nothing_happens(
        self, client: Client, registrar: User, run: Run, people: list[Enrolment]
    ) -> None:
        client.force_login(registrar)
        page = client.post(NEW, {"occasion": address(run)})
        assert page.context["form"].errors["template"]
        assert not IssueBatch.objects.exists()


@pytest.mark.parametrize("size", [2, 20])
def test_the_page_of_a_batch_costs_the_same_queries_for_any_number(  # noqa: PLR0917
    client: Client,
    registrar: User,
    run: Run,
    template: DocumentTemplate,
    size: int,
    django_capture_on_commit_callbacks: Capture,
    django_assert_max_num_queries: Any,
) -> None:
    client.force_login(registrar)
    for number in range(size):
        learner(run, f"N{number}")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(NEW, {"occasion": address(run), "template": template.pk})
    page = reverse("issuebatch:one", args=[IssueBatch.objects.get().pk])
    client.get(page)
    with django_assert_max_num_queries(13):
        client.get(page)
    assert IssuedDocument.objects.count() == size


@pytest.mark.parametrize("size", [1, 12])
def test_the_list_of_batches_costs_the_same_queries_for_any_number(  # noqa: PLR0917
    client: Client, registrar: User, academy: Organisation, template: DocumentTemplate, size: int,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    for number in range(size):
        IssueBatch.objects.create(template=template, organisation=academy, title=f"B{number}", created_by=registrar)
    client.force_login(registrar)
    client.get("/admin/issuebatch/")
    with django_assert_max_num_queries(13):
        client.get("/admin/issuebatch/")
