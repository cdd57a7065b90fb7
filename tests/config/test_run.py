"""What `make run` does about ports and processes."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_socket import enable_socket

from scripts import run

PARENT = """
import subprocess, sys, signal, time
signal.signal(signal.SIGTERM, {on_term})
child = subprocess.Popen([sys.executable, "-c", "import signal, time; signal.signal(15, 1); time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


def alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be counted does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in {"Z", "X"}
    except FileNotFoundError:
        return False


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody serves, willing to share it as web servers are."""
    enable_socket()
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_taken_port_is_told_before_anything_is_done(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", str(taken))
    monkeypatch.setattr(run, "prepare", lambda: pytest.fail("it has begun"))
    with pytest.raises(SystemExit, match=f"Port {taken} cannot be used .* PORT=8010 make run"):
        run.main()


@pytest.mark.parametrize("port", ["", "abc", "0", "70000", "-1", "80 80", "٣"])
def test_what_is_no_port_is_told(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(SystemExit, match="is no port"):
        run.port_to_serve()


def test_a_free_port_is_taken(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    monkeypatch.setenv("PORT", str(free))
    assert run.port_to_serve() == str(free)


def test_leaving_while_it_prepares_needs_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "port_to_serve", lambda: "8000")
    monkeypatch.setattr(run, "prepare", interrupted)
    with pytest.raises(SystemExit, match="goes on where this one left off"):
        run.main()


@pytest.mark.skipif(sys.platform == "win32", reason="process groups are Unix")
@pytest.mark.parametrize("on_term", ["signal.SIG_IGN", "lambda *_: sys.exit()"])
def test_nothing_outlives_the_end(on_term: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "STOP_TIMEOUT", 1.0)
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT.format(on_term=on_term)], stdout=subprocess.PIPE, start_new_session=True
    )
    assert process.stdout is not None
    child = int(process.stdout.readline())
    try:
        run.stop([process])
        deadline = time.monotonic() + 5
        while alive(child) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not alive(child)
        assert process.poll() is not None
    finally:
        if alive(child):
            os.kill(child, signal.SIGKILL)
