"""Granian as an installation runs it: two workers, one blocking thread each."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _command(application: str, port: int) -> list[str]:
    return [
        str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "2", "--blocking-threads", "1", "--log-level", "error", application,
    ]  # fmt: skip


@contextmanager
def serve(application: str, environment: Mapping[str, str]) -> Iterator[int]:
    """Serve a WSGI application while the block runs; gives the port. ``TimeoutError`` when it does not answer."""
    port = free_port()
    process = subprocess.Popen(_command(application, port), cwd=ROOT, env={**os.environ, **environment})
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


@dataclass
class Server:
    """The installation's server in a process group of its own, so that nothing of it outlives a kill."""

    environment: Mapping[str, str]
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Serve; returns when it answers. ``TimeoutError`` when it does not, ``RuntimeError`` when it gave up."""
        self.process = subprocess.Popen(
            _command("config.wsgi:application", self.port),
            cwd=ROOT,
            env={**os.environ, **self.environment},
            start_new_session=True,
        )
        _wait(self.port, self.process)

    def kill(self) -> int:
        """SIGKILL for all of it, so that nobody gets to finish anything; how many processes there were."""
        if self.process is None:
            return 0
        group = self.process.pid
        ended = len(alive_in(group))
        os.killpg(group, signal.SIGKILL)
        self.process.wait(timeout=20)
        self.process = None
        deadline = time.monotonic() + 20
        while alive_in(group):
            if time.monotonic() > deadline:
                raise TimeoutError("Some of the server has outlived a SIGKILL.")
            time.sleep(0.01)
        return ended


def alive_in(group: int) -> list[int]:
    """The processes of a group that still run."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            # What follows the name in brackets: the state, the parent, the group.
            state, _parent, its_group = entry.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(its_group) == group and state not in "ZX":
            found.append(int(entry.parent.name))
    return found


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"The server has given up with {process.returncode}; it says why above.")
        try:
            urlopen(f"http://127.0.0.1:{port}/health/live", timeout=5).close()
        except HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError("The server does not answer.")
