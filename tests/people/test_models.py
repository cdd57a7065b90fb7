"""Accounts and the rows around them."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from people.models import ConsentText, Employment, User
from people.models.users import time_zone_choices
from tests.factories.people import PASSWORD, ConsentFactory, EmploymentFactory, RoleAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_an_account_is_entered_with_its_address_in_any_case() -> None:
    user = UserFactory.create(email="Ainura.Sample@Example.ORG")
    assert user.email == "ainura.sample@example.org"
    request = RequestFactory().post("/")
    assert authenticate(request, email="AINURA.sample@example.org", password=PASSWORD) == user
    assert authenticate(request, email="ainura.sample@example.org", password="wrong") is None


def test_two_accounts_cannot_differ_by_case_alone() -> None:
    UserFactory.create(email="ainura@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="AINURA@example.org")])


def test_an_account_needs_an_address() -> None:
    with pytest.raises(ValueError, match="e-mail"):
        User.objects.create_user("")


def test_an_account_without_a_password_cannot_be_entered_by_one() -> None:
    assert not User.objects.create_user("new@example.org").has_usable_password()


def test_public_identifiers_are_unique_and_do_not_follow_the_order_of_registration() -> None:
    first, second = UserFactory.create(), UserFactory.create()
    assert first.public_id != second.public_id
    assert first.public_id.version == 4


@pytest.mark.parametrize(
    ("names", "full"),
    [
        (("Sample", "Ainura", "Bekovna"), "Sample Ainura Bekovna"),
        (("Sample", "Ainura", ""), "Sample Ainura"),
        (("", "", ""), "nameless@example.org"),
    ],
)
def test_a_name_is_written_family_name_first(names: tuple[str, str, str], full: str) -> None:
    family, given, patronymic = names
    user = User(email="nameless@example.org", family_name=family, given_name=given, patronymic=patronymic)
    assert user.get_full_name() == str(user) == full
    assert user.get_short_name() == (given or "nameless@example.org")
    assert (user.first_name, user.last_name) == (given, family)


def test_a_superuser_may_do_everything_and_needs_no_confirmation() -> None:
    chief = User.objects.create_superuser("chief@example.org", "Three-cranes")
    assert chief.is_superuser
    assert chief.is_staff
    assert EmailAddress.objects.get(user=chief).verified


def test_time_zones_are_places() -> None:
    names = dict(time_zone_choices())
    assert names["Asia/Bishkek"] == "Asia/Bishkek"
    assert "UTC" in names
    assert "Etc/GMT+5" not in names
    assert "EST5EDT" not in names


def test_a_time_zone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValidationError) as refusal:
        User(email="a@example.org", password="x", time_zone="Asia/Atlantis").full_clean()
    assert set(refusal.value.message_dict) == {"time_zone"}


@pytest.mark.parametrize("words", ["сейткали", "СЕЙТКАЛИ айгуль", "aigul@", "айгуль сейткали"])
def test_people_are_found_by_name_and_address_in_any_script_and_case(words: str) -> None:
    user = UserFactory.create(family_name="Сейткали", given_name="Айгуль", patronymic="", email="aigul@example.org")
    UserFactory.create(family_name="Иванова", given_name="Анна")
    assert list(User.objects.matching(words)) == [user]


def test_a_changed_name_is_found_at_once() -> None:
    user = UserFactory.create(family_name="Old")
    user.family_name = "Жаңа"
    user.save(update_fields=["family_name"])
    assert list(User.objects.matching("ЖАҢА")) == [user]


def test_a_person_has_one_main_place_of_work() -> None:
    place = EmploymentFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        EmploymentFactory.create(user=place.user, is_main=True)
    assert Employment.objects.count() == 1


@pytest.mark.parametrize("everywhere", [True, False])
def test_a_role_is_held_once_for_the_same_people(everywhere: bool) -> None:
    place = None if everywhere else EmploymentFactory.create().organisation
    row = RoleAssignmentFactory.create(organisation=place)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleAssignmentFactory.create(user=row.user, role=row.role, organisation=place)


def test_a_text_is_agreed_to_once_at_a_time_and_the_record_stays() -> None:
    consent = ConsentFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentFactory.create(user=consent.user, text=consent.text)
    consent.withdrawn_at = consent.given_at
    consent.save()
    again = ConsentFactory.create(user=consent.user, text=consent.text)
    assert not consent.in_force
    assert again.in_force
    assert ConsentText.objects.count() == 1
