"""The builders other tests stand on."""

import pytest

from courses.models import LessonPage
from courses.services.editions import compile_edition
from tests.factories.courses import EnrolmentFactory, course_tree

pytestmark = pytest.mark.django_db


def test_tree_is_linked_across_languages() -> None:
    tree = course_tree(modules=2, lessons=3, objects=2)

    assert LessonPage.objects.count() == 12
    assert len(tree.lessons) == 6
    for pages in tree.lessons:
        assert pages["ru"].translation_key == pages["en"].translation_key
        assert pages["ru"].get_parent().specific.translation_key == pages["en"].get_parent().specific.translation_key
    assert tree.course.locale.language_code == "ru"


def test_tree_compiles() -> None:
    edition = compile_edition(course_tree(objects=2).course)

    assert len(edition.outline.lessons) == 6
    assert len(edition.outline.objects) == 2
    assert edition.outline.languages == ("en", "ru")


def test_two_trees_stand_beside_each_other() -> None:
    first, second = course_tree(), course_tree()

    assert first.course.get_parent().pk == second.course.get_parent().pk
    assert first.course.pk != second.course.pk


def test_enrolment_without_pages() -> None:
    enrolment = EnrolmentFactory.create()

    assert len(enrolment.edition.outline.lessons) == 6
    assert enrolment.edition == enrolment.run.edition
