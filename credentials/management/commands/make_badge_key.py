"""Make the key that signs badges."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from credentials.badges.keys import generate_pem


class Command(BaseCommand):
    """Writes a new key where BADGE_KEY_FILE says; with --rotate, before the ones that are there."""

    help = "Make the key that signs badges, readable by its owner alone."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether there may be a key already."""
        parser.add_argument("--rotate", action="store_true", help="sign with a new key, and keep the former ones")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it."""
        path = Path(settings.BADGE_KEY_FILE)
        former = path.read_bytes() if path.is_file() else b""
        if former and not options["rotate"]:
            raise CommandError(f"There is a key in {path} already. With --rotate a new one takes its place.")
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.unlink(missing_ok=True)
        new.touch(mode=0o600)
        new.write_bytes(generate_pem() + former)
        new.replace(path)
        self.stdout.write(
            f"The key is in {path}. Keep a copy: badges signed with it can only be checked while it is known."
        )
