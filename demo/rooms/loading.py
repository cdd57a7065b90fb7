"""Fills the rooms in the order in which things happen: a summer group to its end, an autumn group half-way."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from courses.models import Run
from demo.people import People
from demo.reader import table
from demo.rooms.papers import Papers
from demo.rooms.runs import AUTUMN, EVENING, HELD_BY, SUMMER, WINTER, Cast, Room, Runs
from demo.rooms.talk import Talk
from demo.rooms.works import Works
from people.models import Organisation
from people.services.notifications import mark_all_read

BEGINNING, MIDDLE, END = ("minute", "plan"), ("trial", "diary", "report"), ("defence",)
LOOKED_ON = {**dict.fromkeys(("teacher", "learner-01", "learner-11", "learner-29"), MIDDLE), "learner-03": ("trial",)}
"""How far the autumn group has come beyond the plan."""
SHARED_ON = 23
STAFF = ("tutor", "second-tutor", "methodologist", "registrar")
"""Told of what others do, whether they do anything themselves or not."""


def load(people: People, organisations: Mapping[str, Organisation], at: datetime) -> None:
    """Everything, once: a run that is there means that all of it is."""
    if Run.objects.filter(slug=AUTUMN).exists():
        return
    cast = Cast(people.by, organisations[HELD_BY], at)
    staff = [cast[name] for name in STAFF]
    rooms = Runs(cast).load()
    papers = Papers(cast)
    papers.rules()
    _summer(cast, rooms[SUMMER], papers)
    # What is over is no news.
    for user in staff:
        mark_all_read(user, at)
    _autumn(cast, rooms[AUTUMN], papers)
    papers.draft(rooms[WINTER])
    papers.attest("teacher")
    _evening(cast, rooms[EVENING])


def _summer(cast: Cast, room: Room, papers: Papers) -> None:
    papers.enrol(room)
    papers.weigh(room)
    papers.expel(room, table("rooms/people")[SUMMER]["expelled"])
    works, talk, words = Works(cast, room), Talk(cast, room), table("rooms/works")["summer"]
    names = table("rooms/people")[SUMMER]["people"]
    for number, name in enumerate(names):
        works.study(name, (*BEGINNING, *MIDDLE), room.moment(1 + 0.1 * number), room.moment(45 + number))
        works.take(_given(words, name, "plan", "plans", number) | {"levels": words["levels"][number % 4]})
        talk.tell_of_lesson(name, words["posts"][number % 3], room.moment(18 + 0.2 * number))
        talk.reflect(name, words["entries"][number % 2], room.moment(20 + 0.2 * number))
        works.take(_given(words, name, "report", "reports", number) | {"points": words["points"][number % 3]})
    works.review_all("report/report", SHARED_ON, {"points": 17, "comment": words["comment"]})
    works.release("report/report", 40)
    for number, name in enumerate(names):
        works.study(name, END, room.moment(58 + 0.1 * number), room.moment(60 + 0.1 * number))
    papers.certify(papers.assess(room), room)


def _given(words: Mapping[str, Any], name: str, task: str, texts: str, number: int) -> dict[str, Any]:
    """A work of the summer group, handed in and marked in time."""
    day = {"plan": 10, "report": 19}[task] + 0.3 * number
    text = words[texts][number % len(words[texts])]
    return {"who": name, "task": task, "day": day, "text": text, "marked": day + 3, "comment": words["comment"]}


def _autumn(cast: Cast, room: Room, papers: Papers) -> None:
    papers.weigh(room)
    works, words = Works(cast, room), table("rooms/works")
    for number, name in enumerate(room.people):
        works.study(name, BEGINNING, room.moment(1 + 0.3 * number), room.moment(7 + 0.4 * number))
    for row in words["autumn"]:
        works.take(row)
    for number, (name, lessons) in enumerate(LOOKED_ON.items()):
        works.study(name, lessons, room.moment(14), cast.at - timedelta(days=number, hours=2))
    works.share_out("report/report", SHARED_ON, words["reviews"])
    Talk(cast, room).load()
    papers.correct(room)


def _evening(cast: Cast, room: Room) -> None:
    works = Works(cast, room)
    for number, name in enumerate(room.people, 2):
        works.study(name, [each.key for each in room.course.texts["ru"].lessons[:number]], room.moment(4), cast.at)
