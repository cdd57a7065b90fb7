"""Whether a credential is built as Open Badges 3.0 asks. Pure: every problem is listed with its place."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

V1, V2 = "https://www.w3.org/2018/credentials/v1", "https://www.w3.org/ns/credentials/v2"
BADGE_CONTEXTS = re.compile(
    r"https://(purl\.imsglobal\.org/spec/ob/v3p0/context[\w.-]*\.json"
    r"|imsglobal\.github\.io/openbadges-specification/context\.json)"
)
BADGE_TYPES = frozenset({"OpenBadgeCredential", "AchievementCredential"})
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")

DEEPEST = 12
"""Levels a credential may be nested: endorsements of endorsements end somewhere."""


@dataclass(frozen=True)
class Problem:
    """Something wrong, and where: ``credentialSubject.achievement.name``."""

    place: str
    text: str | Promise

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" if self.place else str(self.text)


def as_list(value: Any) -> list[Any]:
    """One value or many, as many: JSON-LD writes both."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def read_instant(value: Any) -> datetime | None:
    """A date and time with its zone, else ``None``."""
    if not isinstance(value, str) or "T" not in value.upper():
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def problems_of(credential: Any) -> list[Problem]:
    """Everything that is not as the specification asks, proofs aside."""
    if not isinstance(credential, Mapping):
        return [Problem("", _("A credential is a JSON object."))]
    if _depth(credential) > DEEPEST:
        return [Problem("", _("The credential is nested too deeply to be read."))]
    return [
        *_contexts(credential),
        *_types(credential, "", ["VerifiableCredential"]),
        *_badge_type(credential),
        *_address(credential, "id", ""),
        *_issuer(credential.get("issuer")),
        *_validity(credential),
        *_subjects(credential.get("credentialSubject")),
        *_status(credential.get("credentialStatus")),
    ]


def _depth(value: Any, level: int = 0) -> int:
    if level > DEEPEST:
        return level
    inner: Iterable[Any] = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return max((_depth(item, level + 1) for item in inner), default=level)


def _contexts(credential: Mapping[str, Any]) -> list[Problem]:
    contexts = as_list(credential.get("@context"))
    problems = []
    if not contexts or contexts[0] not in (V1, V2):
        problems.append(Problem("@context", _("The first context is not that of verifiable credentials.")))
    if not any(isinstance(context, str) and BADGE_CONTEXTS.fullmatch(context) for context in contexts):
        problems.append(Problem("@context", _("The context of Open Badges 3.0 is missing.")))
    return problems


def _types(thing: Mapping[str, Any], place: str, wanted: Iterable[str]) -> list[Problem]:
    missing = [name for name in wanted if name not in as_list(thing.get("type"))]
    return [Problem(_at(place, "type"), _("“%s” is missing.") % name) for name in missing]


def _badge_type(credential: Mapping[str, Any]) -> list[Problem]:
    if BADGE_TYPES & {name for name in as_list(credential.get("type")) if isinstance(name, str)}:
        return []
    return [Problem("type", _("It is not an Open Badge: “OpenBadgeCredential” is missing."))]


def _address(thing: Mapping[str, Any], name: str, place: str) -> list[Problem]:
    value = thing.get(name)
    if value is None:
        return [Problem(_at(place, name), _("It is missing."))]
    if not isinstance(value, str) or not _ADDRESS.fullmatch(value):
        return [Problem(_at(place, name), _("It is not an address."))]
    return []


def _text(thing: Mapping[str, Any], name: str, place: str) -> list[Problem]:
    value = thing.get(name)
    if value is None:
        return [Problem(_at(place, name), _("It is missing."))]
    # JSON-LD also writes a text with its language as an object.
    if not value or not isinstance(value, str | Mapping | list):
        return [Problem(_at(place, name), _("It is empty."))]
    return []


def _issuer(issuer: Any) -> list[Problem]:
    if isinstance(issuer, str):
        return _address({"issuer": issuer}, "issuer", "")
    if not isinstance(issuer, Mapping):
        return [Problem("issuer", _("It is missing."))]
    return [*_address(issuer, "id", "issuer"), *_types(issuer, "issuer", ["Profile"])]


def _validity(credential: Mapping[str, Any]) -> list[Problem]:
    first = as_list(credential.get("@context"))[:1]
    begins, ends = ("issuanceDate", "expirationDate") if first == [V1] else ("validFrom", "validUntil")
    given = [name for name in (begins, ends) if credential.get(name) is not None]
    wrong = [name for name in given if read_instant(credential[name]) is None]
    problems = [Problem(name, _("It is not a date and time with its zone.")) for name in wrong]
    return problems if begins in given else [Problem(begins, _("It is missing.")), *problems]


def _subjects(value: Any) -> list[Problem]:
    subjects = as_list(value)
    if not subjects:
        return [Problem("credentialSubject", _("It is missing."))]
    return [problem for subject in subjects for problem in _subject(subject)]


def _subject(subject: Any) -> list[Problem]:
    place = "credentialSubject"
    if not isinstance(subject, Mapping):
        return [Problem(place, _("It is not an object."))]
    problems = _types(subject, place, ["AchievementSubject"])
    if subject.get("id") is None and not as_list(subject.get("identifier")):
        problems.append(Problem(place, _("Neither “id” nor “identifier” tells whose badge it is.")))
    achievement = subject.get("achievement")
    if not isinstance(achievement, Mapping):
        return [*problems, Problem(f"{place}.achievement", _("It is missing."))]
    return [*problems, *_achievement(achievement, f"{place}.achievement")]


def _achievement(achievement: Mapping[str, Any], place: str) -> list[Problem]:
    problems = [*_address(achievement, "id", place), *_types(achievement, place, ["Achievement"])]
    for name in ("name", "description"):
        problems += _text(achievement, name, place)
    criteria = achievement.get("criteria")
    if not isinstance(criteria, Mapping) or not (criteria.get("id") or criteria.get("narrative")):
        problems.append(Problem(f"{place}.criteria", _("Neither “id” nor “narrative” tells what was asked for.")))
    return problems


def _status(value: Any) -> list[Problem]:
    statuses = [status for status in as_list(value) if isinstance(status, Mapping)]
    return [problem for status in statuses for problem in _text(status, "type", "credentialStatus")]


def _at(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
