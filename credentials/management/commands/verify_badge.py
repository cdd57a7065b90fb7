"""Check a badge without a network."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from credentials.badges.checking import LARGEST, check_badge
from credentials.badges.keys import KeyProblem, installation_keys, read_keys


class Command(BaseCommand):
    """Lists every problem of a badge, and what came of its proofs."""

    help = "Check an Open Badge 3.0 (JSON or JWT) against this installation's keys, or those of a PEM file."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file and, for badges of others, the issuer's key."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--key", type=Path, help="the issuer's public key, PEM")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the report; fail unless the badge is proven."""
        try:
            keys = read_keys(options["key"].read_text()) if options["key"] else installation_keys()
            with options["file"].open("rb") as file:
                text = file.read(LARGEST + 1).decode()
        except (OSError, KeyProblem, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error
        report = check_badge(text, keys)
        for problem in report.problems:
            self.stdout.write(f"problem  {problem}")
        for proof in report.proofs:
            self.stdout.write(f"proof    {proof.kind}: {proof.outcome}. {proof.text}")
        if not report.is_well_formed:
            raise CommandError("The badge is not valid.")
        if not report.is_proven:
            raise CommandError("Nothing is wrong with the badge, but who issued it is not proven.", returncode=2)
        self.stdout.write(self.style.SUCCESS("The badge is valid."))
