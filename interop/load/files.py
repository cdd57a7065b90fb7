"""Files written to storage during a transaction, and removed again if it fails.

A database forgets what it rolls back; a storage does not. Every write of an import goes through here.
"""

import contextlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models.fields.files import FieldFile

logger = logging.getLogger(__name__)


@dataclass
class WrittenFiles:
    """The files an import has written so far."""

    written: list[tuple[Storage, str]] = field(default_factory=list)

    def add(self, file: FieldFile) -> None:
        """Remember a file that was just stored."""
        if file.name:
            self.written.append((file.storage, file.name))

    def replace(self, storage: Storage, name: str) -> None:
        """Delete a file that another one has taken the place of, once that is certain."""
        transaction.on_commit(lambda: _delete(storage, name), robust=True)

    def remove(self) -> None:
        """Delete everything that was written."""
        for storage, name in self.written:
            _delete(storage, name)
        self.written.clear()


@contextlib.contextmanager
def all_or_nothing() -> Iterator[WrittenFiles]:
    """A transaction that takes the files written in it along when it is rolled back."""
    files = WrittenFiles()
    try:
        with transaction.atomic():
            yield files
    except BaseException:
        files.remove()
        raise


def _delete(storage: Storage, name: str) -> None:
    try:
        storage.delete(name)
    except OSError:
        # The import's own outcome matters more; whoever runs the installation finds the name in the log.
        logger.exception("A file of an import could not be deleted: %s", name)
