"""The pages of long work cost as many queries for much of it as for little."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import CourseTask, EditionMoveJob, EnrolmentList, EnrolmentListRow, Run
from courses.moves import jobs
from courses.moves.jobs import start_move
from people.models import User
from tests.courses.oversight import learner
from tests.courses.test_edition_moves import newer
from tests.factories.courses import EditionFactory, RunFactory, course_tree
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

More = Callable[[int], None]


@pytest.fixture
def chief() -> User:
    return UserFactory.create(is_superuser=True)


@pytest.fixture
def client(chief: User, client: Client) -> Client:
    client.force_login(chief)
    return client


@pytest.fixture
def run() -> Run:
    return RunFactory.create(edition=EditionFactory.create(modules=1, lessons=4))


def costs(client: Client, page: str, more: More, *sizes: int) -> list[int]:
    """How many queries the page takes, each time with more rows."""
    client.get(page)
    counts = []
    for size in sizes:
        more(size)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        counts.append(len(queries))
    return counts


def test_a_move(client: Client, chief: User, run: Run) -> None:
    learner(run)
    job = start_move(run, newer(run.edition, added=1), chief)
    page = reverse("courses:run_move", args=[run.slug, job.pk])

    def more(size: int) -> None:
        for _number in range(size):
            learner(run)
        # New learners of the run begin with the edition it has; these came before.
        run.enrolments.filter(edition_moves=None).update(edition=job.before)
        EditionMoveJob.objects.update(state="queued", attempt=None)
        jobs.carry_out(job.pk)

    first, second = costs(client, page, more, 2, 20)
    assert first == second
    assert job.moves.count() == 23


def test_the_moves_of_a_run(client: Client, chief: User, run: Run) -> None:
    before = run.edition

    def more(size: int) -> None:
        for _number in range(size):
            job = EditionMoveJob.objects.create(run=run, before=before, after=newer(before, added=1), by=chief)
            EditionMoveJob.objects.filter(pk=job.pk).update(state="done")

    first, second = costs(client, reverse("courses:run_editions", args=[run.slug]), more, 2, 12)
    assert first == second


def test_a_list_and_the_lists_of_a_run(client: Client, chief: User, run: Run) -> None:
    found = EnrolmentList.objects.create(run=run, filename="people.csv", created_by=chief)

    def rows(size: int) -> None:
        there = found.rows.count()
        EnrolmentListRow.objects.bulk_create(
            EnrolmentListRow(list=found, number=there + number, email=f"p{number}@example.org", outcome="invited")
            for number in range(size)
        )

    first, second = costs(client, reverse("courses_admin:list", args=[run.slug, found.pk]), rows, 2, 60)
    assert first == second

    def lists(size: int) -> None:
        for number in range(size):
            EnrolmentList.objects.create(run=run, filename=f"{number}.csv", created_by=UserFactory.create())

    first, second = costs(client, reverse("courses_admin:lists", args=[run.slug]), lists, 1, 12)
    assert first == second


def test_the_copies_of_a_course(client: Client, chief: User) -> None:
    course = course_tree(1, 1).course

    def more(size: int) -> None:
        for _number in range(size):
            by = UserFactory.create()
            CourseTask.objects.create(course=course, kind="copy", created_by=by, result=course, state="succeeded")

    first, second = costs(client, reverse("courses_admin:copy", args=[course.pk]), more, 1, 4)
    assert first == second
