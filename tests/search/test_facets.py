"""Facets as readers see them."""

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from library.models import LearningObjectTag
from people.localised import LocalisedText
from search.facets import FACETS, MAX_OPTIONS, Option
from tests.factories.library import SubjectFactory
from tests.factories.search import document

BY_NAME = {facet.name: facet for facet in FACETS}


def options(name: str, counts: dict[str, int], *selected: str, language: str = "en") -> list[Option]:
    with translation.override(language):
        return BY_NAME[name].options(counts, selected, language)


def test_types_of_resource_stand_beneath_their_kind() -> None:
    found = options("type", {"object.video": 1, "object": 3, "object.article": 2, "course": 4})
    assert [(each.label, each.count, each.depth) for each in found] == [
        ("Courses", 4, 0),
        ("Learning objects", 3, 0),
        ("Article", 2, 1),
        ("Video", 1, 1),
    ]


def test_levels_stand_in_the_order_of_school() -> None:
    found = options("level", {"higher": 9, "primary": 1, "preschool": 5})
    assert [each.value for each in found] == ["preschool", "primary", "higher"]


def test_a_selected_value_is_shown_even_when_it_gives_nothing() -> None:
    found = options("level", {"primary": 1}, "higher")
    assert [(each.value, each.count, each.selected) for each in found] == [("primary", 1, False), ("higher", 0, True)]


def test_a_value_that_does_not_exist_is_not_shown() -> None:
    assert options("level", {}, "nonsense") == options("type", {"x": 1}, "y") == []


def test_languages_and_licences_have_names() -> None:
    assert [each.label for each in options("language", {"kk": 1, "en": 2})] == ["English", "Kazakh"]
    assert [each.label for each in options("licence", {"CC0-1.0": 1})] == ["CC0"]


@pytest.mark.django_db
def test_subjects_are_a_tree_in_the_readers_language_siblings_by_name() -> None:
    root = SubjectFactory(code="z", labels=LocalisedText({"en": "Sciences", "ru": "Науки"}))
    other = SubjectFactory(code="a", labels=LocalisedText({"en": "Arts", "ru": "Яркие искусства"}))
    SubjectFactory(parent=root, code="p", labels=LocalisedText({"en": "Physics", "ru": "Физика"}))
    SubjectFactory(parent=root, code="b", labels=LocalisedText({"en": "Biology"}))
    counts = {"z": 3, "p": 1, "b": 2, "a": 1, "gone": 7}
    assert [(each.label, each.depth) for each in options("subject", counts)] == [
        ("Arts", 0),
        ("Sciences", 0),
        ("Biology", 1),
        ("Physics", 1),
    ]
    assert [each.label for each in options("subject", counts, language="ru")] == [
        "Науки",
        "Biology",
        "Физика",
        "Яркие искусства",
    ]
    assert other.depth == 1


@pytest.mark.django_db
def test_subjects_of_one_name_do_not_mix_their_branches() -> None:
    for code in ("one", "two"):
        root = SubjectFactory(code=code, labels=LocalisedText({"en": "Same"}))
        SubjectFactory(parent=root, code=f"{code}-child", labels=LocalisedText({"en": f"Child of {code}"}))
    counts = dict.fromkeys(("one", "two", "one-child", "two-child"), 1)
    assert [each.value for each in options("subject", counts)] == ["one", "one-child", "two", "two-child"]


@pytest.mark.django_db
def test_tags_stand_by_frequency_then_by_name_and_are_bounded() -> None:
    for name in ("груша", "яблоко", "айва"):
        LearningObjectTag.objects.create(name=name)
    counts = {"груша": 1, "яблоко": 5, "айва": 1, "нет-такого": 9}
    assert [each.label for each in options("tag", counts)] == ["яблоко", "айва", "груша"]
    LearningObjectTag.objects.bulk_create(
        LearningObjectTag(name=f"t{number}", slug=f"t{number}") for number in range(MAX_OPTIONS + 50)
    )
    many = {f"t{number}": 1 for number in range(MAX_OPTIONS + 50)}
    assert len(options("tag", many)) == MAX_OPTIONS


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["subject", "tag"])
def test_names_cost_one_query(name: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(10):
        SubjectFactory(code=f"s{number}")
    with django_assert_num_queries(1):
        options(name, {f"s{number}": 1 for number in range(10)})


def test_a_document_is_counted_under_each_of_its_values_once() -> None:
    given = document(tags=("a", "b"), subjects=("sciences", "maths"), level="", licence="CC0-1.0")
    values = {name: list(facet.values(given)) for name, facet in BY_NAME.items()}
    assert values == {
        "type": ["object", "object.article"],
        "subject": ["sciences", "maths"],
        "level": [],
        "language": ["ru"],
        "licence": ["CC0-1.0"],
        "tag": ["a", "b"],
    }
