"""The memory of imports."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.models import CourseIndexPage
from interop.load.course.ledger import Ledger, digest_of, key
from interop.models import ImportedItem


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=5))
def test_a_digest_does_not_depend_on_order(values: dict[str, int | str]) -> None:
    assert digest_of(values) == digest_of(dict(reversed(values.items())))


def test_a_digest_tells_values_apart() -> None:
    assert digest_of({"a": 1}) != digest_of({"a": "1"})
    assert digest_of(["a", "b"]) != digest_of(["b", "a"])


@given(st.text(max_size=900), st.text(max_size=900))
def test_keys_fit_their_column_and_stay_distinct(one: str, other: str) -> None:
    assert len(key("lesson", one)) <= 512
    assert (key("lesson", one) == key("lesson", other)) == (one == other)
    assert key("lesson", one) != key("module", one)


def test_what_is_remembered_is_found(index: CourseIndexPage) -> None:
    ledger = Ledger("source", index)
    assert ledger.find("course", "1", CourseIndexPage) is None
    assert ledger.digest("course", "1") == ""
    ledger.remember("course", "1", index, "d")
    for again in (ledger, Ledger("source", index)):
        assert again.find("course", "1", CourseIndexPage) == index
        assert again.digest("course", "1") == "d"
    assert str(ImportedItem.objects.get()) == "source: course:1"


def test_remembering_again_replaces(index: CourseIndexPage) -> None:
    ledger = Ledger("source", index)
    ledger.remember("course", "1", index, "old")
    ledger.remember("course", "1", index, "new")
    assert ImportedItem.objects.get().digest == "new"


def test_sources_and_targets_do_not_mix(index: CourseIndexPage) -> None:
    Ledger("source", index).remember("course", "1", index, "d")
    assert Ledger("other", index).find("course", "1", CourseIndexPage) is None
    assert Ledger("source", index.get_parent()).find("course", "1", CourseIndexPage) is None


def test_what_was_deleted_is_not_found(index: CourseIndexPage) -> None:
    page = index.get_parent().add_child(instance=CourseIndexPage(title="x", slug="x", locale=index.locale))
    Ledger("source", index).remember("course", "1", page, "d")
    page.delete()
    assert Ledger("source", index).find("course", "1", CourseIndexPage) is None


def test_a_source_with_a_very_long_name(index: CourseIndexPage) -> None:
    Ledger("s" * 1000, index).remember("course", "1", index, "d")
    assert Ledger("s" * 1000, index).find("course", "1", CourseIndexPage) == index


@pytest.mark.django_db
def test_the_memory_goes_with_the_list(index: CourseIndexPage) -> None:
    Ledger("source", index).remember("course", "1", index.get_parent(), "d")
    index.delete()
    assert not ImportedItem.objects.exists()
