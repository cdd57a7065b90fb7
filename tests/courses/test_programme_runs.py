"""Runs of programmes: opened, offered, learnt, told of; conditions and recognition across courses."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from courses import outline_parsing
from courses.conditions.reading import locks_of
from courses.models import CoursePage, Enrolment, ProgrammePage, Run
from courses.moves.services import move_learner
from courses.oversight.matrix import matrix_of
from courses.programmes.completed import completed_courses
from courses.programmes.particulars import particulars_of
from courses.progress.recognition import offers, recognise
from courses.services.editions import compile_edition, latest_edition
from courses.services.enrolments import enrol
from courses.services.runs import open_run
from people.models import Organisation, User
from people.roles import Role
from tests.courses.conftest import PersonMaker
from tests.courses.oversight import opened
from tests.courses.programmes import Programme, courses_of, programme_edition, programme_page
from tests.factories.courses import EnrolmentFactory, RunFactory, course_tree
from tests.factories.people import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

Login = Callable[[User], Client]
START = date(2026, 9, 1)


@pytest.fixture
def programme() -> Programme:
    return Programme()


def text(client: Client, url: str) -> str:
    return client.get(url).content.decode()


class TestOpening:
    def test_has_the_programmes_address_and_title(self, programme: Programme) -> None:
        run = open_run(programme.edition, UserFactory.create(is_superuser=True), starts_on=START)

        assert run.slug == f"{programme.page.slug}-2026-09"
        assert run.title == "Наставничество"

    @pytest.mark.parametrize(
        "role", [role for role in Role if role not in (Role.METHODOLOGIST, Role.REGISTRAR, Role.ADMINISTRATOR)]
    )
    def test_not_by_others(self, role: Role, school: Organisation, person_with: PersonMaker) -> None:
        from django.core.exceptions import PermissionDenied

        edition = programme_edition(courses_of((1, 1)))
        with pytest.raises(PermissionDenied):
            open_run(edition, person_with(role, organisation=school), organisation=school, starts_on=START)

    def test_the_form_offers_courses_and_programmes_apart(self, programme: Programme, as_user: Login) -> None:
        client = as_user(UserFactory.create(is_superuser=True, language="en"))
        page = text(client, "/admin/runs/new/")
        groups = page.split("<optgroup")

        assert 'label="Courses"' in groups[1]
        assert "Основы" in groups[1]
        assert 'label="Programmes"' in groups[2]
        assert "Наставничество" in groups[2]
        assert "Основы" not in groups[2]

    def test_the_form_opens_one(self, programme: Programme, as_user: Login) -> None:
        sent = {
            "edition": programme.edition.pk,
            "starts_on": "2026-09-01",
            "enrolment_kind": "open",
            "organisation": OrganisationFactory.create().pk,
        }
        as_user(UserFactory.create(is_superuser=True)).post("/admin/runs/new/", sent)

        assert Run.objects.get().edition == programme.edition


class TestPublicPage:
    def test_offers_its_runs_and_takes_people_in(self, programme: Programme, as_user: Login) -> None:
        run, learner = RunFactory.create(edition=programme.edition), UserFactory.create()
        client = as_user(learner)
        assert f"/learn/{run.slug}/enrol/" in text(client, programme.page.url)

        client.post(f"/en/learn/{run.slug}/enrol/")
        page = text(client, programme.page.url)
        assert Enrolment.objects.get().edition == programme.edition
        assert f"/learn/{run.slug}/enrol/" not in page
        assert f"/learn/{run.slug}/" in page

    def test_a_visitor_is_sent_to_the_programme(self, programme: Programme, as_user: Login) -> None:
        run = RunFactory.create(edition=programme.edition)

        assert as_user(UserFactory.create()).get(f"/ru/learn/{run.slug}/")["Location"] == programme.page.url

    def test_the_courses_own_page_offers_no_run_of_the_programme(self, programme: Programme, client: Client) -> None:
        run = RunFactory.create(edition=programme.edition)

        assert run.slug not in text(client, programme.first.course.url)

    def test_who_learns_it_in_a_programme_is_led_there(self, programme: Programme, as_user: Login) -> None:
        enrolment = EnrolmentFactory.create(run=RunFactory.create(edition=programme.edition))
        client, run = as_user(enrolment.learner), enrolment.run
        lesson = programme.second.lessons[0]["ru"]

        assert f"/ru/learn/{run.slug}/" in text(client, programme.first.course.url)
        assert client.get(lesson.url)["Location"] == f"/ru/learn/{run.slug}/{lesson.translation_key}/"

    def test_takes_as_many_queries_for_one_run_as_for_ten(self, programme: Programme, client: Client) -> None:
        counts = set()
        for number in (1, 9):
            for _run in range(number):
                RunFactory.create(edition=programme.edition, organisation=OrganisationFactory.create())
            text(client, programme.page.url)
            with CaptureQueriesContext(connection) as queries:
                text(client, programme.page.url)
            counts.add(len(queries))

        assert len(counts) == 1


class TestLearning:
    @pytest.fixture
    def enrolment(self) -> Enrolment:
        edition = programme_edition(courses_of((2, 2), (1, 2)))
        made: Enrolment = EnrolmentFactory.create(run=RunFactory.create(edition=edition))
        return made

    def test_is_one_progress_with_a_percent_for_each_course(self, enrolment: Enrolment, as_user: Login) -> None:
        opened(enrolment, [0, 1, 2, 4])
        page = text(as_user(enrolment.learner), f"/en/learn/{enrolment.run.slug}/")

        assert enrolment.percent == 67
        first, second = page.split('class="outline__course"')[1:3]
        assert "<h3" in first
        assert "Course 1" in first
        assert "75%" in first
        assert "Course 2" in second
        assert "50%" in second
        assert first.count('class="outline__module"') == 2
        assert "Programme" in page

    def test_all_of_it_completes_the_programme_once(self, enrolment: Enrolment) -> None:
        opened(enrolment, range(4))
        assert enrolment.state == Enrolment.State.ACTIVE
        opened(enrolment, [4, 5])

        assert (enrolment.state, enrolment.percent) == (Enrolment.State.COMPLETED, 100)

    def test_the_player_names_the_course_and_tells_its_percent(self, enrolment: Enrolment, as_user: Login) -> None:
        client = as_user(enrolment.learner)
        key = enrolment.edition.outline.lessons[4].key
        page = text(client, f"/en/learn/{enrolment.run.slug}/{key}/")

        assert "Course 2 · Module 0" in page
        assert page.count("data-course-percent") == 1
        assert page.count('<h2 class="outline__course-title">') == 2

    def test_beside_a_lesson_of_a_long_programme_other_courses_are_links(self, as_user: Login) -> None:
        edition = programme_edition(courses_of((2, 20), (2, 20)))
        enrolment = EnrolmentFactory.create(run=RunFactory.create(edition=edition))
        outline = edition.outline
        page = text(as_user(enrolment.learner), f"/en/learn/{enrolment.run.slug}/{outline.lessons[0].key}/")

        assert f'href="/en/learn/{enrolment.run.slug}/#{outline.courses[1].anchor}"' in page
        assert page.count('class="outline__module"') == 2

    def test_my_learning_the_run_and_the_record_name_it(
        self, enrolment: Enrolment, as_user: Login, person_with: PersonMaker
    ) -> None:
        opened(enrolment, [0])
        assert "The programme" in text(as_user(enrolment.learner), "/en/my-learning/")
        staff = as_user(person_with(Role.METHODOLOGIST))
        base = f"/en/runs/{enrolment.run.slug}/"

        assert "The programme" in text(staff, base)
        assert "Course 2 · Module 0" in text(staff, f"{base}{enrolment.public_id}/")
        assert "Course 2 · Module 0" in text(staff, f"{base}matrix/")

    @pytest.mark.parametrize("url", ["", "lesson"])
    def test_pages_take_as_many_queries_for_two_courses_as_for_twelve(self, url: str, as_user: Login) -> None:
        counts = set()
        for number in (2, 12):
            edition = programme_edition(courses_of(*[(2, 3)] * number))
            enrolment = EnrolmentFactory.create(run=RunFactory.create(edition=edition))
            path = f"{edition.outline.lessons[0].key}/" if url else ""
            client = as_user(enrolment.learner)
            text(client, f"/en/learn/{enrolment.run.slug}/{path}")
            with CaptureQueriesContext(connection) as queries:
                text(client, f"/en/learn/{enrolment.run.slug}/{path}")
            counts.add(len(queries))

        assert len(counts) == 1

    def test_the_matrix_has_the_activities_of_all_courses(self, enrolment: Enrolment) -> None:
        matrix = matrix_of(enrolment.run, UserFactory.create(is_superuser=True), {})

        assert len(matrix.columns) == 6
        assert [head.title for head in matrix.module_heads][-1].startswith(("Course 2", "Курс 2"))


class TestMoves:
    def test_a_new_edition_of_a_course_carries_over_what_is_done(self, programme: Programme) -> None:
        by = UserFactory.create(is_superuser=True)
        enrolment = EnrolmentFactory.create(run=RunFactory.create(edition=programme.edition))
        opened(enrolment, [0, 1, 4])
        lesson = programme.second.lessons[1]["ru"]
        lesson.title = "Иначе"
        lesson.save()
        compile_edition(programme.second.course)
        newer = latest_edition(programme.page.translation_key)
        assert newer is not None

        move = move_learner(enrolment, newer, by)
        assert (move.kept, move.percent_before, move.percent_after) == (3, 50, 50)


def with_condition(edition: Any, module: int, course: Any) -> Any:
    """The course's edition with a module that waits for another course."""
    condition = {
        "target": [edition.outline_data["modules"][module]["key"], "00000000-0000-0000-0000-000000000000"],
        "kind": "course",
        "course": str(course.course_key),
    }
    edition.outline_data["conditions"] = [condition]
    return edition


