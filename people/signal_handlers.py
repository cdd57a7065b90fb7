"""What follows when something changes."""

from typing import Any

from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from wagtail.models import Page
from wagtail.users.models import UserProfile

from people.models import ConsentText, RoleAssignment, User
from people.services.consents import forget_required
from people.services.groups import grant_tree, sync_person, sync_roles


def sync_roles_after_migrate(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Bring groups and permissions up to date, unless some tables are still to come or going away."""
    executor = MigrationExecutor(connections[using])
    if using == DEFAULT_DB_ALIAS and not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        sync_roles()


def make_shared_cache_table(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """The table of the cache that processes share; nothing where it is there already."""
    if using == DEFAULT_DB_ALIAS:
        call_command("createcachetable", verbosity=0)


def grant_new_tree(instance: Page, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A home page, library or list of courses made in another language belongs to the roles at once."""
    if created and not raw:
        grant_tree(instance)


def keep_time_zone_in_admin(instance: User, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Wagtail's admin shows times in the zone of its own profile: keep it the person's."""
    if raw:
        return
    profile = UserProfile.objects.filter(user=instance)
    if created or not profile.update(current_time_zone=instance.time_zone[:40]):
        UserProfile.objects.get_or_create(user=instance, defaults={"current_time_zone": instance.time_zone[:40]})


def forget_required_consents(sender: type[ConsentText], **kwargs: Any) -> None:
    """Which texts are required may have changed."""
    forget_required()


def leave_groups(instance: RoleAssignment, **kwargs: Any) -> None:
    """A role that ends in whatever way takes its groups with it."""
    if User.objects.filter(pk=instance.user_id).exists():
        sync_person(instance.user)


def confirm_address_after_reset(user: User, **kwargs: Any) -> None:
    """The letter reached somebody who has never confirmed an address: it is theirs."""
    if not EmailAddress.objects.filter(user=user, verified=True).exists():
        User.objects.confirm_address(user)
