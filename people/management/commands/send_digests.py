"""``manage.py send_digests``."""

from typing import Any

from django.core.management.base import BaseCommand

from people.services.letters import send_digests, send_due_letters


class Command(BaseCommand):
    """For a timer, every hour: each person gets the letter in their own morning, once a day however often this runs."""

    help = "Send the daily letters of those whose morning has come, and letters that could not be sent before."

    def handle(self, *args: Any, **options: Any) -> None:
        """Send, and say how many."""
        digests = send_digests()
        letters, _next_due = send_due_letters()
        self.stdout.write(self.style.SUCCESS(f"{digests} daily letters and {letters} others were sent."))
