"""The locks of the dependencies: versions and hashes, and nothing about where they were fetched from."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
ADDRESS = re.compile(r"https?://|--(extra-)?index-url|--find-links|@ file")


def test_there_are_locks() -> None:
    assert {lock.name for lock in LOCKS} == {"base.txt", "dev.txt"}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_address(lock: Path) -> None:
    assert not ADDRESS.search(lock.read_text())


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_has_one_version_and_hashes(lock: Path) -> None:
    entries = re.split(r"\n(?=\S)", lock.read_text().strip())

    assert len(entries) > 30
    for entry in entries:
        assert re.match(r"[a-z0-9][a-z0-9.-]*(\[[a-z,-]+\])?==[^ ]+ ", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_the_development_lock_holds_everything_of_the_base_lock() -> None:
    pinned = [
        {line.split(" ", 1)[0] for line in (ROOT / "requirements" / name).read_text().splitlines() if "==" in line}
        for name in ("base.txt", "dev.txt")
    ]

    assert pinned[0] <= pinned[1]
