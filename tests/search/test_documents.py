"""What of a page can be found, and which pages can."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.models import PageViewRestriction

from courses.models import CoursePage, LessonPage, ModulePage
from library.models import LearningObjectPage, Subject
from people.localised import LocalisedText
from search.documents import DOCUMENT_TYPES, Document, Term
from search.documents.base import MAX_BODY
from search.documents.course import CourseType
from search.documents.learning_object import LearningObjectType
from tests.factories.courses import course_tree
from tests.factories.library import (
    CollectionPageFactory,
    LearningObjectPageFactory,
    LibraryIndexPageFactory,
    SubjectFactory,
)
from tests.search.conftest import Site

KINDS = {kind.name: kind for kind in DOCUMENT_TYPES}


def subject(code: str, english: str, parent: Subject | None = None) -> Subject:
    labels = LocalisedText({"ru": f"{code}-ru", "en": english})
    made: Subject = SubjectFactory(parent=parent, code=code, labels=labels)
    return made


def only(page: Any) -> Document:
    (found,) = [document for kind in DOCUMENT_TYPES for document in kind.documents([page.pk])]
    return found


def is_found(page: Any) -> bool:
    return any(kind.documents([page.pk]) for kind in DOCUMENT_TYPES)


class TestLearningObject:
    def test_everything_a_reader_may_look_for(self, site: Site) -> None:
        sciences = subject("sciences", "Sciences")
        maths = subject("maths", "Mathematics", sciences)
        page = LearningObjectPageFactory(
            parent=site.library,
            title="Дроби",
            slug="fractions",
            summary="О дробях.",
            body=[{"type": "paragraph", "value": "<p>Четверть <b>и</b> треть</p>", "id": str(uuid4())}],
            resource_type="video",
            subjects=[maths],
            level="primary",
            audience="teacher",
            licence="CC0-1.0",
            authors="Айжан Образцова",
            tags=["дроби", "счет"],
            duration_minutes=20,
            first_published_at=datetime(2026, 1, 2, tzinfo=UTC),
        )
        found = only(page)
        assert (found.key, found.type, found.page_id) == (f"page:{page.pk}", "object", page.pk)
        assert (found.translation_key, found.language, found.title) == (page.translation_key, "ru", "Дроби")
        assert found.url == f"/ru/{site.library.slug}/fractions/"
        assert found.summary == "О дробях."
        assert "Четверть и треть" in found.body
        assert "Айжан Образцова" in found.body
        assert "<" not in found.body
        assert found.subjects == ("sciences", "maths")
        assert found.subject_labels[1]["en"] == "Mathematics"
        assert (found.resource_type, found.level) == ("video", "primary")
        assert (found.audience, found.licence) == ("teacher", "CC0-1.0")
        assert {tag.label for tag in found.tags} == {"дроби", "счет"}
        assert all(isinstance(tag, Term) and tag.value for tag in found.tags)
        assert (found.duration_minutes, found.published_at) == (20, datetime(2026, 1, 2, tzinfo=UTC))

    def test_a_very_long_body_is_cut(self, site: Site) -> None:
        blocks = [{"type": "paragraph", "value": "<p>" + "слово " * 30_000 + "</p>", "id": str(uuid4())}]
        page = LearningObjectPageFactory(parent=site.library, body=blocks)
        assert len(only(page).body) == MAX_BODY

    def test_many_cost_as_many_queries_as_one(
        self, site: Site, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        maths = subject("maths", "Mathematics")
        pages = [LearningObjectPageFactory(parent=site.library, subjects=[maths], tags=["a", "b"]) for _ in range(30)]
        LearningObjectType().documents([pages[0].pk])  # fills Wagtail's cache of root paths
        for chosen in (pages[:1], pages):
            with django_assert_num_queries(5):
                assert len(LearningObjectType().documents([page.pk for page in chosen])) == len(chosen)


class TestCourse:
    def test_a_course_is_found_by_its_aims_and_the_titles_of_its_lessons(self, site: Site) -> None:
        tree = course_tree(modules=2, lessons=2, languages=("ru",), title="Наблюдение урока")
        CoursePage.objects.filter(pk=tree.course.pk).update(aims="Зачем это", academic_hours=36)
        found = only(tree.course)
        assert (found.type, found.title, found.resource_type, found.licence) == ("course", "Наблюдение урока", "", "")
        assert found.duration_minutes == 36 * 45
        assert found.body.splitlines() == [
            "Зачем это", "First outcome", "Second outcome",
            "Модуль 1", "Урок 1", "Урок 2", "Модуль 2", "Урок 3", "Урок 4",
        ]  # fmt: skip

    def test_hidden_lessons_are_not_told_of(self, site: Site) -> None:
        tree = course_tree(modules=2, lessons=2, languages=("ru",))
        draft, private = tree.lessons[0]["ru"], tree.modules[1]["ru"]
        LessonPage.objects.filter(pk=draft.pk).update(live=False)
        PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
        body = only(tree.course).body
        assert "Урок 2" in body
        assert not {"Урок 1", "Модуль 2", "Урок 3", "Урок 4"} & set(body.splitlines())

    def test_lessons_are_told_of_by_their_own_course_alone(self, site: Site) -> None:
        first = course_tree(modules=1, lessons=1, languages=("ru",))
        second = course_tree(modules=1, lessons=3, languages=("ru",))
        documents = {each.page_id: each for each in CourseType().documents([first.course.pk, second.course.pk])}
        assert "Урок 2" not in documents[first.course.pk].body
        assert "Урок 3" in documents[second.course.pk].body

    def test_many_cost_as_many_queries_as_one(
        self, site: Site, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        trees = [course_tree(modules=1, lessons=2, languages=("ru",)) for _ in range(10)]
        CourseType().documents([trees[0].course.pk])
        for chosen in (trees[:1], trees):
            with django_assert_num_queries(8):
                assert len(CourseType().documents([tree.course.pk for tree in chosen])) == len(chosen)


class TestWhoMayRead:
    @pytest.fixture
    def page(self, site: Site) -> Any:
        collection = CollectionPageFactory(parent=site.library)
        return LearningObjectPageFactory(parent=collection)

    def test_a_live_public_page_is_found(self, page: Any) -> None:
        assert is_found(page)

    def test_a_draft_is_not(self, page: Any) -> None:
        LearningObjectPage.objects.filter(pk=page.pk).update(live=False)
        assert not is_found(page)

    @pytest.mark.parametrize(
        "kind", [PageViewRestriction.LOGIN, PageViewRestriction.PASSWORD, PageViewRestriction.GROUPS]
    )
    @pytest.mark.parametrize("steps_up", [0, 1, 2])
    def test_a_private_page_or_section_is_not(self, page: Any, kind: str, steps_up: int) -> None:
        place = [page, page.get_parent(), page.get_parent().get_parent()][steps_up]
        PageViewRestriction.objects.create(page=place.page_ptr if steps_up == 0 else place, restriction_type=kind)
        assert not is_found(page)

    def test_an_expired_page_is_not(self, page: Any) -> None:
        LearningObjectPage.objects.filter(pk=page.pk).update(expired=True)
        assert not is_found(page)

    def test_when_a_page_will_expire_is_told(self, page: Any) -> None:
        moment = timezone.now()
        LearningObjectPage.objects.filter(pk=page.pk).update(expire_at=moment)
        assert only(page).expires_at == moment

    def test_an_alias_is_not(self, page: Any, site: Site) -> None:
        alias = page.create_alias(parent=site.library, update_slug="alias")
        assert alias.live
        assert not is_found(alias)
        assert is_found(page)

    def test_a_page_without_an_address_is_not(self, site: Site) -> None:
        outside: Any = LearningObjectPageFactory(parent=LibraryIndexPageFactory(parent=None))
        assert outside.live
        assert not is_found(outside)

    def test_pages_of_other_kinds_are_not(self, site: Site) -> None:
        tree = course_tree(modules=1, lessons=1, languages=("ru",))
        assert not is_found(tree.lessons[0]["ru"])
        assert not is_found(tree.modules[0]["ru"])
        assert not is_found(site.library)

    def test_the_language_is_the_pages(self, site: Site) -> None:
        tree = course_tree(modules=0, lessons=0, languages=("ru", "en"))
        russian, english = only(tree.courses["ru"]), only(tree.courses["en"])
        assert (russian.language, russian.url[:4]) == ("ru", "/ru/")
        assert (english.language, english.url[:4]) == ("en", "/en/")
        assert english.translation_key == russian.translation_key

    def test_the_registry_names_each_kind_once(self) -> None:
        assert len(KINDS) == len(DOCUMENT_TYPES)
        assert all(kind.label and kind.label_plural for kind in DOCUMENT_TYPES)
        assert ModulePage in CourseType.parts
