"""Kill the server while learners send events, several times, and count: none may be lost, none counted twice.

``python -m benchmarks.endurance``: 10,000 events of 20 clients, 5 kills, in a database of its own: an SQLite file, or a
new database on the PostgreSQL server of ``DATABASE_URL``. A smaller one is among the tests.
"""

import http.client
import json
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from benchmarks.servers import Server, free_port

CSRF = "c" * 32
TOGETHER = 10
SECONDS_EACH = 7
AGAIN = 5  # Every so many batches one is sent again although it was acknowledged.
LONGEST = 300  # Seconds after which it is given up.


@dataclass
class Learner:
    """A client: its address, its session, what it has to send, and what became of that."""

    path: str
    session: str
    enrolment: int
    events: list[dict[str, object]]
    acknowledged: int = 0
    refused: int = 0
    cut_off: int = 0
    stored_unheard: int = 0
    failed: list[int] = field(default_factory=list)
    is_waiting: bool = False

    def send_all(self, port: int, until: float) -> None:
        """Send batch by batch, each until it is acknowledged, some once more."""
        for number, start in enumerate(range(0, len(self.events), TOGETHER)):
            batch = self.events[start : start + TOGETHER]
            for again in range(2 if number % AGAIN == 0 else 1):
                while (answer := self._send(port, batch)) is None:
                    if time.monotonic() > until:
                        return
                    time.sleep(0.1)
                self.stored_unheard += bool(answer["repeated"] and not again)
            self.acknowledged += len(batch)

    def _send(self, port: int, batch: Sequence[Mapping[str, object]]) -> dict[str, int] | None:
        """The server's answer; none when it is not there, is gone before it has answered, or refuses."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        headers = {
            "Cookie": f"sessionid={self.session}; csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
            "Content-Type": "application/json",
        }
        try:
            connection.connect()
        except OSError:
            self.refused += 1
            return None
        self.is_waiting = True
        try:
            connection.request("POST", self.path, json.dumps({"events": batch}), headers)
            response = connection.getresponse()
            told = response.read()
        except (OSError, http.client.HTTPException):
            self.cut_off += 1
            return None
        finally:
            self.is_waiting = False
            connection.close()
        if response.status != 200:
            self.failed.append(response.status)
            return None
        answer: dict[str, int] = json.loads(told)
        return answer


@dataclass
class Outcome:
    """What is stored, beside what was sent.

    ``in_flight``: requests without an answer at each kill, and ``processes`` that it ended. ``cut_off``: requests that
    never got their answer; ``stored_unheard``: those of them whose events had been stored, and were sent again.
    """

    database: str
    clients: int
    sent: int
    acknowledged: int
    seconds: float
    in_flight: list[int]
    processes: list[int]
    cut_off: int
    stored_unheard: int
    failed: list[int]
    lost: int
    twice: int
    wrong_sums: list[str]

    def report(self) -> str:
        """The figures in words."""
        return (
            f"{self.sent} events of {self.clients} clients on {self.database}, {self.seconds} s\n"
            f"killed {len(self.processes)} times, processes: {self.processes}, requests in flight: {self.in_flight}\n"
            f"requests cut off: {self.cut_off}, of them stored and sent again: {self.stored_unheard}\n"
            f"acknowledged: {self.acknowledged}; lost: {self.lost}; counted twice: {self.twice};"
            f" learners with wrong sums: {len(self.wrong_sums)}; answers other than 200: {len(self.failed)}\n"
            f"{'whole' if self.is_whole else 'NOT WHOLE'}: {json.dumps(self.__dict__)}"
        )

    @property
    def is_whole(self) -> bool:
        """Whether every event counts exactly once."""
        clean = not (self.lost or self.twice or self.wrong_sums or self.failed)
        return clean and self.sent == self.acknowledged


def make_learners(clients: int, events: int) -> list[Learner]:
    """A run with as many learners, each with their share of events, in the configured database."""
    from benchmarks.academy import session_of
    from tests.factories.courses import EditionFactory, EnrolmentFactory, RunFactory

    each = events // clients
    run = RunFactory.create(edition=EditionFactory.create(modules=1, lessons=max(1, each // TOGETHER)))
    lessons = [lesson.key for lesson in run.edition.outline.lessons]
    made = []
    for _client in range(clients):
        enrolment = EnrolmentFactory.create(run=run)
        told = [_event(lessons[number // TOGETHER], number) for number in range(len(lessons) * TOGETHER)]
        made.append(Learner(f"/ru/learn/{run.slug}/events/", session_of(enrolment.learner), enrolment.pk, told))
    return made


def _event(lesson: UUID, number: int) -> dict[str, object]:
    """A lesson is opened once, which completes it, and the rest is time spent in it."""
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    told: dict[str, object] = {"uuid": str(uuid4()), "lesson": str(lesson), "occurred_at": now}
    return {**told, "kind": "viewed"} if number % TOGETHER == 0 else {**told, "kind": "spent", "seconds": SECONDS_EACH}


def endure(server: Server, learners: Sequence[Learner], kills: int) -> Outcome:
    """Send everything while the server is killed ``kills`` times, evenly over the work; then count."""
    total = sum(len(each.events) for each in learners)
    began = time.monotonic()
    until = began + LONGEST
    server.start()
    threads = [threading.Thread(target=each.send_all, args=[server.port, until], daemon=True) for each in learners]
    for thread in threads:
        thread.start()
    in_flight: list[int] = []
    processes: list[int] = []
    while any(thread.is_alive() for thread in threads):
        waiting = sum(each.is_waiting for each in learners)
        is_time = sum(each.acknowledged for each in learners) >= total * (len(processes) + 1) // (kills + 1)
        if len(processes) < kills and is_time and waiting:
            in_flight.append(waiting)
            processes.append(server.kill())
            server.start()
        time.sleep(0.002)
    server.kill()
    return _counted(learners, round(time.monotonic() - began, 1), in_flight, processes)


def _counted(learners: Sequence[Learner], seconds: float, in_flight: list[int], processes: list[int]) -> Outcome:
    from django.db import connection

    from courses.models import ProgressEvent

    sent = [str(event["uuid"]) for each in learners for event in each.events]
    enrolments = [each.enrolment for each in learners]
    stored = ProgressEvent.objects.filter(enrolment__in=enrolments).values_list("uuid", flat=True)
    kept = [str(uuid) for uuid in stored]
    return Outcome(
        database=connection.vendor,
        clients=len(learners),
        sent=len(sent),
        acknowledged=sum(each.acknowledged for each in learners),
        seconds=seconds,
        in_flight=in_flight,
        processes=processes,
        cut_off=sum(each.cut_off for each in learners),
        stored_unheard=sum(each.stored_unheard for each in learners),
        failed=[status for each in learners for status in each.failed],
        lost=len(set(sent) - set(kept)),
        twice=len(kept) - len(set(kept)),
        wrong_sums=[wrong for each in learners for wrong in _wrong_sums(each)],
    )


def _wrong_sums(learner: Learner) -> Iterator[str]:
    """Where what is shown of a learner is not what they did: their seconds, the lessons' seconds, the share done."""
    from django.db.models import Count, Sum

    from courses.models import Enrolment

    stored = Enrolment.objects.get(pk=learner.enrolment)
    lessons = stored.activities.aggregate(seconds=Sum("seconds"), done=Count("completed_at"))
    spent = sum(SECONDS_EACH for event in learner.events if event["kind"] == "spent")
    opened = sum(event["kind"] == "viewed" for event in learner.events)
    shown = (stored.seconds, lessons["seconds"], stored.completed_count, lessons["done"], stored.percent)
    if shown != (expected := (spent, spent, opened, opened, 100)):
        yield f"enrolment {stored.pk}: {shown} instead of {expected}"


@contextmanager
def serving(environment: Mapping[str, str]) -> Iterator[Server]:
    """A server that is not running yet, and is not running afterwards."""
    server = Server(environment, free_port())
    try:
        yield server
    finally:
        server.kill()


def main() -> None:
    """10,000 events, 20 clients, 5 kills; the figures in words, and as JSON at the end."""
    from benchmarks.__main__ import environment_in
    from benchmarks.databases import own_database

    # Whoever ends this early ends the server too.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit("ended early"))
    with tempfile.TemporaryDirectory(prefix="turna-endurance-") as folder, own_database() as address:
        environment = {**environment_in(folder), **address}
        os.environ.update(environment)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        learners = make_learners(clients=20, events=10_000)
        print("the database is made; sending…", file=sys.stderr)
        with serving(environment) as server:
            outcome = endure(server, learners, kills=5)
    print(outcome.report())
    if not outcome.is_whole:
        sys.exit(1)


if __name__ == "__main__":
    main()
