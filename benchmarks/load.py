"""A small HTTP client that keeps a few connections busy for a bounded time."""

import asyncio
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

CLIENTS = 4
SECONDS = 6.0
WARM_UP = 40


@dataclass(frozen=True)
class Load:
    """What came of it: requests in the time, and each one's milliseconds."""

    per_second: float
    median_ms: float
    p95_ms: float


@dataclass(frozen=True)
class Request:
    """One request to send."""

    path: str
    headers: Mapping[str, str]
    body: bytes = b""

    def raw(self, port: int) -> bytes:
        """The bytes on the wire."""
        lines = [
            f"{'POST' if self.body else 'GET'} {self.path} HTTP/1.1",
            f"Host: 127.0.0.1:{port}",
            *(f"{name}: {value}" for name, value in self.headers.items()),
        ]
        if self.body:
            lines.append(f"Content-Length: {len(self.body)}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + self.body


Maker = Callable[[int], Request]


async def _exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, raw: bytes) -> None:
    """Send one request and read its answer. Raises ``RuntimeError`` when it is not a 200."""
    writer.write(raw)
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status = head.split(" ", 2)[1]
    fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
    if "content-length" in fields:
        await reader.readexactly(int(fields["content-length"]))
    else:
        while size := int((await reader.readline()).strip(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    if status != "200":
        raise RuntimeError(f"The server answered {status} to {raw.splitlines()[0].decode()}")


async def _client(port: int, numbers: "asyncio.Queue[int]", make: Maker, until: float, took: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
    try:
        while time.perf_counter() < until:
            number = numbers.get_nowait()
            numbers.put_nowait(number + CLIENTS)
            raw = make(number).raw(port)
            started = time.perf_counter()
            await _exchange(reader, writer, raw)
            took.append(time.perf_counter() - started)
    finally:
        writer.close()


async def _run(port: int, make: Maker, clients: int, seconds: float) -> list[float]:
    took: list[float] = []
    until = time.perf_counter() + seconds
    queues = []
    for first in range(clients):
        queue: asyncio.Queue[int] = asyncio.Queue()
        queue.put_nowait(first)
        queues.append(queue)
    await asyncio.gather(*(_client(port, queue, make, until, took) for queue in queues))
    return took


def measure(port: int, make: Maker, clients: int = CLIENTS, seconds: float = SECONDS) -> Load:
    """Keep ``clients`` connections busy for ``seconds`` after a warm-up; ``make`` gives the request of each number."""
    asyncio.run(_run(port, lambda number: make(number + 10_000_000), clients, 1.5))
    started = time.perf_counter()
    took = asyncio.run(_run(port, make, clients, seconds))
    elapsed = time.perf_counter() - started
    ordered = sorted(took)
    return Load(
        per_second=len(took) / elapsed,
        median_ms=1000 * statistics.median(ordered),
        p95_ms=1000 * ordered[int(len(ordered) * 0.95)],
    )