class TestConditions:
    def test_a_course_of_the_same_programme_is_completed_here(self, as_user: Login) -> None:
        first, second = courses_of((1, 2), (1, 1))
        edition = programme_edition([first, with_condition(second, 0, first)])
        enrolment = EnrolmentFactory.create(run=RunFactory.create(edition=edition))
        assert len(locks_of(enrolment)) == 1
        page = text(as_user(enrolment.learner), f"/en/learn/{enrolment.run.slug}/{edition.outline.lessons[2].key}/")
        assert f"#{edition.outline.courses[0].anchor}" in page

        opened(enrolment, [0, 1])
        enrolment = Enrolment.objects.with_run().get(pk=enrolment.pk)
        with CaptureQueriesContext(connection) as queries:
            assert locks_of(enrolment) == {}
        assert len(queries) == 0

    def test_one_completed_in_a_run_of_its_own_will_do(self) -> None:
        first, second = courses_of((1, 1), (1, 1))
        edition = programme_edition([first, with_condition(second, 0, first)])
        enrolment = EnrolmentFactory.create(run=RunFactory.create(edition=edition))
        opened(EnrolmentFactory.create(run=RunFactory.create(edition=first), learner=enrolment.learner), [0])

        assert locks_of(enrolment) == {}

    @pytest.mark.parametrize("lends", [True, False])
    def test_one_completed_in_a_programme_counts_elsewhere_if_it_lends_it(self, lends: bool) -> None:
        first, second = courses_of((1, 1), (1, 1))
        within = EnrolmentFactory.create(run=RunFactory.create(edition=programme_edition([first, second], lends=lends)))
        (third,) = courses_of((1, 1))
        outline_parsing._parsed.clear()
        waiting = with_condition(third, 0, first)
        type(third).objects.filter(pk=third.pk).update(outline_data=waiting.outline_data)
        elsewhere = EnrolmentFactory.create(run=RunFactory.create(edition=waiting), learner=within.learner)
        assert locks_of(elsewhere)

        opened(within, [0])
        assert bool(locks_of(elsewhere)) == (not lends)
        assert bool(completed_courses(within.learner_id)) == lends


