"""Giving and taking roles; who holds which, where."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from pytest_django import DjangoAssertNumQueries
from wagtail.models import ModelLogEntry

from people.models import Organisation, RoleAssignment, User
from people.permissions import has_role, may_manage, organisations_of, require_role
from people.roles import Role
from people.services import assign_role, revoke_role
from people.services.groups import group_name
from tests.factories.people import OrganisationFactory, RoleAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def groups(user: User) -> set[str]:
    return set(User.objects.get(pk=user.pk).groups.values_list("name", flat=True))


@pytest.mark.parametrize("role", [role for role in Role if role != Role.PARTNER_TRANSLATOR])
def test_a_role_brings_its_group_and_taking_it_back_takes_the_group(role: Role, administrator: User) -> None:
    user = UserFactory.create()
    row = assign_role(user, role, by=administrator)
    assert groups(user) == {group_name(role)}
    assert row.granted_by == administrator
    revoke_role(row, by=administrator)
    assert groups(user) == set()
    logged = ModelLogEntry.objects.filter(object_id=user.pk).values_list("action", "user")
    assert set(logged) == {("people.assign_role", administrator.pk), ("people.revoke_role", administrator.pk)}


def test_a_group_stays_while_the_role_is_held_for_another_organisation(administrator: User) -> None:
    user = UserFactory.create()
    first = assign_role(user, Role.TUTOR, by=administrator, organisation=OrganisationFactory.create())
    assign_role(user, Role.TUTOR, by=administrator, organisation=OrganisationFactory.create())
    revoke_role(first, by=administrator)
    assert groups(user) == {group_name(Role.TUTOR)}


def test_groups_that_are_no_roles_are_left_alone(administrator: User) -> None:
    user = UserFactory.create()
    user.groups.create(name="Choir")
    revoke_role(assign_role(user, Role.EDITOR, by=administrator), by=administrator)
    assert groups(user) == {"Choir"}


def test_a_role_given_twice_is_one_role(administrator: User) -> None:
    user = UserFactory.create()
    assert assign_role(user, Role.EDITOR, by=administrator) == assign_role(user, Role.EDITOR, by=administrator)
    assert user.role_assignments.count() == 1


def test_a_translator_is_in_the_groups_of_their_languages(administrator: User) -> None:
    user = UserFactory.create()
    base = group_name(Role.PARTNER_TRANSLATOR)
    assign_role(user, Role.PARTNER_TRANSLATOR, by=administrator, languages=["kk", "ky"])
    assert groups(user) == {base, f"{base} (kk)", f"{base} (ky)"}
    row = assign_role(user, Role.PARTNER_TRANSLATOR, by=administrator, languages=["uz"])
    assert groups(user) == {base, f"{base} (uz)"}
    assert row.language_names == ["Uzbek"] or len(row.language_names) == 1


def test_a_translator_without_languages_translates_into_all(administrator: User) -> None:
    user = UserFactory.create()
    assign_role(user, Role.PARTNER_TRANSLATOR, by=administrator)
    assert len(groups(user)) == 8


@pytest.mark.parametrize(
    ("role", "languages"), [(Role.PARTNER_TRANSLATOR, ["fr"]), (Role.EDITOR, ["kk"]), (Role.AUTHOR, ["ru"])]
)
def test_languages_are_those_of_the_installation_and_of_translators(
    role: Role, languages: list[str], administrator: User
) -> None:
    with pytest.raises(ValidationError) as refusal:
        assign_role(UserFactory.create(), role, by=administrator, languages=languages)
    assert "languages" in refusal.value.message_dict
    assert not RoleAssignment.objects.exclude(user=administrator).exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_administrators_give_and_take_roles(role: Role, person_with: Callable[..., User]) -> None:
    person = person_with(role)
    row = RoleAssignmentFactory.create()
    with pytest.raises(PermissionDenied):
        assign_role(UserFactory.create(), Role.AUTHOR, by=person)
    with pytest.raises(PermissionDenied):
        revoke_role(row, by=person)


def test_a_learner_gives_no_roles() -> None:
    with pytest.raises(PermissionDenied):
        assign_role(UserFactory.create(), Role.AUTHOR, by=UserFactory.create())


def test_nobody_lifts_or_lowers_themselves(administrator: User) -> None:
    with pytest.raises(PermissionDenied):
        assign_role(administrator, Role.EDITOR, by=administrator)
    with pytest.raises(PermissionDenied):
        revoke_role(administrator.role_assignments.get(), by=administrator)
    assert groups(administrator) == {group_name(Role.ADMINISTRATOR)}


def test_an_administrator_of_a_part_gives_roles_in_that_part(
    person_with: Callable[..., User], school: Organisation
) -> None:
    town = school.get_parent()
    local = person_with(Role.ADMINISTRATOR, organisation=town)
    row = assign_role(UserFactory.create(), Role.METHODOLOGIST, by=local, organisation=school)
    revoke_role(row, by=local)
    for place in (None, town.get_parent(), OrganisationFactory.create()):
        with pytest.raises(PermissionDenied):
            assign_role(UserFactory.create(), Role.METHODOLOGIST, by=local, organisation=place)


def test_a_role_that_ends_with_its_row_takes_the_group_along(administrator: User) -> None:
    user = UserFactory.create()
    assign_role(user, Role.EDITOR, by=administrator)
    RoleAssignment.objects.get(user=user).delete()
    assert groups(user) == set()


def test_a_person_with_roles_can_be_deleted(administrator: User) -> None:
    user = UserFactory.create()
    assign_role(user, Role.EDITOR, by=administrator)
    user.delete()
    assert not RoleAssignment.objects.filter(role=Role.EDITOR).exists()


def test_a_new_role_is_seen_by_who_holds_the_object(administrator: User) -> None:
    user = UserFactory.create()
    assert not user.has_perm("wagtailadmin.access_admin")
    assign_role(user, Role.EDITOR, by=administrator)
    assert user.has_perm("wagtailadmin.access_admin")


def test_a_role_holds_for_everything_beneath(school: Organisation) -> None:
    region = school.get_parent().get_parent()
    user = RoleAssignmentFactory.create(role=Role.METHODOLOGIST, organisation=region).user
    assert has_role(user, Role.METHODOLOGIST)
    assert has_role(user, Role.METHODOLOGIST, organisation=school)
    assert has_role(user, Role.TUTOR, Role.METHODOLOGIST, organisation=region)
    assert not has_role(user, Role.METHODOLOGIST, organisation=region.get_parent())
    assert not has_role(user, Role.TUTOR, organisation=school)
    assert set(organisations_of(user, Role.METHODOLOGIST) or []) == {region, *region.get_descendants()}


def test_a_role_for_the_installation_knows_no_limit(school: Organisation) -> None:
    user = RoleAssignmentFactory.create(role=Role.TUTOR).user
    assert organisations_of(user, Role.TUTOR) is None
    assert has_role(user, Role.TUTOR, organisation=school)
    assert not has_role(user, Role.EDITOR)


def test_superusers_hold_every_role_and_strangers_none(chief: User, school: Organisation) -> None:
    assert all(has_role(chief, role, organisation=school) for role in Role)
    assert not any(has_role(AnonymousUser(), role) for role in Role)
    closed = RoleAssignmentFactory.create(user__is_active=False).user
    assert not has_role(closed, Role.METHODOLOGIST)


def test_a_role_can_be_demanded_everywhere(school: Organisation) -> None:
    local = RoleAssignmentFactory.create(role=Role.ADMINISTRATOR, organisation=school).user
    require_role(local, Role.ADMINISTRATOR)
    require_role(local, Role.ADMINISTRATOR, organisation=school)
    with pytest.raises(PermissionDenied, match=r"Administrator|Администратор"):
        require_role(local, Role.ADMINISTRATOR, everywhere=True)
    assert may_manage(local, school)
    assert not may_manage(local, None)
    assert not may_manage(local, school.get_parent())


@pytest.mark.parametrize("roles", [1, 9])
def test_asking_for_a_role_costs_the_same_however_many_are_held(
    roles: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = UserFactory.create()
    places = [OrganisationFactory.create() for _index in range(roles)]
    for place in places:
        RoleAssignmentFactory.create(user=user, organisation=place)
    with django_assert_num_queries(2):
        assert has_role(user, Role.METHODOLOGIST, organisation=places[-1])
