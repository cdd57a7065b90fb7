"""The runs of the courses, and thirty invented learners who are at different points of one of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from courses.criteria import Criterion
from courses.models import Enrolment, Run
from courses.outline import Activity, Lesson
from courses.progress.rules import Event, EventKind
from courses.progress.services import record
from courses.services.editions import latest_edition
from courses.services.enrolments import enrol
from courses.services.runs import open_run
from demo.identifiers import identifier
from demo.people import People, address
from demo.reader import labels, table
from people.models import Organisation, Position, User

MAIN_RUN = "three-schools"
RUNS = (("accessible", MAIN_RUN, 42), ("formative", "formative-autumn", 21), ("observation", "observation-autumn", 14))
"""Course, address of the run, days since it began."""
HELD_BY = "kazakhstan"
LENGTH = timedelta(days=120)
SHORTEST, SPREAD = 120, 180
"""Seconds told at once: at least so many, and up to so many more."""
LAST = {Criterion.BUTTON: EventKind.CONFIRMED, Criterion.WATCHED: EventKind.WATCHED}
"""What a browser tells last, when that completes the activity."""


@dataclass(frozen=True)
class Study:
    """How somebody is learning: ``done`` is the part of the activities they are through with."""

    name: str
    languages: Sequence[str]
    done: float
    began: datetime
    seen: datetime


def events(study: Study, lessons: Sequence[Lesson]) -> Iterator[Event]:
    """What a learner's browser told from the first visit to the last, at even distances in time."""
    steps = [activity for lesson in lessons for activity in lesson.counted]
    steps = steps[: round(study.done * len(steps))]
    for place, activity in enumerate(steps):
        share = (place + 1) / len(steps)
        at = study.began + (study.seen - study.began) * share
        language = study.languages[0 if share <= 0.5 else -1]
        yield from _work(study.name, activity, at, language)


def _work(name: str, activity: Activity, at: datetime, language: str) -> Iterator[Event]:
    """Opening an activity, working on it as long as it asks, and saying that it is done where it asks that."""
    told = [EventKind.VIEWED] + [EventKind.SPENT] * (activity.minutes or 1)
    if last := LAST.get(Criterion(activity.criterion)):
        told.append(last)
    for number, kind in enumerate(told):
        uuid = identifier("event", name, *activity.key, number)
        yield Event(
            uuid=uuid,
            lesson=activity.lesson,
            block=activity.block,
            kind=kind,
            occurred_at=at - timedelta(minutes=len(told) - number - 1),
            seconds=SHORTEST + uuid.int % SPREAD if kind == EventKind.SPENT else 0,
            value=activity.threshold or 0 if kind == EventKind.WATCHED else 0,
            language=language,
        )


class Learners:
    """Opens the runs and lets the learners learn."""

    def __init__(self, people: People, at: datetime) -> None:
        self.people, self.at = people, at

    def runs(self, organisations: Mapping[str, Organisation]) -> dict[str, Run]:
        """A run of each course, by address. Dates are counted from the day of the first load."""
        found = {run.slug: run for run in Run.objects.filter(slug__in=[slug for _, slug, _ in RUNS])}
        tutor = User.objects.get(email=address("tutor"))
        for course, slug, days in RUNS:
            if slug in found:
                continue
            edition = latest_edition(identifier("course", course))
            if edition is None:
                raise LookupError(f"The course {course} has no edition: publish it first.")
            starts = (self.at - timedelta(days=days)).date()
            found[slug] = open_run(
                edition,
                self.people.by,
                [tutor],
                slug=slug,
                labels=labels(table("words")["run"]) if slug == MAIN_RUN else {},
                organisation=organisations[HELD_BY],
                starts_on=starts,
                ends_on=starts + LENGTH,
            )
        return found

    def load(self, run: Run, organisations: Mapping[str, Organisation], positions: Mapping[str, Position]) -> None:
        """The learners of the main run."""
        known = set(User.objects.values_list("email", flat=True))
        for number, row in enumerate(table("people/learners")["learners"], 1):
            name = f"learner-{number:02d}"
            if address(name) in known:
                continue
            user = self._person(name, row, organisations[row["organisation"]], positions["teacher"])
            began = self.at - timedelta(days=40 - number)
            enrolment = enrol(user, run, at=began)
            if row["done"]:
                self._study(enrolment, name, row, began)

    def _person(self, name: str, row: Mapping[str, Any], organisation: Organisation, position: Position) -> User:
        zones = {"school-tau": "Asia/Almaty", "school-zarafshon": "Asia/Tashkent"}
        own = {"language": row["languages"][0], "time_zone": zones.get(row["organisation"], "Europe/Minsk")}
        user, _ = self.people.account(name, {**row, **own}, is_open=False)
        self.people.employ(user, organisation, position)
        self.people.agree(user)
        return user

    def _study(self, enrolment: Enrolment, name: str, row: Mapping[str, Any], began: datetime) -> None:
        seen = self.at - timedelta(days=row["seen"], minutes=35)
        study = Study(name, row["languages"], row["done"], min(began + timedelta(hours=1), seen), seen)
        record(enrolment, list(events(study, enrolment.edition.outline.lessons)), at=self.at)

    def teacher(self, runs: Mapping[str, Run]) -> None:
        """The account one looks around with has something to go on with: two courses begun."""
        user = User.objects.get(email=address("teacher"))
        if user.enrolments.exists():
            return
        for slug, done in ((MAIN_RUN, 0.4), ("formative-autumn", 0.15)):
            enrolment = enrol(user, runs[slug], at=self.at - timedelta(days=10))
            study = Study(slug, ("ru",), done, self.at - timedelta(days=9), self.at - timedelta(days=1))
            record(enrolment, list(events(study, enrolment.edition.outline.lessons)), at=self.at)
