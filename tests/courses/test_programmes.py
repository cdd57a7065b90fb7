"""Programmes: their hours, their page, where they are found."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Locale

from courses.models import (
    CourseIndexPage,
    CoursePage,
    CoursePrerequisite,
    ProgrammeCourse,
    ProgrammePage,
    ProgrammeRules,
)
from courses.programmes.rules import HoursProblem, hours_problems, total_hours
from people.models import User
from people.roles import Role
from people.services import assign_role, sync_roles
from search.documents import DOCUMENT_TYPES
from tests.factories.courses import CourseTree, course_tree
from tests.factories.people import UserFactory

HOURS = st.one_of(st.none(), st.integers(1, 500))
Login = Callable[[User], Client]


class TestHours:
    def test_are_the_authors_number_else_the_sum(self) -> None:
        assert total_hours(None, [36, None, 18]) == 54
        assert total_hours(72, [36, 18]) == 72

    @pytest.mark.parametrize(
        ("own", "courses", "minimum", "found"),
        [
            (None, [8, 8], 16, []),
            (None, [8, 7], 16, [HoursProblem.TOO_FEW]),
            (250, [100], 250, []),
            (20, [16, 16], 16, [HoursProblem.NOT_THE_SUM]),
            (None, [None], 16, [HoursProblem.UNKNOWN, HoursProblem.TOO_FEW]),
        ],
    )
    def test_what_is_wrong(self, own: int | None, courses: list[int | None], minimum: int, found: list[str]) -> None:
        assert hours_problems(own, courses, minimum) == found

    @given(st.lists(HOURS), st.integers(0, 500))
    def test_too_few_exactly_below_the_minimum(self, courses: list[int | None], minimum: int) -> None:
        few = HoursProblem.TOO_FEW in hours_problems(None, courses, minimum)
        assert few == (total_hours(None, courses) < minimum)


def programme_of(*courses: CoursePage, language: str = "ru", **fields: object) -> ProgrammePage:
    """A published programme of these courses, beside the first."""
    index = CourseIndexPage.objects.get(locale__language_code=language)
    page = ProgrammePage(
        title="Наставничество", slug=f"p{courses[0].pk}", locale=Locale.objects.get(language_code=language), **fields
    )
    page.course_list = [ProgrammeCourse(course=course, sort_order=place) for place, course in enumerate(courses)]
    index.add_child(instance=page)
    return ProgrammePage.objects.get(pk=page.pk)


@pytest.mark.django_db
class TestPage:
    def test_shows_courses_in_order_and_in_the_readers_language(self, client: Client) -> None:
        first, second = course_tree(1, 1, title="Первый"), course_tree(1, 1, title="Второй")
        CoursePage.objects.filter(pk=second.courses["en"].pk).update(title="Second")
        programme = programme_of(second.courses["en"], first.course, final_assessment="Защита проекта")
        content = client.get(programme.url).content.decode()

        assert programme.total_hours == 72
        assert content.index("Второй") < content.index("Первый")
        assert "Second" not in content
        assert "Защита проекта" in content

    def test_leaves_out_courses_that_are_not_published(self, client: Client) -> None:
        shown, hidden = course_tree(1, 1, title="Виден"), course_tree(1, 1, title="Скрыт", live=False)

        assert "Скрыт" not in client.get(programme_of(shown.course, hidden.course).url).content.decode()

    def test_takes_as_many_queries_for_two_courses_as_for_twelve(self, client: Client) -> None:
        counts = set()
        for number in (2, 12):
            programme = programme_of(*(course_tree(0, 0).course for _ in range(number)))
            client.get(programme.url)
            with CaptureQueriesContext(connection) as queries:
                client.get(programme.url)
            counts.add(len(queries))

        assert len(counts) == 1

    def test_is_named_on_its_courses_and_in_their_list(self, client: Client) -> None:
        tree = course_tree(1, 1)
        programme = programme_of(tree.courses["en"])

        for page in (tree.course, tree.course.get_parent()):
            assert programme.url in client.get(page.url).content.decode()
        programme.unpublish()
        assert programme.url not in client.get(tree.course.url).content.decode()


@pytest.mark.django_db
class TestCourse:
    def test_says_what_one_needs_for_it_and_gets_from_it(self, client: Client) -> None:
        tree, before = course_tree(1, 1), course_tree(1, 1, title="Введение")
        page = tree.course
        page.prerequisites, page.competences = "Опыт классного руководства", "— наставничество\n— обратная связь"
        page.prerequisite_courses = [CoursePrerequisite(course=before.courses["en"])]
        page.save()
        content = client.get(page.url).content.decode()

        assert "Опыт классного руководства" in content
        assert "<li>обратная связь</li>" in content
        assert f'<a href="{before.course.url}">Введение</a>' in content

    def test_does_not_name_a_needed_course_nobody_may_read(self, client: Client) -> None:
        tree, before = course_tree(1, 1), course_tree(1, 1, title="Тайный", live=False)
        tree.course.prerequisite_courses = [CoursePrerequisite(course=before.course)]
        tree.course.save()

        assert "Тайный" not in client.get(tree.course.url).content.decode()


@pytest.mark.django_db
class TestForm:
    @pytest.fixture
    def tree(self) -> CourseTree:
        return course_tree(1, 1, languages=("ru",))

    def test_warns_of_too_few_hours_by_the_rules_of_the_installation(self, tree: CourseTree, as_user: Login) -> None:
        programme = programme_of(tree.course, kind="retraining")
        client, url = as_user(UserFactory.create(is_superuser=True)), f"/admin/pages/{programme.pk}/edit/"
        assert "at least 250 academic hours, this one 36" in client.get(url).content.decode()

        rules = ProgrammeRules.load()
        rules.retraining_hours = 36
        rules.save()
        assert "help-warning" not in client.get(url).content.decode().split("Academic hours: 36")[1][:400]

    @pytest.mark.parametrize(("role", "allowed"), [(Role.EDITOR, True), (Role.AUTHOR, False), (Role.TUTOR, False)])
    def test_rules_are_set_by_editors(self, role: Role, allowed: bool, tree: CourseTree, as_user: Login) -> None:
        sync_roles()
        person = UserFactory.create()
        assign_role(person, role, by=UserFactory.create(is_superuser=True))
        answer = as_user(person).get(f"/admin/settings/courses/programmerules/{ProgrammeRules.load().pk}/")

        assert (answer.status_code == 200) == allowed


@pytest.mark.django_db
def test_is_found_by_the_titles_of_its_public_courses() -> None:
    kind = next(each for each in DOCUMENT_TYPES if each.name == "programme")
    shown, hidden = course_tree(0, 0, title="Виден"), course_tree(0, 0, title="Скрыт", live=False)
    pages = [programme_of(shown.course, hidden.course), programme_of(hidden.course)]
    kind.documents([page.pk for page in pages])
    counts, found = set(), []
    for pks in ([pages[0].pk], [page.pk for page in pages]):
        with CaptureQueriesContext(connection) as queries:
            found = kind.documents(pks)
        counts.add(len(queries))

    assert len(counts) == 1
    assert "Виден" in found[0].body
    assert "Скрыт" not in found[0].body + found[1].body
    assert (found[0].duration_minutes, found[1].duration_minutes) == (36 * 45, None)
