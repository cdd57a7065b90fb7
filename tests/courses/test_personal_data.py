"""A person's own copy of what is known about their learning."""

import json
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from courses.models import Enrolment
from courses.orders.services import draft_order, sign_order
from courses.outline import LESSON_ITSELF
from courses.personal_data import learning
from courses.progress.rules import Event, EventKind
from courses.progress.services import record
from courses.services.admissions import decide
from courses.services.enrolments import apply_to
from people.models import Organisation
from people.personal_data import collect
from tests.factories.courses import EnrolmentFactory, RunFactory
from tests.factories.people import EmploymentFactory, UserFactory

pytestmark = pytest.mark.django_db


def begun(**fields: object) -> Enrolment:
    enrolment = EnrolmentFactory.create(**fields)
    first = enrolment.edition.outline.lessons[0].key
    record(enrolment, [Event(uuid4(), first, LESSON_ITSELF, EventKind.VIEWED, timezone.now(), language="ru")])
    return enrolment


def test_holds_the_course_the_states_and_the_events() -> None:
    enrolment = begun()

    (course,) = learning(enrolment.learner)

    assert course["course"] == enrolment.edition.titles
    assert [row["viewed_at"] is not None for row in course["activities"]] == [True]
    assert [(row["kind"], row["language"]) for row in course["events"]] == [("viewed", "ru")]


def test_holds_courses_that_were_left_and_nobody_elses() -> None:
    left = begun(state=Enrolment.State.ACTIVE)
    Enrolment.objects.filter(pk=left.pk).update(state=Enrolment.State.WITHDRAWN)
    begun()

    assert [course["state"] for course in learning(left.learner)] == ["withdrawn"]


def test_is_part_of_what_a_person_downloads(client: Client) -> None:
    enrolment = begun()
    client.force_login(enrolment.learner)

    response = client.get(reverse("people:export"))

    assert "learning" in collect(enrolment.learner)
    assert json.loads(response.content)["learning"][0]["run"] == enrolment.run.slug


def test_holds_the_application_what_became_of_it_and_the_orders(school: Organisation) -> None:
    learner, admin = EmploymentFactory.create(organisation=school).user, UserFactory.create(is_superuser=True)
    run = RunFactory.create(enrolment_kind="application", starts_on=timezone.localdate())
    application = apply_to(learner, run, school, "I teach it.")
    decide([application.pk], admin, approve=True, reason="Agreed")
    order = sign_order(draft_order(run, "enrolment", admin, [application], basis="Applications"), admin)
    draft_order(run, "expulsion", admin, [Enrolment.objects.get()], ground="own_wish")
    (told,) = learning(learner)

    assert told["application"] == {"employer": str(school), "statement": "I teach it."}
    assert [(step["to"], step["by"], step["order"]) for step in told["changes"]] == [
        ("applied", "you", ""),
        ("waiting", "staff", ""),
        ("active", "staff", order.number),
    ]
    # What is only being prepared is nobody's yet.
    assert [(each["number"], each["workplace"]) for each in told["orders"]] == [(order.number, school.labels["ru"])]
    assert admin.get_full_name() not in json.dumps(told, default=str)


@pytest.mark.parametrize("courses", [1, 10])
def test_costs_the_same_for_many_courses(courses: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    learner = begun().learner
    for _ in range(courses - 1):
        begun(learner=learner)

    with django_assert_num_queries(5):
        assert len(learning(learner)) == courses
