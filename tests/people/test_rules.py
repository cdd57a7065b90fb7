"""Rules over plain values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.models import Organisation
from people.page_permissions import ancestor_paths
from people.rules import KIND_RANKS, is_beneath, may_contain, role_languages

KINDS = st.sampled_from(sorted(KIND_RANKS))
INSTALLED = ["ru", "en", "zh-hans", "kk", "ky", "uz", "be"]


def test_every_kind_of_organisation_has_a_rank() -> None:
    assert set(KIND_RANKS) == set(Organisation.Kind.values)


@pytest.mark.parametrize(
    ("parent", "child", "allowed"),
    [
        ("country", "region", True),
        ("country", "organisation", True),
        ("region", "municipality", True),
        ("organisation", "organisation", True),
        ("region", "region", False),
        ("organisation", "municipality", False),
        ("municipality", "country", False),
    ],
)
def test_levels_may_be_left_out_but_not_turned_round(parent: str, child: str, allowed: bool) -> None:
    assert may_contain(parent, child) is allowed


@given(one=KINDS, other=KINDS)
def test_two_kinds_never_contain_each_other_unless_both_are_organisations(one: str, other: str) -> None:
    both = may_contain(one, other) and may_contain(other, one)
    assert both == (one == other == "organisation")


@given(path=st.text("0123456789AZ", min_size=4, max_size=40))
def test_a_node_is_beneath_itself_and_its_ancestors_only(path: str) -> None:
    assert is_beneath(path, path)
    assert is_beneath(path + "0001", path)
    assert not is_beneath(path, path + "0001")


@given(chosen=st.lists(st.sampled_from(INSTALLED), unique=True))
def test_no_chosen_language_means_every_language(chosen: list[str]) -> None:
    held = role_languages(chosen, INSTALLED)
    assert set(held) == (set(chosen) or set(INSTALLED))
    assert held == sorted(held, key=INSTALLED.index)


def test_the_way_to_a_page_starts_at_the_top_of_its_tree() -> None:
    assert ancestor_paths("000100020003", 8) == ["00010002", "000100020003"]
    assert ancestor_paths("0001", 4) == ["0001"]
