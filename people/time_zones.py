"""Time zones to choose from: places in the reader's language under their countries, with their offset from UTC.

Countries, places and their names are those of the Unicode CLDR, which has them in every language of the installation.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global
from django.utils.translation import get_language, to_locale

Choices = list[tuple[str, str | list[tuple[str, str]]]]

NEAR = ("RU", "KZ", "KG", "UZ", "BY", "CN")
"""The partner countries: they stand before all others, whose order is that of the alphabet."""

_MINUTE = timedelta(minutes=1)


def choices(chosen: str, at: datetime) -> Choices:
    """Places by country, the country of the chosen one first. A chosen place that goes by an old name keeps it."""
    language = get_language() or "en"
    current = get_global("zone_aliases").get(chosen, chosen)
    own = get_global("zone_territories").get(current, "")
    countries = [own, *(code for code in NEAR if code != own)]
    places = _places(language, at.date().toordinal())
    rest = sorted(set(places) - set(countries), key=lambda code: _country(language, code).casefold())
    found: Choices = [("UTC", "UTC")]
    for code in (*countries, *rest):
        if here := places.get(code):
            named = [(chosen if zone == current else zone, label) for zone, label in here]
            found.append((_country(language, code), named))
    if own not in places and chosen != "UTC":
        found.insert(0, (chosen, chosen))
    return found


@lru_cache(maxsize=32)
def _places(language: str, day: int) -> Mapping[str, list[tuple[str, str]]]:
    """Zones and labels of each country, as of a day, from west to east."""
    at = datetime.fromordinal(day).replace(hour=12)
    found: dict[str, list[tuple[timedelta, str, str]]] = defaultdict(list)
    for zone, country in get_global("zone_territories").items():
        if "/" in zone and not zone.startswith("Etc/") and zone in _known():
            offset = at.replace(tzinfo=ZoneInfo(zone)).utcoffset() or timedelta()
            found[country].append((offset, f"{_city(language, zone)} ({_told(offset)})", zone))
    return {country: [(zone, label) for _offset, label, zone in sorted(here)] for country, here in found.items()}


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    """Zones this machine knows: looking through their folder takes longer than anything else here."""
    return frozenset(available_timezones())


def _country(language: str, code: str) -> str:
    names = Locale.parse(to_locale(language)).territories
    return str(names.get(code) or code)


def _city(language: str, zone: str) -> str:
    known = Locale.parse(to_locale(language)).time_zones
    for name in (zone, *_old_names().get(zone, ())):
        if city := known.get(name, {}).get("city"):
            return str(city)
    return zone.rsplit("/", 1)[-1].replace("_", " ")


@lru_cache(maxsize=1)
def _old_names() -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for old, zone in get_global("zone_aliases").items():
        found[zone].append(old)
    return found


def _told(offset: timedelta) -> str:
    """«UTC+05:30», with the true minus."""
    minutes = offset // _MINUTE
    sign = "\u2212" if minutes < 0 else "+"
    return f"UTC{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
