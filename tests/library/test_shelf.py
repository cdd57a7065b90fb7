"""Which objects are in the library is remembered, and never longer than it is true in this process."""

from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Locale

from library.models import LearningObjectPage
from library.shelf import published
from tests.factories.courses import learning_objects

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages() -> list[LearningObjectPage]:
    return [page for versions in learning_objects(2) for page in versions.values()]


def test_asks_once_for_all_and_then_remembers(
    pages: list[LearningObjectPage], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    keys = {page.translation_key for page in pages}
    with django_assert_num_queries(1):
        assert published([*keys, uuid4()]) == keys
    with django_assert_num_queries(0):
        assert published(keys) == keys


def test_is_there_while_one_language_is(pages: list[LearningObjectPage]) -> None:
    key = pages[0].translation_key
    versions = [page for page in pages if page.translation_key == key]
    assert len(versions) > 1
    assert Locale.objects.count() > 1
    versions[0].unpublish()
    assert published([key]) == {key}
    for page in versions[1:]:
        page.unpublish()
    assert published([key]) == set()


def test_sees_at_once_what_is_published_again_and_what_is_deleted(pages: list[LearningObjectPage]) -> None:
    page = pages[0]
    key = page.translation_key
    for version in LearningObjectPage.objects.filter(translation_key=key):
        version.unpublish()
    assert published([key]) == set()
    page.save_revision().publish()
    assert published([key]) == {key}
    for version in LearningObjectPage.objects.filter(translation_key=key):
        version.delete()
    assert published([key]) == set()
