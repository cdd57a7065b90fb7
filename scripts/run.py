"""Serve the demonstration academy: bring the database up to date, load it, start server and worker, stop both.

Usage: run.py               (what `make run` calls; PORT and WORKERS come from the environment)
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
READY_TIMEOUT = 180.0


def step(text: str, action: Callable[[], Any]) -> None:
    """Do one step and tell how long it took."""
    print(f"\n• {text}", flush=True)
    started = time.monotonic()
    action()
    print(f"  done in {time.monotonic() - started:.1f} s", flush=True)


def prepare() -> None:
    """Everything between installed packages and a site that can be served. Quick when it was done before."""
    import django
    from django.core.management import call_command

    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from scripts.compile_messages import main as compile_messages

    step("Compiling the translations", compile_messages)
    django.setup()
    step("Bringing the database up to date", lambda: call_command("migrate", verbosity=0))
    step("Loading the demonstration academy", lambda: call_command("demo"))


def start(port: str) -> list[subprocess.Popen[bytes]]:
    """The web server and the worker for background tasks, each in its own process."""
    binaries = Path(sys.executable).parent
    server = [
        str(binaries / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", port,
        "--workers", os.environ.get("WORKERS", "2"), "--blocking-threads", "1", "--log-level", "warning",
        "config.wsgi:application",
    ]  # fmt: skip
    worker = [sys.executable, str(ROOT / "manage.py"), "db_worker", "--verbosity", "1"]
    # As an installation serves: with its own error pages, and templates read once.
    environment = {**os.environ, "DEBUG": os.environ.get("DEBUG", "off")}
    return [subprocess.Popen(command, cwd=ROOT, env=environment) for command in (server, worker)]


def wait_until_ready(port: str, server: subprocess.Popen[bytes]) -> None:
    """Return when the server answers. Leaves the program when it ended instead, for instance over a taken port."""
    deadline = time.monotonic() + READY_TIMEOUT
    while time.monotonic() < deadline:
        if server.poll() is not None:
            sys.exit(f"The server did not start: see above. Is port {port} taken? Try: PORT=8010 make run")
        try:
            urlopen(f"http://127.0.0.1:{port}/health/live", timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit("The server does not answer; see its messages above.")


def stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """End what was started, gently first."""
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


def main() -> None:
    """Prepare, serve, and wait for Ctrl-C."""
    from django.core.management import call_command

    prepare()
    port = os.environ.get("PORT", "8000")
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    processes = start(port)
    try:
        wait_until_ready(port, processes[0])
        call_command("demo", accounts=True, base_url=f"http://localhost:{port}")
        print("\nStop with Ctrl-C.", flush=True)
        while not stopped.is_set() and all(process.poll() is None for process in processes):
            stopped.wait(0.5)
    finally:
        stop(processes)


if __name__ == "__main__":
    main()
