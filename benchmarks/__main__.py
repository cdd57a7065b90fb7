"""Measure the pages people wait for. `make bench` prints one figure a line, as JSON."""

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from benchmarks.databases import own_database
from benchmarks.figures import Figure
from benchmarks.load import Request, measure
from benchmarks.servers import serve

if TYPE_CHECKING:
    from benchmarks.academy import Academy

NOBODY = UUID(int=0)
CSRF = "c" * 32
BATCH = 10


def environment_in(folder: str) -> dict[str, str]:
    """An installation of its own in a temporary folder, as in production but without TLS."""
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
        "SECRET_KEY": "bench" * 12,
        "ALLOWED_HOSTS": "127.0.0.1",
        "HTTPS": "off",
        "VAR_DIR": folder,
        "LOG_LEVEL": "WARNING",
    }


def _cookies(session: str) -> Mapping[str, str]:
    return {"Cookie": f"sessionid={session}; csrftoken={CSRF}", "X-CSRFToken": CSRF}


def _events(lesson: UUID, number: int) -> bytes:
    """What a browser sends at once: one event when it keeps up, more after a lost connection or a busy minute."""
    events = [
        {
            "uuid": str(uuid4()), "lesson": str(lesson), "block": str(NOBODY), "kind": "spent", "seconds": 15,
            "occurred_at": "2026-01-01T10:00:00Z",
        }
        for _event in range(number)
    ]  # fmt: skip
    return json.dumps({"events": events}).encode()


def _bare() -> tuple[float, float]:
    """Requests per second of a bare Django view, and its milliseconds for one client alone."""
    with serve("benchmarks.bare:application", {}) as port:

        def make(number: int) -> Request:
            return Request("/", {})

        return measure(port, make).per_second, measure(port, make, clients=1, seconds=2).median_ms


@dataclass(frozen=True)
class Asked:
    """The requests that are measured, by the number of each."""

    academy: "Academy"
    marked_run: str

    def _learner(self, number: int) -> Mapping[str, str]:
        return _cookies(self.academy.learner_sessions[number % len(self.academy.learner_sessions)])

    def _as_staff(self, path: str) -> Request:
        return Request(path, _cookies(self.academy.staff_session))

    def lesson(self, number: int) -> Request:
        """A lesson of the first dozen, by a learner."""
        return Request(f"{self._home}{self.academy.lessons[number % 12]}/", self._learner(number))

    def course(self, number: int) -> Request:
        """The course's home page."""
        return Request(self._home, self._learner(number))

    def run(self, number: int) -> Request:
        """The table of a run's learners."""
        return self._as_staff(f"/ru/runs/{self.academy.run}/")

    def matrix(self, number: int) -> Request:
        """Learners by activities."""
        return self._as_staff(f"/ru/runs/{self.academy.run}/matrix/?module=all")

    def report(self, number: int) -> Request:
        """A learner's own marks."""
        return Request(f"/ru/learn/{self.marked_run}/marks/", self._learner(number))

    def gradebook(self, number: int) -> Request:
        """A page of all marks."""
        return self._as_staff(f"/ru/runs/{self.marked_run}/marks/?page={number % 20 + 1}")

    def event(self, number: int) -> Request:
        """One event in a request."""
        return self._events(number, 1)

    def events(self, number: int) -> Request:
        """A batch of events in a request."""
        return self._events(number, BATCH)

    @property
    def _home(self) -> str:
        return f"/ru/learn/{self.academy.run}/"

    def _events(self, number: int, together: int) -> Request:
        key = self.academy.lessons[number % len(self.academy.lessons)]
        headers = {**self._learner(number), "Content-Type": "application/json"}
        return Request(f"{self._home}events/?lesson={key}", headers, _events(key, together))


def _asked() -> Asked:
    from benchmarks.academy import build
    from benchmarks.marks import build_marks
    from people.models import User

    academy = build()
    return Asked(academy, build_marks(list(User.objects.filter(email__startswith="learner").order_by("pk"))))


def _figures(port: int, bare: tuple[float, float]) -> Iterator[Figure]:
    asked = _asked()
    rates = {
        "lesson page, logged in": asked.lesson,
        "course page, 307 activities, 1000 learners": asked.course,
    }
    times = {
        "run page, 1000 learners": asked.run,
        "progress matrix, 1000 × 307, a page": asked.matrix,
        "learner's report, 307 marks": asked.report,
        "gradebook, 1000 × 307, a page": asked.gradebook,
    }
    for name, make in rates.items():
        yield Figure(name, measure(port, make).per_second, "requests/s", bare[0])
    for name, make in times.items():
        yield Figure(name, measure(port, make, clients=1).median_ms, "ms", bare[1])
    yield Figure("progress events, one in a request", measure(port, asked.event).per_second, "events/s", bare[0])
    batches = BATCH * measure(port, asked.events).per_second
    yield Figure(f"progress events, {BATCH} in a request", batches, "events/s", bare[0])


def main() -> None:
    """Build the academy in a database of its own, serve it, measure it beside a bare view."""
    with tempfile.TemporaryDirectory(prefix="turna-bench-") as folder, own_database() as address:
        environment = {**environment_in(folder), **address}
        bare = _bare()
        os.environ.update(environment)
        import django
        from django.core.management import call_command

        django.setup()
        print("building the academy…", file=sys.stderr)
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        with serve("config.wsgi:application", environment) as port:
            for figure in _figures(port, bare):
                print(figure.line(), flush=True)


if __name__ == "__main__":
    main()
