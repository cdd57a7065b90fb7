"""Kill the server while learners send events, several times, and count: none may be lost, none counted twice.

``python -m benchmarks.endurance`` does it with 10,000 events of 20 clients; a smaller one is among the tests.
"""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

ROOT = Path(__file__).resolve().parents[1]
CSRF = "c" * 32
TOGETHER = 10
SECONDS_EACH = 7
# Every so many batches one is sent again although it was acknowledged.
AGAIN = 5
LONGEST = 240
"""Seconds after which it is given up."""


@dataclass
class Server:
    """Granian in a process group of its own, so that nothing of it outlives a kill."""

    environment: Mapping[str, str]
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Serve; returns when it answers."""
        command = [
            str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", "127.0.0.1",
            "--port", str(self.port), "--workers", "2", "--blocking-threads", "1", "--log-level", "error",
            "config.wsgi:application",
        ]  # fmt: skip
        self.process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **self.environment}, start_new_session=True
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return
            except OSError:
                time.sleep(0.1)
        raise TimeoutError("The server does not answer.")

    def kill(self) -> None:
        """SIGKILL for all of it: nobody gets to finish anything."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=20)
            self.process = None


@dataclass
class Learner:
    """A client: its address, its session, what it has to send, and what became of that."""

    path: str
    session: str
    events: list[dict[str, object]]
    acknowledged: int = 0
    attempts: int = 0

    def send_all(self, port: int, until: float) -> None:
        """Send batch by batch, each until it is acknowledged, some once more."""
        for number, start in enumerate(range(0, len(self.events), TOGETHER)):
            batch = self.events[start : start + TOGETHER]
            for _again in range(2 if number % AGAIN == 0 else 1):
                while not self._send(port, batch):
                    if time.monotonic() > until:
                        return
                    time.sleep(0.1)
            self.acknowledged += len(batch)

    def _send(self, port: int, batch: Sequence[Mapping[str, object]]) -> bool:
        self.attempts += 1
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        headers = {
            "Cookie": f"sessionid={self.session}; csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
            "Content-Type": "application/json",
        }
        try:
            connection.request("POST", self.path, json.dumps({"events": batch}), headers)
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


@dataclass
class Outcome:
    """What is stored, beside what was sent."""

    sent: int
    acknowledged: int
    requests: int
    kills: int
    seconds: float
    lost: int
    twice: int
    wrong_sums: list[str] = field(default_factory=list)

    def line(self) -> str:
        """The figures as one line of JSON."""
        return json.dumps(self.__dict__)

    @property
    def is_whole(self) -> bool:
        """Whether every event counts exactly once."""
        return self.sent == self.acknowledged and not self.lost and not self.twice and not self.wrong_sums


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def make_learners(clients: int, events: int) -> list[Learner]:
    """A run with as many learners, each with their share of events, in the configured database."""
    from benchmarks.academy import session_of
    from tests.factories.courses import EditionFactory, EnrolmentFactory, RunFactory

    run = RunFactory.create(edition=EditionFactory.create(modules=1, lessons=10))
    lessons = [lesson.key for lesson in run.edition.outline.lessons]
    made = []
    for _client in range(clients):
        enrolment = EnrolmentFactory.create(run=run)
        told = [_event(lessons[number % len(lessons)]) for number in range(events // clients)]
        made.append(Learner(f"/ru/learn/{run.slug}/events/", session_of(enrolment.learner), told))
    return made


def _event(lesson: UUID) -> dict[str, object]:
    return {
        "uuid": str(uuid4()), "lesson": str(lesson), "kind": "spent", "seconds": SECONDS_EACH,
        "occurred_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }  # fmt: skip


def endure(server: Server, learners: Sequence[Learner], kills: int) -> Outcome:
    """Send everything while the server is killed ``kills`` times, evenly over the work; then count."""
    total = sum(len(each.events) for each in learners)
    began = time.monotonic()
    until = began + LONGEST
    server.start()
    threads = [threading.Thread(target=each.send_all, args=[server.port, until]) for each in learners]
    for thread in threads:
        thread.start()
    done = 0
    while any(thread.is_alive() for thread in threads):
        if done < kills and sum(each.acknowledged for each in learners) >= total * (done + 1) // (kills + 1):
            server.kill()
            server.start()
            done += 1
        time.sleep(0.02)
    server.kill()
    return _counted(learners, done, time.monotonic() - began)


def _counted(learners: Sequence[Learner], kills: int, seconds: float) -> Outcome:
    from django.db.models import Count, Sum

    from courses.models import Enrolment, ProgressEvent

    sent = {str(event["uuid"]) for each in learners for event in each.events}
    stored = [str(uuid) for uuid in ProgressEvent.objects.values_list("uuid", flat=True)]
    told = Enrolment.objects.annotate(number=Count("events"), told=Sum("events__seconds"))
    wrong = [
        f"{each.learner}: {each.seconds} s, of {each.number} events {each.told} s"
        for each in told.filter(number__gt=0).select_related("learner")
        if each.seconds != each.told or each.seconds != each.number * SECONDS_EACH
    ]
    return Outcome(
        sent=len(sent),
        acknowledged=sum(each.acknowledged for each in learners),
        requests=sum(each.attempts for each in learners),
        kills=kills,
        seconds=round(seconds, 1),
        lost=len(sent - set(stored)),
        twice=len(stored) - len(set(stored)),
        wrong_sums=wrong,
    )


@contextmanager
def serving(environment: Mapping[str, str]) -> Iterator[Server]:
    """A server that is not running yet, and is not running afterwards."""
    server = Server(environment, free_port())
    try:
        yield server
    finally:
        server.kill()


def main() -> None:
    """10,000 events, 20 clients, 5 kills."""
    from benchmarks.__main__ import environment_in

    with tempfile.TemporaryDirectory(prefix="turna-endurance-") as folder:
        environment = environment_in(folder)
        os.environ.update(environment)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        with serving(environment) as server:
            outcome = endure(server, make_learners(clients=20, events=10_000), kills=5)
        print(outcome.line())
        if not outcome.is_whole:
            sys.exit(1)


if __name__ == "__main__":
    main()
