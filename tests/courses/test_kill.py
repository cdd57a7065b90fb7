"""The server is killed while learners work; the whole of it is ``python -m benchmarks.endurance``."""

from pathlib import Path

import pytest
from django.db import connection

from benchmarks.endurance import endure, make_learners, serving


def database_url() -> str:
    """The address of this test's own database, for a server in another process."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    password = f":{given['PASSWORD']}" if given["PASSWORD"] else ""
    return f"postgres://{given['USER']}{password}@{given['HOST']}:{given['PORT']}/{given['NAME']}"


@pytest.mark.django_db(transaction=True)
def test_no_event_is_lost_or_counted_twice_when_the_server_is_killed(tmp_path: Path) -> None:
    learners = make_learners(clients=5, events=500)
    connection.close()
    environment = {
        # The same key as here, which signs the sessions.
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": database_url(),
        "VAR_DIR": str(tmp_path),
    }
    with serving(environment) as server:
        outcome = endure(server, learners, kills=3)

    assert outcome.is_whole, outcome.report()
    # Each kill ended the server's master and both workers while they were asked something.
    assert len(outcome.processes) == 3
    assert min(outcome.processes) >= 3
    assert min(outcome.in_flight) > 0
    assert outcome.cut_off > 0
