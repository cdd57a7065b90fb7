"""Asking one address, safely: who writes a page must not make the server speak with what only the server can reach.

A name is looked up once, every address it has is judged, and the connection goes to one of those judged, so that a name
that changes its mind between the two gains nothing. The same holds for each redirect.
"""

import ipaddress
import os
import socket
import ssl
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from time import monotonic
from urllib.parse import urljoin, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from cms.links.rules import (
    PERMANENT,
    PORTS,
    REDIRECTS,
    Address,
    Outcome,
    RefusedError,
    host_name,
    is_public,
    normalised,
    outcome_of,
    target,
)

Resolve = Callable[[str, int], list[Address]]
AGENT = "Turna link check"


def resolve(host: str, port: int) -> list[Address]:
    """Every address a name has. Raises ``OSError``."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]


@dataclass(frozen=True)
class Bounds:
    """How much one address may cost, and which private hosts (``name`` or ``name:port``) may be asked."""

    step_seconds: float = 8.0
    """Of each wait for the network."""
    seconds: float = 20.0
    """Of all of it, redirects included."""
    redirects: int = 5
    private_hosts: Collection[str] = ()


@dataclass(frozen=True)
class Answer:
    """What became of asking: the last status, and where an address has moved to for good."""

    outcome: Outcome
    status: int | None = None
    moved_to: str = ""


@dataclass(frozen=True)
class Asker:
    """Asks addresses within bounds; ``resolve`` looks names up."""

    bounds: Bounds = field(default_factory=Bounds)
    resolve: Resolve = resolve

    def ask(self, url: str) -> Answer:
        """Whether an address answers: HEAD, and GET where HEAD is not answered well."""
        until = monotonic() + self.bounds.seconds
        try:
            return self._follow(url, until)
        except RefusedError:
            return Answer(Outcome.REFUSED)
        except (OSError, HTTPException, HTTPError, ValueError):
            # Names that are not found, refused connections, broken certificates, silence, nonsense instead of HTTP.
            return Answer(Outcome.UNREACHABLE)

    def _follow(self, url: str, until: float) -> Answer:
        moved_to, for_good = "", True
        for _hop in range(self.bounds.redirects + 1):
            status, location = self._answer(url, until)
            following = normalised(urljoin(url, location)) if status in REDIRECTS else ""
            if not following:
                break
            for_good = for_good and status in PERMANENT
            moved_to = following if for_good else moved_to
            url = following
        else:
            return Answer(Outcome.DEAD, status)
        outcome = outcome_of(status)
        if outcome == Outcome.ALIVE and moved_to:
            return Answer(Outcome.MOVED, status, moved_to)
        return Answer(outcome, status)

    def _answer(self, url: str, until: float) -> tuple[int, str]:
        status, location = self._request("HEAD", url, until)
        return (status, location) if status < 400 else self._request("GET", url, until)

    def _request(self, method: str, url: str, until: float) -> tuple[int, str]:
        parts = urlsplit(url)
        host = host_name(parts.hostname or "")
        port = parts.port or PORTS[parts.scheme]
        left = until - monotonic()
        if left <= 0:
            raise TimeoutError(url)
        connection = self._connection(parts.scheme, self._judged(host, port, parts.scheme), port, host, left)
        name = f"[{host}]" if ":" in host else host
        shown = name if port == PORTS[parts.scheme] else f"{name}:{port}"
        with _cut_off(connection, left):
            connection.request(
                method,
                target(url),
                headers={"Host": shown, "User-Agent": AGENT, "Accept": "*/*", "Connection": "close"},
                preload_content=False,
            )
            # The head tells enough: of the page itself nothing is read.
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Location", "")

    def _judged(self, host: str, port: int, scheme: str) -> Address:
        """The address to connect to. Raises :class:`RefusedError` where one of those of the name is not to be asked."""
        if f"{host}:{port}" in self.bounds.private_hosts:
            return self.resolve(host, port)[0]
        if port != PORTS[scheme]:
            raise RefusedError(host)
        found = self.resolve(host, port)
        if host not in self.bounds.private_hosts and not all(is_public(address) for address in found):
            raise RefusedError(host)
        return found[0]

    def _connection(self, scheme: str, address: Address, port: int, host: str, left: float) -> HTTPConnection:
        seconds = min(self.bounds.step_seconds, left)
        if scheme == "http":
            return HTTPConnection(str(address), port, timeout=seconds)
        return HTTPSConnection(
            str(address),
            port,
            timeout=seconds,
            server_hostname=host,
            assert_hostname=host,
            cert_reqs=ssl.CERT_REQUIRED,
        )


@contextmanager
def _cut_off(connection: HTTPConnection, seconds: float) -> Iterator[None]:
    """End the connection after so many seconds, however slowly it speaks: time-outs are for each single wait."""

    def cut() -> None:
        if (sock := connection.sock) is not None:
            # Another handle to the same connection: closing the one that is being read from is not safe.
            with socket.socket(fileno=os.dup(sock.fileno())) as twin:
                twin.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, lambda: _quietly(cut))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        connection.close()


def _quietly(act: Callable[[], None]) -> None:
    try:
        act()
    except OSError:
        return
