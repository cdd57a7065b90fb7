"""What follows by itself when something changes."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from wagtail.users.models import UserProfile

from people import personal_data, signal_handlers
from people.models import User
from people.services import lacks_required_consent
from people.services.consents import REQUIRED_KEY
from tests.factories.people import ConsentTextFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_the_admin_keeps_to_the_persons_time_zone() -> None:
    user = UserFactory.create(time_zone="Asia/Tashkent")
    assert UserProfile.objects.get(user=user).current_time_zone == "Asia/Tashkent"
    user.time_zone = "Asia/Almaty"
    user.save()
    assert UserProfile.objects.get(user=user).current_time_zone == "Asia/Almaty"


@pytest.mark.parametrize(
    ("language", "spoken"),
    [("ru", "ru"), ("en", "en"), ("zh-hans", "zh-hans"), ("kk", "ru"), ("ky", "ru"), ("uz", "ru"), ("be", "ru")],
)
@pytest.mark.parametrize("installed", ["ru", "en", "kk"])
def test_the_admin_speaks_the_nearest_language_it_has(
    client: Client, settings: Any, language: str, spoken: str, installed: str
) -> None:
    settings.LANGUAGE_CODE = installed
    user = UserFactory.create(language=language, is_superuser=True)
    client.force_login(user)
    for path in ("/admin/", "/admin/pages/"):
        assert f'<html lang="{spoken}"' in client.get(path, follow=True).content.decode()
    with translation.override("en"):
        assert UserProfile.objects.get(user=user).get_preferred_language() == spoken


def test_a_new_language_of_a_person_is_the_admins() -> None:
    user = UserFactory.create(language="en")
    user.language = "uz"
    user.save()
    assert UserProfile.objects.get(user=user).preferred_language == "ru"


def test_a_profile_that_was_lost_is_made_again() -> None:
    user = UserFactory.create()
    UserProfile.objects.all().delete()
    user.save()
    assert UserProfile.objects.get(user=user).current_time_zone == user.time_zone


def test_rows_loaded_from_a_file_bring_their_own_profile() -> None:
    user = UserFactory.create()
    UserProfile.objects.all().delete()
    signal_handlers.keep_locale_in_admin(user, created=True, raw=True)
    assert not UserProfile.objects.exists()


def test_a_new_text_is_asked_about_at_once() -> None:
    user = UserFactory.create()
    assert not lacks_required_consent(user)
    assert cache.get(REQUIRED_KEY) == []
    text = ConsentTextFactory.create(required=True)
    assert lacks_required_consent(user)
    text.delete()
    assert not lacks_required_consent(user)


def test_a_letter_that_arrived_confirms_an_address_nobody_confirmed() -> None:
    user = User.objects.create_user("new@example.org")
    signal_handlers.confirm_address_after_reset(user)
    assert EmailAddress.objects.get(user=user).verified


def test_it_does_not_touch_who_has_a_confirmed_address() -> None:
    user = UserFactory.create()
    EmailAddress.objects.create(user=user, email="waiting@example.org")
    signal_handlers.confirm_address_after_reset(user)
    assert not EmailAddress.objects.get(email="waiting@example.org").verified


def test_everything_about_somebody_new_is_little_but_whole() -> None:
    user = UserFactory.create()
    data = personal_data.collect(user)
    assert {"account", "employment", "roles", "consents"} <= set(data)
    assert data["employment"] == data["roles"] == data["consents"] == []
    assert data["account"]["public_id"] == user.public_id


def test_keys_are_no_data_about_a_person() -> None:
    user = UserFactory.create()
    assert not {"password", "is_superuser", "search_text", "id"} & set(personal_data.account(user))
