"""``manage.py demo``: loads the demonstration academy, or says how to enter it."""

import os
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from courses.models import Run
from demo.academy import Academy
from demo.people import accounts
from demo.rooms.runs import EVENING
from people.models import User

PASSWORD = "flight-of-cranes"  # noqa: S105
"""Known to everyone, and therefore given to accounts in development only."""


class Command(BaseCommand):
    help = "Loads the demonstration academy; running it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The options of the command."""
        parser.add_argument("--accounts", action="store_true", help="only print the addresses and accounts")
        parser.add_argument("--password", default="", help="of the accounts; outside development there is no other")
        parser.add_argument("--base-url", default=settings.WAGTAILADMIN_BASE_URL, help="where the site is served")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, or print the table. Raises ``CommandError`` when the accounts would get a password that is known."""
        password = options["password"] or os.environ.get("DEMO_PASSWORD", "")
        if options["accounts"]:
            self._print_accounts(options["base_url"].rstrip("/"), password)
            return
        if not password and not settings.DEBUG:
            raise CommandError(
                "Say which password the accounts get: manage.py demo --password …, or the variable DEMO_PASSWORD. "
                "The known one of the demonstration is for development only."
            )
        self._load(password or PASSWORD)

    def _load(self, password: str) -> None:
        started = time.monotonic()
        Academy(password, timezone.now(), self._report).load()
        self.stdout.write(f"  The academy is ready ({time.monotonic() - started:.1f} s).")

    def _report(self, step: str) -> None:
        self.stdout.write(f"  … {step}")
        self.stdout.flush()

    def _print_accounts(self, base_url: str, password: str) -> None:
        names = dict(settings.LANGUAGES)
        with translation.override("en"):
            self.stdout.write(f"\nThe site            {base_url}/\nFor those who write {base_url}/admin/\n")
            width = max(len(account.email) for account in accounts())
            for account in accounts():
                self.stdout.write(f"  {account.email:<{width}}  {account.role:<19} {names[account.language]}")
        if not User.objects.filter(email=accounts()[0].email).exists():
            self.stdout.write("These accounts do not exist yet: run manage.py demo.")
        if evening := Run.objects.filter(slug=EVENING).first():
            self.stdout.write(f"A course by code    {base_url}/en/learn/{evening.slug}/enrol/  {evening.code}")
        known = password or (PASSWORD if settings.DEBUG else "the one given at loading")
        self.stdout.write(f"Password of all of them: {known}")
