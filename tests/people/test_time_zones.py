"""Places to choose a time zone by."""

from datetime import UTC, datetime
from zoneinfo import available_timezones

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from people.models import User
from people.time_zones import NEAR, choices
from tests.factories.people import UserFactory

SUMMER, WINTER = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)


def groups(chosen: str, language: str = "ru", at: datetime = WINTER) -> dict[str, list[tuple[str, str]]]:
    with translation.override(language):
        return {name: list(places) for name, places in choices(chosen, at) if not isinstance(places, str)}


def test_the_country_of_the_chosen_zone_is_first_then_the_partners() -> None:
    assert list(groups("Asia/Tashkent"))[:6] == ["Узбекистан", "Россия", "Казахстан", "Киргизия", "Беларусь", "Китай"]
    assert list(groups("Europe/Warsaw"))[:2] == ["Польша", "Россия"]
    assert next(iter(groups("UTC"))) == "Россия"
    assert len(groups("Asia/Tashkent")) > 200


@pytest.mark.parametrize(
    ("language", "country", "place"),
    [
        ("ru", "Казахстан", "Алматы"),
        ("en", "Kazakhstan", "Almaty"),
        ("zh-hans", "哈萨克斯坦", "阿拉木图"),
        ("kk", "Қазақстан", "Алматы"),
        ("ky", "Казакстан", "Алматы"),
        ("uz", "Qozogʻiston", "Almati"),
        ("be", "Казахстан", "Алматы"),
    ],
)
def test_places_are_named_in_the_readers_language(language: str, country: str, place: str) -> None:
    assert ("Asia/Almaty", f"{place} (UTC+05:00)") in groups("Asia/Almaty", language)[country]


def test_places_without_a_name_in_a_language_have_that_of_the_zone() -> None:
    assert groups("Europe/Minsk", "uz")["Belarus"] == [("Europe/Minsk", "Minsk (UTC+03:00)")]
    assert ("America/Argentina/Buenos_Aires", "Buenos Aires (UTC\u221203:00)") in groups("UTC", "en")["Argentina"]


def test_offsets_are_those_of_the_day_from_west_to_east() -> None:
    assert groups("Europe/Berlin", at=WINTER)["Германия"][0] == ("Europe/Berlin", "Берлин (UTC+01:00)")
    assert groups("Europe/Berlin", at=SUMMER)["Германия"][0] == ("Europe/Berlin", "Берлин (UTC+02:00)")
    russia = [zone for zone, _label in groups("UTC")["Россия"]]
    assert (russia[0], russia[-1]) == ("Europe/Kaliningrad", "Asia/Kamchatka")


def test_a_zone_kept_by_an_old_name_can_stay() -> None:
    assert groups("Asia/Calcutta")["Индия"] == [("Asia/Calcutta", "Калькутта (UTC+05:30)")]
    assert groups("Asia/Kolkata")["Индия"] == [("Asia/Kolkata", "Калькутта (UTC+05:30)")]


def test_every_zone_can_be_chosen_once_and_is_known() -> None:
    offered = [zone for places in groups("UTC").values() for zone, _label in places]
    assert len(offered) == len(set(offered))
    assert set(offered) <= available_timezones()
    assert len(NEAR) == len(set(NEAR))


@pytest.mark.parametrize("chosen", sorted(zone for zone in available_timezones() if "/" in zone)[::7])
def test_whatever_zone_an_account_has_is_offered_back(chosen: str) -> None:
    with translation.override("en"):
        offered = choices(chosen, WINTER)
    flat = [zone for zone, places in offered if isinstance(places, str)]
    flat += [zone for _name, places in offered if not isinstance(places, str) for zone, _label in places]
    assert flat.count(chosen) == 1


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.django_db
def test_the_profile_offers_them(client: Client, language: str) -> None:
    client.force_login(UserFactory.create(time_zone="Asia/Bishkek", language=language))
    page = client.get(f"/{language}/account/profile/").content.decode()
    assert page.count("<optgroup") > 200
    assert '<option value="Asia/Bishkek" selected>' in page


@pytest.mark.django_db
def test_the_profile_takes_what_it_offers_and_nothing_else(client: Client) -> None:
    user = UserFactory.create(time_zone="Asia/Bishkek", family_name="A", given_name="B")
    client.force_login(user)
    data = {"family_name": "A", "given_name": "B", "language": "ru", "time_zone": "Asia/Tashkent"}
    assert client.post("/ru/account/profile/", data).status_code == 302
    assert User.objects.get(pk=user.pk).time_zone == "Asia/Tashkent"
    assert client.post("/ru/account/profile/", {**data, "time_zone": "Mars/Base"}).status_code == 422
    assert User.objects.get(pk=user.pk).time_zone == "Asia/Tashkent"
