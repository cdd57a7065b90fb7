"""The runs of the workshop and one by code: opened, with groups, learners, people who wait and people who apply."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils import timezone

from courses.models import Enrolment, Group, Run
from courses.outline import ActivityKey
from courses.services import admissions
from courses.services.editions import latest_edition
from courses.services.enrolments import apply_to, enrol
from courses.services.runs import open_run
from demo.activities import place_of
from demo.identifiers import identifier
from demo.people import address
from demo.reader import Course, courses, labels, table
from people.models import Organisation, User
from people.notification_kinds import kinds
from people.services.notifications import stop_letters

AUTUMN, SUMMER, WINTER, EVENING = "workshop-autumn", "workshop-summer", "workshop-winter", "formative-evening"
HELD_BY = "academy"


@dataclass
class Cast:
    """Everybody who appears, and the moment of loading."""

    by: User
    academy: Organisation
    at: datetime
    _users: dict[str, User] = field(default_factory=dict)

    def __getitem__(self, name: str) -> User:
        if name not in self._users:
            self._users[name] = User.objects.get(email=address(name))
            # Nobody invented has a mailbox.
            stop_letters(self._users[name], [kind.name for kind in kinds()])
        return self._users[name]


@dataclass
class Room:
    """A run with those who are in it, by name."""

    run: Run
    course: Course
    people: dict[str, Enrolment] = field(default_factory=dict)

    def key(self, name: str) -> ActivityKey:
        """A lesson or an activity of the course: ``plan/plan``."""
        return place_of(self.course, name)

    def moment(self, day: float) -> datetime:
        """So many days after the run's first day, in the morning; a fraction of a day is hours."""
        began = datetime.combine(self.run.starts_on, time(9), tzinfo=timezone.get_default_timezone())
        return began + timedelta(days=day)


class Runs:
    """Opens the runs and lets people in."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    @cached_property
    def people(self) -> Mapping[str, Any]:
        """Who is where."""
        return table("rooms/people")

    def load(self) -> dict[str, Room]:
        """All runs, by address."""
        rows = table("rooms/runs")
        rooms = {slug: self._room(slug, row) for slug, row in rows.items() if "course" in row}
        for slug, row in rows.items():
            if "programme" in row:
                self._open(slug, row, identifier("programme", row["programme"]))
        self._fill_autumn(rooms[AUTUMN])
        self._fill_summer(rooms[SUMMER])
        self._fill_winter(rooms[WINTER])
        self._fill_evening(rooms[EVENING])
        return rooms

    def _room(self, slug: str, row: Mapping[str, Any]) -> Room:
        run = self._open(slug, row, identifier("course", row["course"]))
        return Room(run, next(each for each in courses() if each.key == row["course"]))

    def _open(self, slug: str, row: Mapping[str, Any], key: UUID) -> Run:
        edition = latest_edition(key)
        if edition is None:
            raise LookupError(f"What {slug} is a run of has no edition: publish it first.")
        starts = timezone.localdate(self.cast.at) - timedelta(days=row["began"])
        opens = timezone.localdate(self.cast.at) - timedelta(days=row["opens"]) if "opens" in row else None
        return open_run(
            edition,
            self.cast.by,
            [self.cast["tutor"]],
            slug=slug,
            labels=labels(row),
            organisation=self.cast.academy,
            starts_on=starts,
            ends_on=starts + timedelta(days=row["lasts"]),
            enrolment_kind=row["kind"],
            capacity=row.get("seats"),
            opens_on=opens,
        )

    def _fill_autumn(self, room: Room) -> None:
        """Two groups with a tutor each take all seats; the others wait."""
        for place, row in enumerate(self.people["groups"].values()):
            group = Group(run=room.run, name=row["name"], capacity=len(row["people"]))
            admissions.save_group(group, self.cast.by, [self.cast[row["tutor"]]])
            for number, name in enumerate(row["people"]):
                room.people[name] = enrol(self.cast[name], room.run, at=room.moment(0.02 * number + 0.01 * place))
            own = [room.people[name] for name in row["people"]]
            admissions.place_in_group(own, group, room.run, self.cast.by)
            for enrolment in own:
                enrolment.refresh_from_db()
        for number, name in enumerate(self.people[AUTUMN]["waiting"]):
            enrol(self.cast[name], room.run, at=room.moment(2 + number))

    def _fill_summer(self, room: Room) -> None:
        """All of them applied and were approved; an order lets them in."""
        names = self.people[SUMMER]["people"], [self.people[SUMMER]["expelled"]]
        for name in (name for some in names for name in some):
            room.people[name] = self._apply(room, name, "", room.moment(-9))
        admissions.decide([each.pk for each in room.people.values()], self.cast.by, approve=True, at=room.moment(-5))

    def _fill_winter(self, room: Room) -> None:
        """Some applications wait for the employer, some for the order, one was rejected."""
        people, now = self.people[WINTER], self.cast.at
        for number, row in enumerate(people["applied"], 1):
            self._apply(room, row["who"], row["words"], now - timedelta(days=number, hours=3))
        approved = [self._apply(room, name, "", now - timedelta(days=6)) for name in people["approved"]]
        self._decide(approved, approve=True, at=now - timedelta(days=4))
        rejected = self._apply(room, people["rejected"]["who"], people["rejected"]["words"], now - timedelta(days=7))
        self._decide([rejected], approve=False, reason=people["rejected"]["reason"], at=now - timedelta(days=5))

    def _fill_evening(self, room: Room) -> None:
        """They were given the code."""
        for number, name in enumerate(self.people[EVENING]["people"]):
            at = room.moment(number + 0.1)
            room.people[name] = enrol(self.cast[name], room.run, at=at, code=room.run.code)

    def _apply(self, room: Room, name: str, words: str, at: datetime) -> Enrolment:
        learner = self.cast[name]
        employment = learner.employments.select_related("organisation").get(is_main=True)
        return apply_to(learner, room.run, employment.organisation, words, at)

    def _decide(self, applied: Sequence[Enrolment], *, approve: bool, reason: str = "", at: datetime) -> None:
        admissions.decide([each.pk for each in applied], self.cast.by, approve=approve, reason=reason, at=at)
