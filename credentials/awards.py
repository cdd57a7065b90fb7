"""What somebody is to be given a document for, as plain values: what other apps hand to the services."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from people.models import Organisation, User

DETAILS = ("area", "qualification", "study_mode", "funding", "education_form", "series")
"""What an award may say beyond its columns: field of work, qualification given, and what the state register asks."""


@dataclass(frozen=True)
class PersonName:
    """A name as it is printed in one language, for instance in the Latin letters of a passport."""

    family: str
    given: str
    patronymic: str = ""


@dataclass(frozen=True)
class Award:
    """What one document will certify.

    ``reason`` says what for, as ``"courses.run:17"``: a person has one document in force for a reason. ``title`` is
    the programme's by language; ``names`` gives the holder's name in languages that write it otherwise than the
    account; ``details`` may hold the keys of :data:`DETAILS`. ``issued_on`` is today when left out.
    """

    holder: "User"
    reason: str
    title: Mapping[str, str]
    organisation: "Organisation | None" = None
    hours: int | None = None
    started_on: date | None = None
    finished_on: date | None = None
    issued_on: date | None = None
    names: Mapping[str, PersonName] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Everything but the people and organisations, as plain values."""
        dates = {name: _iso(getattr(self, name)) for name in ("started_on", "finished_on", "issued_on")}
        names = {code: [name.family, name.given, name.patronymic] for code, name in self.names.items()}
        plain = {"reason": self.reason, "title": dict(self.title), "hours": self.hours, "details": dict(self.details)}
        return {**plain, **dates, "names": names}

    @classmethod
    def from_json(cls, data: Mapping[str, Any], holder: "User", organisation: "Organisation | None") -> "Award":
        """The reverse of :meth:`as_json`."""
        dates = {
            name: date.fromisoformat(data[name]) if data[name] else None
            for name in ("started_on", "finished_on", "issued_on")
        }
        return cls(
            holder=holder,
            reason=data["reason"],
            title=data["title"],
            organisation=organisation,
            hours=data["hours"],
            names={code: PersonName(*parts) for code, parts in data["names"].items()},
            details=data["details"],
            **dates,
        )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
