"""Prepares an empty installation for its first page."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cms.languages import codes
from cms.services import ensure_site


class Command(BaseCommand):
    """``manage.py setup_site``; run again, it adds what is missing and changes nothing else."""

    help = "Make the languages, a home page for each and the site itself. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds ``--base-url``."""
        parser.add_argument("--base-url", help="Address of the site, for instance https://academy.example.org")

    def handle(self, *args: Any, **options: Any) -> None:
        """Calls :func:`cms.services.ensure_site` and says what there is now."""
        site = ensure_site(options["base_url"])
        self.stdout.write(f"{site.root_url}: home pages in {', '.join(codes())}")
