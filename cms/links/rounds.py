"""Asking many addresses: several hosts at once, the pages of one host one after another and with pauses."""

import queue
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from cms.links.asking import Answer, Asker

AT_ONCE = 8
"""Hosts."""


@dataclass
class Round:
    """One pass over addresses; it ends early when ``seconds`` are over, and leaves the rest unasked."""

    asker: Asker
    seconds: float = 900.0
    pause: float = 1.0
    """Seconds between two questions to one host."""
    _answers: "queue.Queue[tuple[str, Answer] | None]" = field(default_factory=queue.Queue)
    _stopped: threading.Event = field(default_factory=threading.Event)

    def answers(self, urls: Iterable[str]) -> Iterator[tuple[str, Answer]]:
        """Addresses with what they answered, as the answers come. Threads ask; the caller alone writes."""
        hosts: queue.Queue[list[str]] = queue.Queue()
        for group in _by_host(urls):
            hosts.put(group)
        until = time.monotonic() + self.seconds
        threads = [
            threading.Thread(target=self._work, args=(hosts, until), daemon=True)
            for _number in range(min(AT_ONCE, hosts.qsize()))
        ]
        for thread in threads:
            thread.start()
        yield from self._collected(len(threads))

    def _collected(self, threads: int) -> Iterator[tuple[str, Answer]]:
        try:
            while threads:
                answer = self._answers.get()
                if answer is None:
                    threads -= 1
                else:
                    yield answer
        finally:
            # Whoever asked wants no more.
            self._stopped.set()

    def _work(self, hosts: "queue.Queue[list[str]]", until: float) -> None:
        try:
            while True:
                self._ask_host(hosts.get_nowait(), until)
        except queue.Empty:
            return
        finally:
            self._answers.put(None)

    def _ask_host(self, urls: list[str], until: float) -> None:
        for number, url in enumerate(urls):
            if number:
                self._stopped.wait(self.pause)
            if self._stopped.is_set() or time.monotonic() > until:
                return
            self._answers.put((url, self.asker.ask(url)))


def _by_host(urls: Iterable[str]) -> list[list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        groups[urlsplit(url).hostname or ""].append(url)
    # The longest first: it decides how long the whole takes.
    return sorted(groups.values(), key=len, reverse=True)
