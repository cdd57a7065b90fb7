"""Serve the demonstration academy: bring the database up to date, load it, start server and worker, stop both.

Usage: run.py               (what `make run` calls; PORT and WORKERS come from the environment)
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
READY_TIMEOUT = 180.0
STOP_TIMEOUT = 15.0


def step(text: str, action: Callable[[], Any]) -> None:
    """Do one step and tell how long it took."""
    print(f"\n• {text}", flush=True)
    started = time.monotonic()
    action()
    print(f"  done in {time.monotonic() - started:.1f} s", flush=True)


def port_to_serve() -> str:
    """PORT. Leaves the program, before anything takes its time, when it is no port or somebody serves there.

    The server itself would not mind: it shares a port with whoever else is willing to.
    """
    port = os.environ.get("PORT", "8000")
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65_536:
        sys.exit(f"PORT={port} is no port. Try: PORT=8010 make run")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except OSError as error:
            sys.exit(f"Port {port} cannot be used ({error.strerror}). Try another: PORT=8010 make run")
    return port


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
    # Each leads a group of its own, so that nothing it started can outlive it: see stop().
    return [
        subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True) for command in (server, worker)
    ]


def wait_until_ready(port: str, server: subprocess.Popen[bytes]) -> None:
    """Return when the server answers. Leaves the program when it ended instead."""
    deadline = time.monotonic() + READY_TIMEOUT
    while time.monotonic() < deadline:
        if server.poll() is not None:
            sys.exit("The server did not start; see its messages above.")
        try:
            urlopen(f"http://127.0.0.1:{port}/health/live", timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit("The server does not answer; see its messages above.")


def stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """End what was started and all that it started itself: gently first, then whatever is left."""
    deadline = time.monotonic() + STOP_TIMEOUT
    for process in processes:
        process.terminate()
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=max(0.0, deadline - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def main() -> None:
    """Prepare, serve, and wait for Ctrl-C."""
    from django.core.management import call_command

    port = port_to_serve()
    stopped = threading.Event()
    try:
        prepare()
    except KeyboardInterrupt:
        sys.exit("\nStopped. The same command goes on where this one left off.")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
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
