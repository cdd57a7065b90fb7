"""Many at the same moment: for tests that commit, on both databases."""

import threading
from collections.abc import Callable

from django.db import connection


def at_once(*calls: Callable[[], object]) -> list[object]:
    """What each call returned, or the exception it raised; all begin together, each on a connection of its own."""
    ready = threading.Barrier(len(calls))
    results: list[object] = [None] * len(calls)

    def run(place: int) -> None:
        try:
            ready.wait(timeout=30)
            results[place] = calls[place]()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads), "some have not come back"
    return results


def failures(*calls: Callable[[], object]) -> list[Exception]:
    """What went wrong when all were called at once."""
    return [each for each in at_once(*calls) if isinstance(each, Exception)]
