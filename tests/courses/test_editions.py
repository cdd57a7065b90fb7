"""Compiling editions from the live tree."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.criteria import Criterion
from courses.models import CourseEdition, CoursePage, LessonPage, Snapshot
from courses.outline import LESSON_ITSELF
from courses.services.editions import NotPublishedError, compile_edition, latest_edition
from tests.factories.courses import CourseTree, EnrolmentFactory, RunFactory, course_tree, learning_objects
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def edit(lesson: LessonPage, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(lesson, name, value)
    lesson.save()


def test_edition_holds_the_tree_in_every_language() -> None:
    tree = course_tree(modules=2, lessons=2, objects=1)
    edition = compile_edition(tree.course, by=UserFactory.create())
    outline = edition.outline

    assert edition.number == 1
    assert dict(edition.titles) == {"ru": "Курс", "en": "Course"}
    assert [lesson.key for lesson in outline.lessons] == [pages["ru"].translation_key for pages in tree.lessons]
    assert dict(outline.lessons[2].titles) == {"ru": "Урок 3", "en": "Lesson 3"}
    assert dict(outline.modules[1].titles) == {"ru": "Модуль 2", "en": "Module 2"}
    for lesson in outline.lessons:
        for language, digest in lesson.snapshots.items():
            content = Snapshot.objects.get(digest=digest).content
            assert content["title"] == lesson.titles[language]


def test_activities_are_the_lesson_and_its_objects() -> None:
    tree = course_tree(1, 1, objects=1, criterion=Criterion.BUTTON, object_criterion=Criterion.TIME)
    page = tree.lessons[0]["ru"]
    lesson = compile_edition(tree.course).outline.lessons[0]
    itself, embedded = lesson.activities

    assert (itself.block, itself.criterion) == (LESSON_ITSELF, Criterion.BUTTON)
    assert (str(embedded.block), embedded.criterion, embedded.minutes) == (page.body.raw_data[1]["id"], "time", 1)
    assert embedded.object_key == tree.objects[0]["ru"].translation_key


def test_objects_are_kept_in_every_language_they_have() -> None:
    """A course in Russian alone shows an object in English to who reads English."""
    objects = learning_objects(1, ("ru", "en"))
    edition = compile_edition(course_tree(1, 1, languages=("ru",), objects=objects).course)

    (digests,) = edition.outline.objects.values()
    assert set(digests) == {"ru", "en"}
    assert Snapshot.objects.get(digest=digests["en"]).content["title"] == "Object 1"


def test_an_edition_and_its_contents_cannot_be_changed() -> None:
    edition = compile_edition(course_tree(1, 1).course)
    edition.number = 7

    with pytest.raises(TypeError, match="never changed"):
        edition.save()
    with pytest.raises(TypeError, match="never changed"):
        Snapshot.objects.first().save()  # type: ignore[union-attr]


def test_an_edition_stays_as_it_was_when_the_course_changes() -> None:
    tree = course_tree(1, 2)
    first = compile_edition(tree.course)
    edit(tree.lessons[0]["ru"], title="Иначе", body=[{"type": "paragraph", "value": "<p>new</p>", "id": str(uuid4())}])
    tree.lessons[1]["ru"].delete()
    second = compile_edition(tree.course)

    kept = CourseEdition.objects.get(pk=first.pk).outline
    assert [lesson.titles["ru"] for lesson in kept.lessons] == ["Урок 1", "Урок 2"]
    assert "new" not in str(Snapshot.objects.get(digest=kept.lessons[0].snapshots["ru"]).content)
    assert (second.number, [lesson.titles["ru"] for lesson in second.outline.lessons]) == (2, ["Иначе"])


def test_nothing_changed_makes_no_edition() -> None:
    tree = course_tree()
    first, snapshots = compile_edition(tree.course), Snapshot.objects.count()

    assert compile_edition(tree.course).pk == first.pk
    assert compile_edition(tree.courses["en"]).pk == first.pk
    assert CourseEdition.objects.count() == 1
    assert Snapshot.objects.count() == snapshots


def test_editions_share_the_contents_that_did_not_change() -> None:
    tree = course_tree(1, 5)
    compile_edition(tree.course)
    before = Snapshot.objects.count()
    edit(tree.lessons[0]["ru"], title="Иначе")
    compile_edition(tree.course)

    assert Snapshot.objects.count() == before + 1


def test_drafts_are_not_in_an_edition() -> None:
    tree = course_tree(2, 2)
    LessonPage.objects.filter(pk=tree.lessons[1]["ru"].pk).update(live=False)
    tree.modules[1]["ru"].unpublish()

    assert [lesson.titles["ru"] for lesson in compile_edition(tree.course).outline.lessons] == ["Урок 1"]


def test_a_course_that_is_not_published_cannot_be_compiled() -> None:
    tree = course_tree(live=False)

    with pytest.raises(NotPublishedError, match="publish it first"):
        compile_edition(tree.course)
    assert not CourseEdition.objects.exists()


# --- Publishing ---------------------------------------------------------------------------------


def test_publishing_a_course_compiles_it() -> None:
    tree, author = course_tree(), UserFactory.create(is_superuser=True)
    tree.course.save_revision(user=author).publish(user=author)
    edition = latest_edition(tree.course.translation_key)

    assert edition is not None
    assert edition.compiled_by == author


def test_a_course_to_be_published_later_is_not_compiled_now() -> None:
    from datetime import timedelta

    from django.utils import timezone

    tree = course_tree(live=False)
    tree.course.go_live_at = timezone.now() + timedelta(days=1)
    tree.course.save_revision().publish()

    assert latest_edition(tree.course.translation_key) is None


# --- Handing over -------------------------------------------------------------------------------


def add_language(tree: CourseTree) -> None:
    """Make the English pages live, which had been drafts."""
    CoursePage.objects.filter(pk=tree.courses["en"].pk).update(live=True)


def half_translated() -> CourseTree:
    tree = course_tree(1, 2)
    CoursePage.objects.filter(pk=tree.courses["en"].pk).update(live=False)
    return tree


def test_a_translation_reaches_who_is_learning_already() -> None:
    tree = half_translated()
    enrolment = EnrolmentFactory.create(run=RunFactory.create(edition=compile_edition(tree.course)))
    add_language(tree)
    second = compile_edition(tree.course)
    enrolment.refresh_from_db()

    assert second.number == 2
    assert enrolment.edition == enrolment.run.edition == second
    assert enrolment.edition.outline.languages == ("en", "ru")


def test_a_changed_lesson_does_not_reach_who_is_learning_already() -> None:
    tree = course_tree(1, 2)
    first = compile_edition(tree.course)
    enrolment = EnrolmentFactory.create(run=RunFactory.create(edition=first))
    edit(tree.lessons[0]["ru"], criterion=Criterion.BUTTON)
    second = compile_edition(tree.course)
    enrolment.refresh_from_db()

    assert second.number == 2
    assert enrolment.edition == enrolment.run.edition == first
    assert latest_edition(tree.course.translation_key) == second


def test_only_learners_of_the_edition_before_are_handed_over() -> None:
    tree = half_translated()
    first = compile_edition(tree.course)
    old = EnrolmentFactory.create(run=RunFactory.create(edition=first))
    edit(tree.lessons[0]["ru"], title="Иначе")
    second = compile_edition(tree.course)
    new = EnrolmentFactory.create(run=RunFactory.create(edition=second))
    add_language(tree)
    third = compile_edition(tree.course)
    old.refresh_from_db()
    new.refresh_from_db()

    assert (old.edition, new.edition) == (first, third)


# --- Cost ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def counts() -> dict[int, int]:
    return {}


@pytest.mark.parametrize("lessons", [10, 300])
def test_compiling_takes_as_many_queries_for_ten_lessons_as_for_three_hundred(
    lessons: int, counts: dict[int, int]
) -> None:
    tree = course_tree(modules=5, lessons=lessons // 5, languages=("ru",), objects=2)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        compile_edition(tree.course)
    # Snapshots are stored 200 at a time.
    counts[lessons] = sum('INTO "courses_snapshot"' not in query["sql"] for query in queries)

    assert len(set(counts.values())) == 1
    assert len(queries) <= 20
