"""``manage.py search_index rebuild|status``."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import indexing
from search.engines import get_engine
from search.engines.base import RebuildSupersededError


class Command(BaseCommand):
    """Looks after the index of the catalogue."""

    help = "Rebuild the index of the catalogue while readers use the old one, or show its state."

    def add_arguments(self, parser: CommandParser) -> None:
        """One argument: what to do."""
        parser.add_argument("action", choices=["rebuild", "status"])

    def handle(self, *args: Any, action: str, verbosity: int, **options: Any) -> None:
        """Do it."""
        if action == "rebuild":
            self._rebuild(quiet=verbosity == 0)
        else:
            self._status()

    def _rebuild(self, *, quiet: bool) -> None:
        try:
            number = indexing.rebuild(self._silent if quiet else self._report)
        except RebuildSupersededError:
            raise CommandError("Another rebuild was started meanwhile. The index is as it was.") from None
        if not quiet:
            self.stdout.write(f"{number} documents are in the index.")

    def _report(self, done: int, total: int) -> None:
        line = f"{done}/{total} pages"
        if sys.stdout.isatty():
            self.stdout.write(f"\r{line}", ending="" if done < total else "\n")
            self.stdout.flush()
        else:
            self.stdout.write(line)

    def _silent(self, done: int, total: int) -> None:
        return

    def _status(self) -> None:
        status = get_engine().status()
        self.stdout.write(f"engine: {status.engine}")
        self.stdout.write(f"documents: {status.documents}")
        for name, number in (*status.by_type.items(), *status.by_language.items()):
            self.stdout.write(f"  {name}: {number}")
        built = status.built_at and status.built_at.isoformat(timespec="seconds")
        self.stdout.write(f"built: {built or 'never; changes are added as they come'}")
        if status.building:
            self.stdout.write("A rebuild is running, or was interrupted; start it again if it was.")