class TestRecognition:
    def test_a_course_completed_earlier_counts_inside_the_programme(self) -> None:
        first, second = courses_of((1, 2), (1, 2), recognises=True)
        source = EnrolmentFactory.create(run=RunFactory.create(edition=first))
        opened(source, [0, 1])
        enrolment = EnrolmentFactory.create(
            run=RunFactory.create(edition=programme_edition([second, first])), learner=source.learner
        )
        (offer,) = offers(enrolment)
        recognise(enrolment, source, source.learner)
        enrolment.refresh_from_db()

        assert (offer.activities, enrolment.percent) == (2, 50)
        assert offers(enrolment) == []

    def test_a_course_completed_in_a_programme_counts_by_itself(self, as_user: Login) -> None:
        first, second = courses_of((1, 2), (1, 2), recognises=True)
        source = EnrolmentFactory.create(run=RunFactory.create(edition=programme_edition([first, second])))
        opened(source, [0, 1, 2])
        alone = EnrolmentFactory.create(run=RunFactory.create(edition=first), learner=source.learner)
        (offer,) = offers(alone)

        assert offer.activities == 2
        assert offer.title in ("Course 1", "Курс 1")
        assert offer.completed_at is not None
        assert "Have it recognised" in text(as_user(source.learner), f"/en/learn/{alone.run.slug}/")
        recognise(alone, source, source.learner)
        alone.refresh_from_db()
        assert alone.state == Enrolment.State.COMPLETED

    def test_each_course_of_it_in_its_time(self) -> None:
        courses = courses_of((1, 1), (1, 1), recognises=True)
        source = EnrolmentFactory.create(run=RunFactory.create(edition=programme_edition(courses)))
        other = EnrolmentFactory.create(
            run=RunFactory.create(edition=programme_edition(courses)), learner=source.learner
        )
        for lesson, percent in ((0, 50), (1, 100)):
            opened(source, [lesson])
            recognise(other, source, source.learner)
            other.refresh_from_db()
            assert other.percent == percent

    def test_not_what_the_courses_author_does_not_allow(self) -> None:
        first, second = courses_of((1, 1), (1, 1))
        source = EnrolmentFactory.create(run=RunFactory.create(edition=first))
        opened(source, [0])
        edition = programme_edition([first, second])

        assert offers(EnrolmentFactory.create(run=RunFactory.create(edition=edition), learner=source.learner)) == []

    def test_not_from_a_programme_that_keeps_its_courses_to_itself(self) -> None:
        (first,) = courses_of((1, 1), recognises=True)
        (second,) = courses_of((1, 1), recognises=True)
        source = EnrolmentFactory.create(run=RunFactory.create(edition=programme_edition([first, second], lends=False)))
        opened(source, [0])

        assert offers(EnrolmentFactory.create(run=RunFactory.create(edition=first), learner=source.learner)) == []


