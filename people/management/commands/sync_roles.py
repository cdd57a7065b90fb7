"""``manage.py sync_roles``."""

from typing import Any

from django.core.management.base import BaseCommand

from people.services import sync_roles


class Command(BaseCommand):
    """Runs after every ``migrate`` by itself; by hand after somebody changed groups by hand."""

    help = "Create the roles' groups and give them exactly the permissions of people/roles.py. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        """Sync, and name what no installed app has."""
        missing = sync_roles()
        for name in missing:
            self.stderr.write(f"No installed app has the permission {name}.")
        self.stdout.write(self.style.SUCCESS("Roles are up to date."))
