"""The tree of organisations, positions and places of work, as the services change them."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from wagtail.models import ModelLogEntry

from people.localised import LocalisedText
from people.models import Employment, Organisation, Position, User
from people.roles import Role
from people.services import (
    OrganisationData,
    create_organisation,
    delete_organisation,
    delete_position,
    end_employment,
    save_position,
    set_employment,
    update_organisation,
)
from tests.factories.people import EmploymentFactory, OrganisationFactory, PositionFactory, UserFactory

pytestmark = pytest.mark.django_db
OTHERS = [role for role in Role if role not in (Role.ADMINISTRATOR, Role.REGISTRAR)]


def data(kind: str = "organisation", name: str = "School", country: str = "") -> OrganisationData:
    return OrganisationData(kind, LocalisedText(en=name), country)


def test_an_organisation_takes_its_country_from_above(administrator: User, school: Organisation) -> None:
    branch = create_organisation(data(name="Branch", country="XX"), by=administrator, parent=school)
    assert branch.country_code == "KG"
    assert branch.is_child_of(school)
    assert ModelLogEntry.objects.filter(object_id=branch.pk, action="wagtail.create", user=administrator).exists()


def test_a_country_stands_at_the_top(administrator: User) -> None:
    country = create_organisation(data("country", "Uzbekistan", "uz"), by=administrator)
    assert country.is_root()
    assert country.country_code == "UZ"


@pytest.mark.parametrize("code", ["", "UZB", "1A", "узб"])
def test_a_country_code_is_two_letters(administrator: User, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        create_organisation(data("country", "Uzbekistan", code), by=administrator)
    assert "country_code" in refusal.value.message_dict
    assert not Organisation.objects.exists()


def test_a_region_cannot_stand_under_a_school(administrator: User, school: Organisation) -> None:
    with pytest.raises(ValidationError) as refusal:
        create_organisation(data("region"), by=administrator, parent=school)
    assert "parent" in refusal.value.message_dict


def test_an_organisation_needs_a_name(administrator: User) -> None:
    with pytest.raises(ValidationError) as refusal:
        create_organisation(OrganisationData("country", LocalisedText(), "KZ"), by=administrator)
    assert "labels" in refusal.value.message_dict


@pytest.mark.parametrize("role", [*OTHERS, Role.REGISTRAR])
def test_only_administrators_build_the_tree(role: Role, person_with: Callable[..., User], school: Organisation) -> None:
    person = person_with(role)
    for change in (
        lambda: create_organisation(data(), by=person, parent=school),
        lambda: create_organisation(data("country", "X", "KZ"), by=person),
        lambda: update_organisation(school, data(), by=person, parent=school.get_parent()),
        lambda: delete_organisation(school, by=person),
    ):
        with pytest.raises(PermissionDenied):
            change()
    assert Organisation.objects.count() == 4


def test_an_administrator_of_a_region_builds_that_region_alone(
    person_with: Callable[..., User], school: Organisation
) -> None:
    town = school.get_parent()
    region = town.get_parent()
    elsewhere = OrganisationFactory.create(kind="country", labels={"en": "Belarus"}, country_code="BY")
    person = person_with(Role.ADMINISTRATOR, organisation=region)
    create_organisation(data(name="New school"), by=person, parent=town)
    with pytest.raises(PermissionDenied):
        create_organisation(data(name="New school"), by=person, parent=elsewhere)
    with pytest.raises(PermissionDenied):
        update_organisation(school, data("organisation"), by=person, parent=elsewhere)
    with pytest.raises(PermissionDenied):
        update_organisation(region, data("region"), by=person, parent=None)


def test_an_organisation_moves_with_all_beneath_it(administrator: User, school: Organisation) -> None:
    branch = OrganisationFactory.create(parent=school, labels={"en": "Branch"})
    other = OrganisationFactory.create(kind="country", labels={"en": "Kazakhstan"}, country_code="KZ")
    school.refresh_from_db()
    moved = update_organisation(school, data(name="School no. 4"), by=administrator, parent=other)
    branch.refresh_from_db()
    assert moved.get_parent() == other
    assert branch.get_parent() == moved
    assert {moved.country_code, branch.country_code} == {"KZ"}
    assert ModelLogEntry.objects.filter(object_id=moved.pk, action="people.move_organisation").exists()
    assert Organisation.find_problems() == ([], [], [], [], [])


def test_an_organisation_becomes_a_root(administrator: User, school: Organisation) -> None:
    moved = update_organisation(school, data(name="Academy", country="kg"), by=administrator, parent=None)
    assert moved.is_root()
    assert Organisation.find_problems() == ([], [], [], [], [])


def test_an_organisation_cannot_stand_under_itself(administrator: User, school: Organisation) -> None:
    region = school.get_parent().get_parent()
    for target in (region, school):
        with pytest.raises(ValidationError) as refusal:
            update_organisation(region, data("region", "Naryn"), by=administrator, parent=target)
        assert "parent" in refusal.value.message_dict
    region.refresh_from_db()
    assert region.labels == {"en": "Naryn Region"}


def test_a_kind_cannot_be_lower_than_what_stands_beneath(administrator: User, school: Organisation) -> None:
    region = school.get_parent().get_parent()
    with pytest.raises(ValidationError) as refusal:
        update_organisation(region, data("organisation"), by=administrator, parent=region.get_parent())
    assert "kind" in refusal.value.message_dict


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(0, 5), st.integers(-1, 5)), max_size=6))
def test_the_tree_stays_a_tree_whatever_is_moved_where(chief: User, moves: list[tuple[int, int]]) -> None:
    nodes = [OrganisationFactory.create(labels={"en": f"N{n}"}).pk for n in range(6)]
    for node, parent in moves:
        moved = Organisation.objects.get(pk=nodes[node])
        target = Organisation.objects.get(pk=nodes[parent]) if parent >= 0 else None
        try:
            update_organisation(moved, data(name="N", country="KZ"), by=chief, parent=target)
        except ValidationError:
            assert target is not None
            assert target.pk == moved.pk or target.is_descendant_of(moved)
    assert Organisation.objects.filter(pk__in=nodes).count() == 6
    assert Organisation.find_problems() == ([], [], [], [], [])
    for pk in reversed(nodes):
        Organisation.objects.filter(pk=pk).delete()


def test_only_an_empty_organisation_is_deleted(administrator: User, school: Organisation) -> None:
    town = school.get_parent()
    with pytest.raises(ValidationError):
        delete_organisation(town, by=administrator)
    place = EmploymentFactory.create(organisation=school)
    with pytest.raises(ValidationError):
        delete_organisation(school, by=administrator)
    place.delete()
    delete_organisation(school, by=administrator)
    assert not Organisation.objects.filter(pk=school.pk).exists()
    town.refresh_from_db()
    assert town.numchild == 0


def test_the_first_place_of_work_is_the_main_one_and_another_takes_over(
    administrator: User, school: Organisation
) -> None:
    user, other = UserFactory.create(), OrganisationFactory.create()
    first = set_employment(user, school, by=administrator)
    second = set_employment(user, other, by=administrator)
    assert (first.is_main, second.is_main) == (True, False)
    set_employment(user, other, by=administrator, is_main=True)
    assert list(user.employments.filter(is_main=True).values_list("organisation", flat=True)) == [other.pk]
    end_employment(user.employments.get(organisation=other), by=administrator)
    assert user.employments.get().is_main


def test_a_place_of_work_recorded_again_changes_the_position(administrator: User, school: Organisation) -> None:
    user, head = UserFactory.create(), PositionFactory.create(is_head=True)
    set_employment(user, school, by=administrator)
    set_employment(user, school, by=administrator, position=head)
    assert user.employments.get().position == head


def test_a_registrar_records_work_in_their_own_organisations(
    person_with: Callable[..., User], school: Organisation
) -> None:
    registrar = person_with(Role.REGISTRAR, organisation=school)
    place = set_employment(UserFactory.create(), school, by=registrar)
    with pytest.raises(PermissionDenied):
        set_employment(UserFactory.create(), OrganisationFactory.create(), by=registrar)
    end_employment(place, by=registrar)
    assert not Employment.objects.exists()


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_records_work(role: Role, person_with: Callable[..., User], school: Organisation) -> None:
    place = EmploymentFactory.create(organisation=school)
    person = person_with(role)
    with pytest.raises(PermissionDenied):
        set_employment(place.user, school, by=person)
    with pytest.raises(PermissionDenied):
        end_employment(place, by=person)


def test_positions_are_kept_by_an_administrator_of_everything(
    administrator: User, person_with: Callable[..., User], school: Organisation
) -> None:
    head = save_position(LocalisedText(en="Head"), True, by=administrator)
    save_position(LocalisedText(en="Head of school"), True, by=administrator, position=head)
    assert Position.objects.get().labels == {"en": "Head of school"}
    local = person_with(Role.ADMINISTRATOR, organisation=school)
    for person in (local, person_with(Role.REGISTRAR), person_with(Role.EDITOR)):
        with pytest.raises(PermissionDenied):
            save_position(LocalisedText(en="King"), True, by=person)
        with pytest.raises(PermissionDenied):
            delete_position(head, by=person)


def test_a_position_somebody_holds_stays(administrator: User) -> None:
    held = PositionFactory.create()
    place = EmploymentFactory.create(position=held)
    with pytest.raises(ValidationError):
        delete_position(held, by=administrator)
    place.delete()
    delete_position(held, by=administrator)
    assert not Position.objects.exists()


def test_organisations_are_found_by_words_in_any_language_and_case(school: Organisation) -> None:
    assert list(Organisation.objects.matching("ШКОЛА 4")) == [school]
    assert list(Organisation.objects.matching("school")) == [school]
    assert not Organisation.objects.matching("gymnasium")


def test_people_are_counted_with_all_beneath_and_once(school: Organisation) -> None:
    branch = OrganisationFactory.create(parent=school)
    both = UserFactory.create()
    EmploymentFactory.create(user=both, organisation=school)
    EmploymentFactory.create(user=both, organisation=branch, is_main=False)
    EmploymentFactory.create(organisation=branch)
    counts = {node.pk: node.people_count for node in Organisation.objects.with_people_count()}
    assert counts[branch.pk] == 2
    assert counts[school.pk] == 2
    assert counts[school.get_root().pk] == 2


@pytest.mark.parametrize("size", [1, 12])
def test_ways_are_looked_up_at_once_however_many_nodes(
    size: int, school: Organisation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _index in range(size):
        OrganisationFactory.create(parent=school)
    nodes = list(Organisation.objects.all())
    with django_assert_num_queries(1):
        listed = Organisation.objects.with_ways(nodes)
    assert [str(step) for step in listed[-1].way] == ["Kyrgyzstan", "Naryn Region", "Naryn", "School no. 4"] or len(
        listed[-1].way
    ) == 4