class TestPapers:
    def test_hours_kind_and_mode_are_the_programmes(self) -> None:
        programme = Programme(academic_hours=250, kind="retraining", study_mode="part_time")
        found = particulars_of(RunFactory.create(edition=programme.edition))

        assert (found.hours, found.kind, found.study_mode) == (250, "retraining", "part_time")

    def test_without_hours_of_its_own_the_sum(self, programme: Programme) -> None:
        assert particulars_of(RunFactory.create(edition=programme.edition)).hours == 72

    def test_a_course_has_its_own_and_no_kind(self, programme: Programme) -> None:
        edition = latest_edition(programme.first.course.translation_key)
        found = particulars_of(RunFactory.create(edition=edition))

        assert (found.hours, found.is_of_programme) == (36, False)

    def test_a_programme_that_is_gone_says_nothing(self, programme: Programme) -> None:
        run = RunFactory.create(edition=programme.edition)
        ProgrammePage.objects.all().delete()

        assert particulars_of(run).hours is None


class TestForm:
    @pytest.fixture
    def editor(self, as_user: Login) -> Client:
        return as_user(UserFactory.create(is_superuser=True, language="en"))

    def test_tells_which_course_is_missing(self, programme: Programme, editor: Client) -> None:
        url = f"/admin/pages/{programme.page.pk}/edit/"
        assert "is not published" not in text(editor, url)
        programme.first.course.unpublish()
        programme.first.courses["en"].unpublish()

        assert "The course “Основы” is not published" in text(editor, url)

    def sent(self, page: ProgrammePage, *courses: CoursePage) -> dict[str, Any]:
        """The form as a browser sends it."""
        fields = {name: getattr(page, name) for name in ("title", "slug", "summary", "aims", "outcomes", "authors")}
        choices = {name: getattr(page, name) for name in ("kind", "study_mode", "level", "audience")}
        rows = inline_formset([{"course": course.pk} for course in courses])
        return nested_form_data({**fields, **choices, "course_list": rows, "comments": inline_formset([])})

    def test_refuses_a_course_twice(self, programme: Programme, editor: Client) -> None:
        data = self.sent(programme.page, programme.first.course, programme.first.courses["en"])
        answer = editor.post(f"/admin/pages/{programme.page.pk}/edit/", data)

        assert "The programme has this course already." in answer.content.decode()
        assert len(ProgrammePage.objects.get().courses) == 2

    def test_publishing_says_which_course_is_missing(self, programme: Programme, editor: Client) -> None:
        draft = course_tree(1, 1, title="Черновик", live=False)
        data = self.sent(programme.page, draft.course) | {"action-publish": "on"}
        answer = editor.post(f"/admin/pages/{programme.page.pk}/edit/", data, follow=True)

        assert "The course “Черновик” is not published" in answer.content.decode()
        assert latest_edition(programme.page.translation_key) == programme.edition

    def test_takes_as_many_queries_for_two_courses_as_for_twelve(self, editor: Client) -> None:
        counts = []
        for number in (2, 12):
            trees = [course_tree(0, 0) for _course in range(number)]
            page = programme_page(*(tree.course for tree in trees))
            text(editor, f"/admin/pages/{page.pk}/edit/")
            with CaptureQueriesContext(connection) as queries:
                text(editor, f"/admin/pages/{page.pk}/edit/")
            counts.append(len([query for query in queries if "courses_courseedition" in query["sql"]]))

        assert counts[0] == counts[1]


def test_the_last_seat_of_a_programme_is_taken_once(programme: Programme) -> None:
    run = RunFactory.create(edition=programme.edition, capacity=1, ends_on=timezone.localdate() + timedelta(days=9))

    assert enrol(UserFactory.create(), run).state == Enrolment.State.ACTIVE
    assert enrol(UserFactory.create(), run).state == Enrolment.State.WAITING
