"""Measure the pages people wait for. `make bench` prints one figure a line, as JSON."""

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from uuid import UUID, uuid4

from benchmarks.figures import Figure
from benchmarks.load import Request, measure
from benchmarks.servers import serve

NOBODY = UUID(int=0)
CSRF = "c" * 32
BATCH = 10


def environment_in(folder: str) -> dict[str, str]:
    """An installation of its own in a temporary folder, as in production but without TLS."""
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "DATABASE_URL": os.environ.get("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3"),
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


def _figures(port: int, bare: tuple[float, float]) -> Iterator[Figure]:
    from benchmarks.academy import build
    from benchmarks.marks import build_marks
    from people.models import User

    academy = build()
    marked_run = build_marks(list(User.objects.filter(email__startswith="learner").order_by("pk")))
    home = f"/ru/learn/{academy.run}/"

    def learner(number: int) -> Mapping[str, str]:
        return _cookies(academy.learner_sessions[number % len(academy.learner_sessions)])

    def lesson(number: int) -> Request:
        return Request(f"{home}{academy.lessons[number % 12]}/", learner(number))

    def course(number: int) -> Request:
        return Request(home, learner(number))

    def run(number: int) -> Request:
        return Request(f"/ru/runs/{academy.run}/", _cookies(academy.staff_session))

    def matrix(number: int) -> Request:
        return Request(f"/ru/runs/{academy.run}/matrix/?module=all", _cookies(academy.staff_session))

    def report(number: int) -> Request:
        return Request(f"/ru/learn/{marked_run}/marks/", learner(number))

    def gradebook(number: int) -> Request:
        return Request(f"/ru/runs/{marked_run}/marks/?page={number % 20 + 1}", _cookies(academy.staff_session))

    def events(number: int, together: int = 1) -> Request:
        key = academy.lessons[number % len(academy.lessons)]
        headers = {**learner(number), "Content-Type": "application/json"}
        return Request(f"{home}events/?lesson={key}", headers, _events(key, together))

    def batch(number: int) -> Request:
        return events(number, BATCH)

    yield Figure("lesson page, logged in", measure(port, lesson).per_second, "requests/s", bare[0])
    yield Figure("course page, 307 activities, 1000 learners", measure(port, course).per_second, "requests/s", bare[0])
    yield Figure("run page, 1000 learners", measure(port, run, clients=1).median_ms, "ms", bare[1])
    yield Figure("progress matrix, 1000 × 307, a page", measure(port, matrix, clients=1).median_ms, "ms", bare[1])
    yield Figure("learner's report, 307 marks", measure(port, report, clients=1).median_ms, "ms", bare[1])
    yield Figure("gradebook, 1000 × 307, a page", measure(port, gradebook, clients=1).median_ms, "ms", bare[1])
    yield Figure("progress events, one in a request", measure(port, events).per_second, "events/s", bare[0])
    batches = BATCH * measure(port, batch).per_second
    yield Figure(f"progress events, {BATCH} in a request", batches, "events/s", bare[0])


def main() -> None:
    """Build the academy, serve it, measure it beside a bare view."""
    with tempfile.TemporaryDirectory(prefix="turna-bench-") as folder:
        environment = environment_in(folder)
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
