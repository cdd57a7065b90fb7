"""Publishing a course with everything in it, and the admin around a course."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from courses.differences import difference
from courses.models import CourseCondition, CourseEdition, Enrolment, LessonPage, Run
from courses.outline import digest_of
from courses.services.editions import compile_edition, latest_edition
from courses.services.outlining import outline_of
from courses.services.publishing import drafts_of, publish_course
from people.models import Organisation, User
from people.roles import Role
from people.services import assign_role, sync_roles
from tests.factories.courses import CourseTree, EnrolmentFactory, RunFactory, course_tree
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

Login = Callable[[User], Client]


@pytest.fixture
def chief() -> User:
    return UserFactory.create(is_superuser=True)


def draft(lesson: LessonPage, **fields: Any) -> None:
    """Save a change without publishing it."""
    page = LessonPage.objects.get(pk=lesson.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision()


class TestPublish:
    def test_makes_all_drafts_live_and_one_edition(self, chief: User) -> None:
        tree = course_tree(2, 2, languages=("ru",), live=False)
        edition = publish_course(tree.course, chief)

        assert not Page.objects.descendant_of(tree.course, inclusive=True).filter(live=False).exists()
        assert CourseEdition.objects.get() == edition
        assert (len(edition.outline.lessons), edition.compiled_by) == (4, chief)

    def test_publishes_what_was_saved_last(self, chief: User) -> None:
        tree = course_tree(1, 2, languages=("ru",))
        draft(tree.lessons[0]["ru"], title="Новое имя")
        edition = publish_course(tree.course, chief)

        assert edition.outline.lessons[0].titles["ru"] == "Новое имя"
        assert LessonPage.objects.get(pk=tree.lessons[0]["ru"].pk).title == "Новое имя"

    def test_nothing_to_publish_makes_no_edition(self, chief: User) -> None:
        tree = course_tree(1, 1)

        assert publish_course(tree.course, chief) == publish_course(tree.course, chief)
        assert CourseEdition.objects.count() == 1

    def test_other_languages_are_left_alone(self, chief: User) -> None:
        tree = course_tree(1, 1, live=False)
        publish_course(tree.course, chief)

        assert not Page.objects.descendant_of(tree.courses["en"], inclusive=True).filter(live=True).exists()

    def test_locked_pages_stay_as_they_are(self, chief: User) -> None:
        tree = course_tree(1, 2, languages=("ru",), live=False)
        LessonPage.objects.filter(pk=tree.lessons[1]["ru"].pk).update(locked=True)

        assert [page.pk for page in drafts_of(tree.course).locked] == [tree.lessons[1]["ru"].pk]
        assert len(publish_course(tree.course, chief).outline.lessons) == 1

    def test_all_or_nothing(self, chief: User, monkeypatch: pytest.MonkeyPatch) -> None:
        tree = course_tree(1, 3, languages=("ru",), live=False)

        def fail(*args: Any, **kwargs: Any) -> None:
            raise RuntimeError("the disk is full")

        monkeypatch.setattr("courses.services.publishing.compile_edition", fail)
        with pytest.raises(RuntimeError):
            publish_course(tree.course, chief)
        assert not LessonPage.objects.filter(live=True).exists()

    @pytest.mark.parametrize("role", [None, *Role])
    def test_only_who_may_publish_the_course(self, role: Role | None, chief: User) -> None:
        tree = course_tree(1, 1, live=False)
        sync_roles()
        person = UserFactory.create()
        if role:
            assign_role(person, role, by=chief)
        person = User.objects.get(pk=person.pk)
        if role in (Role.EDITOR, Role.ADMINISTRATOR):
            assert publish_course(tree.course, person).number == 1
        else:
            with pytest.raises(PermissionDenied, match="may not publish"):
                publish_course(tree.course, person)
            assert not CourseEdition.objects.exists()

    def test_listing_costs_the_same_for_ten_drafts_and_fifty(self) -> None:
        counts = set()
        for lessons in (10, 50):
            tree = course_tree(1, lessons, languages=("ru",), live=False)
            with CaptureQueriesContext(connection) as queries:
                assert len(drafts_of(tree.course).pages) == lessons + 2
            counts.add(len(queries))

        assert len(counts) == 1


class TestDifference:
    def changes(self, tree: CourseTree, old: CourseEdition) -> Any:
        return difference(old.outline_data, outline_of(tree.course).data)

    def test_nothing(self) -> None:
        tree = course_tree(2, 2, objects=1)

        assert not self.changes(tree, compile_edition(tree.course))

    def test_added_removed_and_changed(self) -> None:
        tree = course_tree(1, 4)
        old = compile_edition(tree.course)
        tree.lessons[0]["ru"].delete()
        changed = LessonPage.objects.get(pk=tree.lessons[1]["en"].pk)
        changed.title = "Other"
        changed.save()
        stricter = LessonPage.objects.get(pk=tree.lessons[2]["ru"].pk)
        stricter.criterion = "button"
        stricter.save()
        new = LessonPage(title="Добавлен", slug="new", locale=tree.course.locale)
        type(tree.modules[0]["ru"]).objects.get(pk=tree.modules[0]["ru"].pk).add_child(instance=new)
        found = self.changes(tree, old)

        assert [title["ru"] for title in found.added] == ["Добавлен"]
        assert [title["ru"] for title in found.removed] == ["Урок 1"]
        assert [(each.titles["ru"], each.languages, each.activities, each.moved) for each in found.changed] == [
            ("Урок 2", ("en",), False, False),
            ("Урок 3", (), True, False),
        ]

    def test_moved(self) -> None:
        tree = course_tree(2, 1, languages=("ru",))
        old = compile_edition(tree.course)
        LessonPage.objects.get(pk=tree.lessons[1]["ru"].pk).move(
            Page.objects.get(pk=tree.modules[0]["ru"].pk), pos="first-child"
        )
        moved = {each.titles["ru"] for each in self.changes(tree, old).changed if each.moved}

        assert moved == {"Урок 1", "Урок 2"}

    def test_an_object_that_changed_changes_its_lessons(self) -> None:
        tree = course_tree(1, 2, objects=2)
        old = compile_edition(tree.course)
        page = tree.objects[0]["en"]
        page.summary = "Other"
        page.save()
        (change,) = self.changes(tree, old).changed

        assert (change.titles["en"], change.languages) == ("Lesson 1", ("en",))

    @pytest.mark.parametrize(
        "fields",
        [{"sequential": True}, {"attempts_allowed": 3}, {"recognises_earlier": True}],
        ids=lambda each: next(iter(each)),
    )
    def test_the_rules_of_the_course(self, fields: dict[str, Any]) -> None:
        tree = course_tree(1, 2)
        old = compile_edition(tree.course)
        for name, value in fields.items():
            setattr(tree.course, name, value)
        tree.course.save()
        found = self.changes(tree, old)

        assert (bool(found), found.rules_changed, found.lessons_changed, found.renamed) == (True, True, False, [])

    def test_what_opens_when(self) -> None:
        tree = course_tree(1, 2)
        old = compile_edition(tree.course)
        CourseCondition.objects.create(
            page=tree.course, target=tree.lessons[0]["ru"].translation_key, kind="from", days=3
        )

        assert self.changes(tree, old).rules_changed

    def test_the_title_of_a_module(self) -> None:
        tree = course_tree(2, 1)
        old = compile_edition(tree.course)
        module = type(tree.modules[1]["en"]).objects.get(pk=tree.modules[1]["en"].pk)
        module.title = "Another name"
        module.save()
        found = self.changes(tree, old)

        assert [title["en"] for title in found.renamed] == ["Another name"]
        assert (bool(found), found.rules_changed, found.lessons_changed) == (True, False, False)

    def test_does_not_change_what_it_compares(self) -> None:
        tree = course_tree(1, 2)
        old = compile_edition(tree.course)
        before = digest_of(old.outline_data)
        self.changes(tree, old)

        assert digest_of(old.outline_data) == before


class TestAdmin:
    def test_asks_with_the_list_of_what_will_be_published(self, chief: User, as_user: Login) -> None:
        tree = course_tree(1, 2, languages=("ru",))
        draft(tree.lessons[0]["ru"], title="Ещё не видно")
        client, url = as_user(chief), f"/admin/courses/{tree.course.pk}/publish/"
        page = client.get(url)

        assert "Ещё не видно" in page.content.decode()
        assert LessonPage.objects.get(pk=tree.lessons[0]["ru"].pk).title == "Урок 1"
        response = client.post(url)
        assert response["Location"] == f"/admin/pages/{tree.course.pk}/edit/"
        assert LessonPage.objects.get(pk=tree.lessons[0]["ru"].pk).title == "Ещё не видно"
        edition = latest_edition(tree.course.translation_key)
        assert edition
        assert edition.compiled_by == chief

    def test_is_offered_on_the_courses_form_and_nowhere_else(self, chief: User, as_user: Login) -> None:
        tree = course_tree(1, 1)
        client = as_user(chief)
        url = f"/admin/courses/{tree.course.pk}/publish/"

        assert url in client.get(f"/admin/pages/{tree.course.pk}/edit/").content.decode()
        assert "/publish/" not in client.get(f"/admin/pages/{tree.lessons[0]['ru'].pk}/edit/").content.decode()

    def test_form_shows_editions_and_leads_to_what_changed(self, chief: User, as_user: Login) -> None:
        tree = course_tree(1, 1)
        client = as_user(chief)
        form = f"/admin/pages/{tree.course.pk}/edit/"
        assert "makes its first edition" in client.get(form).content.decode()

        EnrolmentFactory.create(run=RunFactory.create(edition=compile_edition(tree.course, by=chief), slug="autumn"))
        assert f"/admin/courses/{tree.course.pk}/editions/" in client.get(form).content.decode()
        lesson = tree.lessons[0]["ru"]
        lesson.title = "Иначе"
        lesson.save()
        content = client.get(f"/admin/courses/{tree.course.pk}/editions/").content.decode()
        assert "Changed: Lesson 1" in content
        assert "content (ru)" in re.sub(r"\s+", " ", content)
        assert "/runs/autumn/" in content

    @pytest.mark.parametrize("role", [Role.AUTHOR, Role.TUTOR, Role.REGISTRAR, Role.METHODOLOGIST])
    def test_who_may_not_publish_is_not_asked(self, role: Role, chief: User, as_user: Login) -> None:
        tree = course_tree(1, 1, live=False)
        sync_roles()
        person = UserFactory.create()
        assign_role(person, role, by=chief)
        client = as_user(person)
        for method in (client.get, client.post):
            assert method(f"/admin/courses/{tree.course.pk}/publish/").status_code in (302, 403)
        assert not CourseEdition.objects.exists()


class TestRunsInTheAdmin:
    @pytest.fixture
    def registrar(self, chief: User, school: Organisation) -> User:
        sync_roles()
        person = UserFactory.create()
        assign_role(person, Role.REGISTRAR, by=chief, organisation=school)
        return User.objects.get(pk=person.pk)

    def fields(self, edition: CourseEdition, organisation: Organisation | None, **more: Any) -> dict[str, Any]:
        values = {
            "edition": edition.pk,
            "starts_on": "2026-09-01",
            "ends_on": "",
            "enrolment_kind": "open",
            "organisation": organisation.pk if organisation else "",
            "slug": "",
        }
        return values | more

    def test_a_registrar_opens_a_run_of_the_newest_edition(
        self, registrar: User, school: Organisation, as_user: Login
    ) -> None:
        tree = course_tree(1, 1)
        old = compile_edition(tree.course)
        lesson = tree.lessons[0]["ru"]
        lesson.title = "Иначе"
        lesson.save()
        new = compile_edition(tree.course)
        client = as_user(registrar)

        assert client.post("/admin/runs/new/", self.fields(old, school)).status_code == 200
        assert not Run.objects.exists()
        response = client.post("/admin/runs/new/", self.fields(new, school))
        run = Run.objects.get()
        assert (response.status_code, run.edition, run.organisation) == (302, new, school)
        assert run.starts_on == date(2026, 9, 1)

    def test_what_the_service_refuses_is_told_at_the_form(
        self, registrar: User, school: Organisation, as_user: Login
    ) -> None:
        edition = compile_edition(course_tree(1, 1).course)
        response = as_user(registrar).post("/admin/runs/new/", self.fields(edition, school, ends_on="2026-08-01"))

        assert response.status_code == 200
        assert "cannot end before it starts" in response.content.decode() or response.context["form"].errors
        assert not Run.objects.exists()

    def test_not_for_another_organisation(self, registrar: User, elsewhere: Organisation, as_user: Login) -> None:
        edition = compile_edition(course_tree(1, 1).course)
        response = as_user(registrar).post("/admin/runs/new/", self.fields(edition, elsewhere))

        assert response.status_code in (302, 403)
        assert not Run.objects.exists()

    def test_without_an_organisation_the_form_says_so_and_keeps_what_was_filled_in(
        self, registrar: User, school: Organisation, as_user: Login
    ) -> None:
        edition = compile_edition(course_tree(1, 1).course)
        fields = {**self.fields(edition, school), "organisation": ""}
        page = as_user(registrar).post("/admin/runs/new/", fields)

        assert page.status_code == 200
        assert "Name the organisation that holds the run" in page.content.decode()
        assert f'value="{fields["starts_on"]}"' in page.content.decode()

    def test_changes_a_run_and_its_tutors_but_not_its_edition(
        self, registrar: User, school: Organisation, chief: User, as_user: Login
    ) -> None:
        tutor = UserFactory.create()
        assign_role(tutor, Role.TUTOR, by=chief)
        run = RunFactory.create(organisation=school)
        other = compile_edition(course_tree(1, 1).course)
        fields = self.fields(other, school, tutors=[tutor.pk], slug="renamed")
        response = as_user(registrar).post(f"/admin/runs/edit/{run.pk}/", fields)
        kept = run.edition
        run.refresh_from_db()

        assert response.status_code == 302
        assert (run.slug, run.edition, list(run.tutors.all())) == ("renamed", kept, [tutor])

    def test_lists_the_runs_one_oversees(self, registrar: User, school: Organisation, as_user: Login) -> None:
        mine, other = RunFactory.create(organisation=school), RunFactory.create()
        content = as_user(registrar).get("/admin/runs/").content.decode()

        assert f"/admin/runs/edit/{mine.pk}/" in content
        assert f"/admin/runs/edit/{other.pk}/" not in content
        assert as_user(registrar).get(f"/admin/runs/edit/{other.pk}/", follow=True).status_code == 404

    def test_searches_runs_by_name(self, chief: User, as_user: Login) -> None:
        wanted, other = RunFactory.create(labels={"ru": "Осенний"}), RunFactory.create(labels={"ru": "Весенний"})
        content = as_user(chief).get("/admin/runs/?q=осен").content.decode()

        assert f"/admin/runs/edit/{wanted.pk}/" in content
        assert f"/admin/runs/edit/{other.pk}/" not in content

    def test_list_takes_as_many_queries_for_three_as_for_thirty(
        self, school: Organisation, chief: User, as_user: Login
    ) -> None:
        client, counts = as_user(chief), set()
        for number in (3, 27):
            for _ in range(number):
                EnrolmentFactory.create(run=RunFactory.create(organisation=school))
            client.get("/admin/runs/")
            with CaptureQueriesContext(connection) as queries:
                client.get("/admin/runs/")
            counts.add(len(queries))

        assert len(counts) == 1

    def test_a_run_with_learners_is_not_deleted(self, chief: User, as_user: Login) -> None:
        run = EnrolmentFactory.create(state=Enrolment.State.WITHDRAWN).run
        as_user(chief).post(f"/admin/runs/delete/{run.pk}/")

        assert Run.objects.filter(pk=run.pk).exists()
