"""Where the benchmarks build what they measure."""

from pathlib import Path

import pytest

from benchmarks.__main__ import environment_in
from benchmarks.databases import own_database


def test_the_configured_database_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////srv/academy.sqlite3")
    with own_database() as address:
        environment = {**environment_in(str(tmp_path)), **address}

    assert environment["DATABASE_URL"] == f"sqlite:///{tmp_path}/bench.sqlite3"
