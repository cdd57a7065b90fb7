"""Accounts as the services change them."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import ModelLogEntry

from people.models import Organisation, User
from people.roles import Role
from people.services import create_account, may_change_account, update_account, update_own_profile
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
NEW = {"email": "New.Teacher@example.org", "family_name": "Sample", "given_name": "Nurlan", "language": "kk"}


def test_an_administrator_makes_an_account_without_a_password(administrator: User) -> None:
    user = create_account(NEW, by=administrator)
    assert user.email == "new.teacher@example.org"
    assert user.language == "kk"
    assert not user.has_usable_password()
    assert ModelLogEntry.objects.filter(object_id=user.pk, user=administrator, action="wagtail.create").exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_nobody_else_makes_or_changes_accounts(role: Role, person_with: Callable[..., User]) -> None:
    person, user = person_with(role), UserFactory.create()
    with pytest.raises(PermissionDenied):
        create_account(NEW, by=person)
    with pytest.raises(PermissionDenied):
        update_account(user, {"family_name": "Taken over"}, by=person)
    assert not may_change_account(person, user)


def test_an_administrator_of_a_school_does_not_either(person_with: Callable[..., User], school: Organisation) -> None:
    with pytest.raises(PermissionDenied):
        create_account(NEW, by=person_with(Role.ADMINISTRATOR, organisation=school))


@pytest.mark.parametrize("field", ["is_superuser", "is_staff"])
def test_only_a_superuser_gives_power_over_everything(field: str, administrator: User, chief: User) -> None:
    user = UserFactory.create()
    with pytest.raises(PermissionDenied):
        update_account(user, {field: True}, by=administrator)
    with pytest.raises(PermissionDenied):
        create_account({**NEW, field: True}, by=administrator)
    assert getattr(update_account(user, {field: True}, by=chief), field)


def test_a_superusers_account_is_changed_by_superusers_alone(administrator: User, chief: User) -> None:
    with pytest.raises(PermissionDenied):
        update_account(chief, {"email": "mine@example.org"}, by=administrator)
    assert not may_change_account(administrator, chief)
    other = User.objects.create_superuser("other@example.org", "Three-cranes")
    assert update_account(chief, {"family_name": "Chief"}, by=other).family_name == "Chief"


@pytest.mark.parametrize("values", [{"is_active": False}, {"is_superuser": False}])
def test_nobody_shuts_or_lifts_themselves(values: dict[str, bool], chief: User) -> None:
    with pytest.raises(PermissionDenied):
        update_account(chief, values, by=chief)


def test_an_administrator_changes_the_rest_of_their_own_account(administrator: User) -> None:
    assert update_account(administrator, {"family_name": "Renamed"}, by=administrator).family_name == "Renamed"


def test_a_person_changes_their_own_name_language_and_zone() -> None:
    user = UserFactory.create()
    update_own_profile(user, {"family_name": "Жаңа", "language": "ky", "time_zone": "Asia/Almaty"})
    stored = User.objects.get(pk=user.pk)
    assert (stored.family_name, stored.language, stored.time_zone) == ("Жаңа", "ky", "Asia/Almaty")
    assert stored.wagtail_userprofile.current_time_zone == "Asia/Almaty"


@pytest.mark.parametrize("field", ["email", "is_superuser", "is_staff", "is_active", "password"])
def test_a_person_changes_nothing_else_by_themselves(field: str) -> None:
    user = UserFactory.create()
    with pytest.raises(PermissionDenied):
        update_own_profile(user, {field: "x"})
