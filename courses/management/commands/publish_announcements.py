"""``manage.py publish_announcements``."""

from typing import Any

from django.core.management.base import BaseCommand

from courses.announcements.services import publish_due


class Command(BaseCommand):
    """For a timer, every few minutes, where background tasks cannot wait for a moment; harmless elsewhere."""

    help = "Send the announcements of runs whose moment has come."

    def handle(self, *args: Any, **options: Any) -> None:
        """Send, and say how many."""
        self.stdout.write(self.style.SUCCESS(f"{publish_due()} announcements were sent."))
