"""Dead links to other sites: seen before a course is published, never asked while somebody waits."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.jobs import STALE_AFTER
from cms.links.asking import Answer
from cms.links.rules import Outcome, digest
from cms.links.services import keep
from cms.models import LinkCheck, WebAddress
from courses.checking.checks import problems_of
from courses.checking.problems import Problem
from courses.models import CoursePage
from courses.services.publishing import publish_checked
from people.models import User
from people.roles import Role
from people.services import assign_role
from tests.courses.test_checking import write
from tests.factories.courses import CourseTree, course_tree
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

GONE, THERE, THIRD = "https://a.example/gone", "https://b.example/there", "https://c.example/"


@pytest.fixture
def chief() -> User:
    return UserFactory.create(is_superuser=True)


@pytest.fixture
def tree(chief: User) -> CourseTree:
    tree = course_tree()
    text = f'<p>See <a href="{GONE}">this</a> and <a href="{GONE}#part">that</a>.</p>'
    site = {"url": THERE, "title": "There", "text": "", "completion": {"criterion": "view"}}
    write(tree, 0, {"type": "paragraph", "value": text}, {"type": "website", "value": site})
    return tree


@pytest.fixture
def client(chief: User, client: Client) -> Client:
    client.force_login(chief)
    return client


def answered(**answers: Answer) -> None:
    urls = {"gone": GONE, "there": THERE, "third": THIRD}
    for url in urls.values():
        WebAddress.objects.get_or_create(digest=digest(url), url=url)
    keep({urls[name]: answer for name, answer in answers.items()})


def told(tree: CourseTree) -> list[Problem]:
    """What the checks say of other sites."""
    course = CoursePage.objects.get(pk=tree.course.pk)
    words = ("example", "other site", "another site")
    return [problem for problem in problems_of(course) if any(word in problem.message for word in words)]


class TestChecker:
    def test_what_was_never_checked_is_one_notice(self, tree: CourseTree) -> None:
        problem = told(tree)[0]
        assert len(told(tree)) == 1
        assert problem.is_notice
        assert problem.message == "2 links to other sites have not been checked yet."
        assert problem.check_url == reverse("courses_admin:links", args=[tree.course.pk])

    def test_a_dead_link_is_told_with_lesson_and_place(self, tree: CourseTree) -> None:
        answered(gone=Answer(Outcome.DEAD, 404), there=Answer(Outcome.ALIVE, 200))
        problem = told(tree)[0]
        assert len(told(tree)) == 1
        assert problem.message == f"The link to {GONE} is dead: the site answers 404."
        assert (problem.page.pk, problem.place) == (tree.lessons[0]["ru"].pk, "Block 1")
        assert problem.edit_url.endswith(f"#block-{problem.block}-section")
        assert not problem.is_error
        assert not problem.is_notice

    def test_what_moved_or_is_not_asked_is_a_notice(self, tree: CourseTree) -> None:
        answered(gone=Answer(Outcome.MOVED, 200, THIRD), there=Answer(Outcome.REFUSED))
        first, second = told(tree)
        assert f"has moved for good to {THIRD}" in first.message
        assert "private network" in second.message
        assert first.is_notice
        assert second.is_notice

    def test_without_the_internet_there_is_one_quiet_notice(self, tree: CourseTree) -> None:
        answered(gone=Answer(Outcome.UNREACHABLE), there=Answer(Outcome.UNREACHABLE))
        problem = told(tree)[0]
        assert len(told(tree)) == 1
        assert problem.is_notice
        assert "without the internet" in problem.message

    def test_one_site_that_is_down_is_told_by_itself(self, tree: CourseTree) -> None:
        answered(gone=Answer(Outcome.UNREACHABLE), there=Answer(Outcome.ALIVE, 200))
        assert [problem.message for problem in told(tree)] == [f"The site of {GONE} could not be reached."]

    def test_no_notice_stands_in_the_way_of_publishing(self, tree: CourseTree, chief: User) -> None:
        course = CoursePage.objects.get(pk=tree.course.pk)
        course.academic_hours = 10
        course.save_revision()
        before = [problem for problem in problems_of(course, chief) if not problem.is_notice]
        assert publish_checked(course, chief, accept_warnings=bool(before))

    def test_links_cost_the_same_queries_however_many_there_are(self, tree: CourseTree) -> None:
        course = CoursePage.objects.get(pk=tree.course.pk)
        counts = []
        write(tree, 1)
        for number in (1, 40):
            links = "".join(f'<p><a href="https://s{each}.example/">x</a></p>' for each in range(number))
            write(tree, 1, {"type": "paragraph", "value": links})
            with CaptureQueriesContext(
                connection,
            ) as queries:
                problems_of(course)
            counts.append(len(queries))
        assert counts[0] == counts[1]


class TestPage:
    def address(self, tree: CourseTree) -> str:
        return reverse("courses_admin:links", args=[tree.course.pk])

    def test_every_link_with_its_last_result(self, tree: CourseTree, client: Client) -> None:
        answered(gone=Answer(Outcome.DEAD, 404))
        page = client.get(self.address(tree)).content.decode()
        assert GONE in page
        assert "Dead (404)" in page
        assert "Not checked yet" in page
        assert client.get(reverse("courses_admin:publish", args=[tree.course.pk])).status_code == 200

    def test_the_button_begins_a_check_that_the_page_follows(
        self, tree: CourseTree, client: Client, django_capture_on_commit_callbacks: Any
    ) -> None:
        client.post(self.address(tree))
        check = LinkCheck.objects.get()
        assert (check.total, check.state) == (2, LinkCheck.State.QUEUED)
        page = client.get(self.address(tree))
        assert page.headers["Refresh"]
        assert "0 of 2" in page.content.decode()

    def test_a_check_whose_worker_died_is_gone_on_with(self, tree: CourseTree, client: Client) -> None:
        client.post(self.address(tree))
        LinkCheck.objects.update(state="running", seen_at=timezone.now() - STALE_AFTER * 2)
        page = client.get(self.address(tree))
        assert "Refresh" not in page.headers
        assert "Nobody works on it any more" in page.content.decode()
        client.post(self.address(tree))
        assert LinkCheck.objects.get().state == LinkCheck.State.QUEUED

    @pytest.mark.parametrize("role", [Role.TUTOR, Role.REGISTRAR, Role.PARTNER_TRANSLATOR])
    def test_who_may_not_edit_the_course_neither_sees_nor_asks(
        self, role: Role, tree: CourseTree, chief: User, client: Client
    ) -> None:
        person = UserFactory.create()
        assign_role(person, role, by=chief)
        client.force_login(User.objects.get(pk=person.pk))
        for response in (client.get(self.address(tree)), client.post(self.address(tree))):
            assert response.status_code in (302, 403)
        assert not LinkCheck.objects.exists()

    def test_a_page_of_links_costs_the_same_queries_however_many_there_are(
        self, tree: CourseTree, client: Client
    ) -> None:
        counts = []
        write(tree, 1)
        client.get(self.address(tree))
        for number in (2, 60):
            links = "".join(f'<p><a href="https://s{each}.example/">x</a></p>' for each in range(number))
            write(tree, 1, {"type": "paragraph", "value": links})
            with CaptureQueriesContext(connection) as queries:
                client.get(self.address(tree))
            counts.append(len(queries))
        assert counts[0] == counts[1]
