"""What follows when something changes."""

from typing import Any

from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from wagtail.admin.localization import get_available_admin_languages
from wagtail.models import Page
from wagtail.users.models import UserProfile

from people.localised import nearest_language
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


def keep_locale_in_admin(instance: User, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Wagtail's admin and its letters follow the time zone and language of its own profile: keep them the person's.

    In a language that the admin does not speak it speaks the nearest one.
    """
    if raw:
        return
    languages = dict(get_available_admin_languages())
    locale = {
        "current_time_zone": instance.time_zone[:40],
        "preferred_language": nearest_language(instance.language, languages),
    }
    profile = UserProfile.objects.filter(user=instance)
    if created or not profile.update(**locale):
        UserProfile.objects.get_or_create(user=instance, defaults=locale)


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
