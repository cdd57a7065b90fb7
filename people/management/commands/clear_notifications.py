"""``manage.py clear_notifications``."""

from typing import Any

from django.core.management.base import BaseCommand

from people.services.notifications import clear_notifications


class Command(BaseCommand):
    """For a timer, once a day."""

    help = "Forget notifications that were read three months ago, and those nobody has read for a year."

    def handle(self, *args: Any, **options: Any) -> None:
        """Clear, and say how many."""
        self.stdout.write(self.style.SUCCESS(f"{clear_notifications()} notifications were cleared."))
