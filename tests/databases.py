"""The tests' databases: migrated once for a state of the migrations, copied for each process that tests."""

import hashlib
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from filelock import FileLock

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "tests"


def _state() -> str:
    """A digest of whatever decides what a migrated database looks like."""
    digest = hashlib.sha256((ROOT / "requirements" / "dev.txt").read_bytes())
    # The roles' groups are made from data at the end of migrate.
    for source in [*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "people" / "roles.py"]:
        digest.update(source.read_bytes())
    return digest.hexdigest()[:12]


def _exists(name: str) -> bool:
    if connection.vendor == "sqlite":
        return Path(name).exists()
    creation: Any = connection.creation
    with creation._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def _migrated() -> str:
    """The name of the migrated database; made when it is not there."""
    name = str(FOLDER / f"{_state()}.sqlite3") if connection.vendor == "sqlite" else f"turna_tests_{_state()}"
    unfinished = f"{name}.new" if connection.vendor == "sqlite" else f"{name}_new"
    if not _exists(name):
        connection.settings_dict["TEST"]["NAME"] = unfinished
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        connection.close()
        _rename(unfinished, name)
    connection.settings_dict["NAME"] = name
    return name


def _rename(old: str, new: str) -> None:
    """Give a database its name once it is whole, so that one broken off half-way is never taken for it."""
    if connection.vendor == "sqlite":
        Path(old).rename(new)
        return
    creation: Any = connection.creation
    with creation._nodb_cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{old}" RENAME TO "{new}"')


def _suffix() -> str:
    return f"{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}_{os.getpid()}"


def use_copy() -> None:
    """Point the default connection of this process at a fresh copy of the migrated database."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    creation: Any = connection.creation
    connection.close()
    with FileLock(FOLDER / "lock"):
        _migrated()
        creation.clone_test_db(_suffix(), verbosity=0, autoclobber=True)
    connection.settings_dict.update(creation.get_test_db_clone_settings(_suffix()))
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"]
    # Nothing to load back: the copy is. Django then also spares the signals after its flush, which take seconds.
    creation.connection._test_serialized_contents = "[]"


def restore_copy() -> None:
    """Take the copy back to the migrated state, after a test that committed.

    Quicker and surer than loading rows back after a flush: signals of the rows make others, in another order.
    """
    drop_copy()
    use_copy()


def drop_copy() -> None:
    """Remove this process's copy."""
    creation: Any = connection.creation
    name = connection.settings_dict["NAME"]
    connection.close()
    if connection.vendor == "sqlite":
        Path(name).unlink(missing_ok=True)
    else:
        with creation._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    for rest in ("-wal", "-shm"):
        Path(f"{name}{rest}").unlink(missing_ok=True)
