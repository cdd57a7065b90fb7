"""What a visitor sees of courses."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses import outline_parsing as outlines
from courses.models import CoursePage, Enrolment, LessonPage, Run
from courses.services.editions import compile_edition
from courses.services.enrolments import enrol
from people.models import User
from tests.factories.courses import CourseTree, RunFactory, course_tree
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

Login = Callable[[User], Client]


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.fixture
def tree() -> CourseTree:
    made = course_tree(2, 2)
    compile_edition(made.course)
    return made


class TestIndex:
    def test_shows_published_courses_page_by_page(self, client: Client) -> None:
        trees = [course_tree(1, 1, languages=("ru",), title=f"Курс № {number:02}") for number in range(13)]
        trees[0].course.unpublish()
        url = trees[0].course.get_parent().url
        first = client.get(url)

        assert len(first.context["courses"]) == 12
        assert "Курс № 00" not in text(first)
        course_tree(1, 1, languages=("ru",), title="Последний")
        assert "?page=2" in client.get(url).content.decode()
        assert len(client.get(f"{url}?page=99").context["courses"]) == 1

    def test_nothing_yet_leads_to_the_catalogue(self, client: Client, tree: CourseTree) -> None:
        url = tree.course.get_parent().url
        CoursePage.objects.all().update(live=False)

        assert "/ru/catalogue/" in client.get(url).content.decode()

    def test_takes_as_many_queries_for_two_courses_as_for_ten(self, client: Client) -> None:
        counts = set()
        for number in (2, 8):
            for _ in range(number):
                made = course_tree(1, 1, languages=("ru",))
            counts.add(queries(client, made.course.get_parent().url))

        assert len(counts) == 1


class TestCourse:
    def test_says_what_for_whom_and_what_is_inside(self, client: Client, tree: CourseTree) -> None:
        page = client.get(tree.courses["en"].url)

        for words in ("summary en", "First outcome", "Second outcome", "36 academic hours", "4 lessons", "Teachers"):
            assert words in text(page)
        for words in ("Module 2", "Lesson 4", "Русский"):
            assert words in text(page)

    def test_shows_the_latest_edition_and_not_the_tree(self, client: Client, tree: CourseTree) -> None:
        LessonPage.objects.all().update(title="Changed since")

        assert "Lesson 1" in text(client.get(tree.courses["en"].url))
        assert "Changed since" not in text(client.get(tree.courses["en"].url))

    def test_without_an_edition_says_that_it_is_being_prepared(self, client: Client) -> None:
        assert "being prepared" in text(client.get(course_tree(1, 1).courses["en"].url))

    def test_visitors_log_in_to_enrol_and_come_back(self, client: Client, tree: CourseTree) -> None:
        RunFactory.create(edition=compile_edition(tree.course), labels={"en": "Autumn run"})
        page = client.get(tree.courses["en"].url)

        assert "Autumn run" in text(page)
        assert f"login/?next={tree.courses['en'].url}" in page.content.decode()

    def test_who_is_logged_in_enrols_by_one_button(self, as_user: Login, tree: CourseTree) -> None:
        run = RunFactory.create(edition=compile_edition(tree.course))
        content = as_user(UserFactory.create()).get(tree.courses["en"].url).content.decode()

        assert f'action="/en/learn/{run.slug}/enrol/"' in content

    @pytest.mark.parametrize("fields", [{"enrolment_kind": Run.EnrolmentKind.CLOSED}, {"ends_on": "over"}])
    def test_closed_and_past_runs_are_not_offered(
        self, fields: dict[str, Any], client: Client, tree: CourseTree
    ) -> None:
        if "ends_on" in fields:
            fields = {"ends_on": timezone.localdate() - timedelta(days=1)}
        run = RunFactory.create(edition=compile_edition(tree.course), **fields)
        page = client.get(tree.courses["en"].url)

        assert run.slug not in page.content.decode()
        assert "No run is open now" in text(page)

    def test_who_is_enrolled_goes_on_from_here(self, as_user: Login, tree: CourseTree) -> None:
        enrolment = enrol(UserFactory.create(), RunFactory.create(edition=compile_edition(tree.course)))
        page = as_user(enrolment.learner).get(tree.courses["en"].url)

        assert "You are learning this course" in text(page)
        assert f"/en/learn/{enrolment.run.slug}/{enrolment.next_lesson}/" in page.content.decode()
        assert "/enrol/" not in page.content.decode()

    def test_takes_as_many_queries_for_ten_lessons_as_for_three_hundred(self, client: Client) -> None:
        counts = set()
        for lessons in (2, 60):
            made = course_tree(5, lessons, languages=("ru",))
            compile_edition(made.course)
            outlines._parsed.clear()
            cache.clear()
            counts.add(queries(client, made.course.url))

        assert len(counts) == 1


class TestModuleAndLesson:
    def test_a_module_is_a_place_on_the_courses_page(self, client: Client, tree: CourseTree) -> None:
        module = tree.modules[1]["en"]
        place = f"module-{module.translation_key}"

        assert client.get(module.url)["Location"] == f"{tree.courses['en'].url}#{place}"
        assert f'id="{place}"' in client.get(tree.courses["en"].url).content.decode()

    def test_visitors_are_told_where_a_lesson_belongs(self, client: Client, tree: CourseTree) -> None:
        page = client.get(tree.lessons[0]["en"].url)

        assert "Lesson 1" in text(page)
        assert "A lesson of the course “Course”" in text(page)
        assert tree.courses["en"].url in page.content.decode()
        assert "Lesson 1 text" not in text(page)

    def test_learners_are_led_to_the_player(self, as_user: Login, tree: CourseTree) -> None:
        enrolment = enrol(UserFactory.create(), RunFactory.create(edition=compile_edition(tree.course)))
        lesson = tree.lessons[2]["en"]
        response = as_user(enrolment.learner).get(lesson.url)

        assert response["Location"] == f"/en/learn/{enrolment.run.slug}/{lesson.translation_key}/"

    def test_to_the_courses_page_when_their_edition_does_not_have_it(self, as_user: Login, tree: CourseTree) -> None:
        enrolment = enrol(UserFactory.create(), RunFactory.create(edition=compile_edition(tree.course)))
        lesson = tree.lessons[0]["en"]
        LessonPage.objects.filter(pk=lesson.pk).update(translation_key=uuid4())

        assert as_user(enrolment.learner).get(lesson.url)["Location"] == f"/en/learn/{enrolment.run.slug}/"

    def test_who_has_left_is_a_visitor_again(self, as_user: Login, tree: CourseTree) -> None:
        enrolment = enrol(UserFactory.create(), RunFactory.create(edition=compile_edition(tree.course)))
        Enrolment.objects.update(state=Enrolment.State.WITHDRAWN)

        assert as_user(enrolment.learner).get(tree.lessons[0]["en"].url).status_code == 200

    def test_editors_see_a_preview(self, as_user: Login, tree: CourseTree) -> None:
        page = as_user(UserFactory.create(is_superuser=True)).get(tree.lessons[0]["en"].url)

        assert "Preview" in text(page)
        assert "Lesson 1 text" in text(page)
