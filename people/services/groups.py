"""Wagtail's groups and their permissions, made from :data:`people.roles.ROLE_PERMISSIONS`.

A person is in the group of each role they hold. A role that may be narrowed to some languages has one group more for
each language, which carries the permissions on that language's pages.
"""

from collections.abc import Collection as Values
from collections.abc import Iterable, Iterator, Mapping

from django.apps import apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import models, transaction
from wagtail.models import Collection, GroupApprovalTask, GroupCollectionPermission, GroupPagePermission, Page

from people.models import RoleAssignment, User
from people.permissions import admin_key
from people.roles import GROUP_PREFIX, ROLE_PERMISSIONS, TRANSLATE, Role
from people.rules import role_languages

WAGTAILS_MODERATORS = "Moderators"


def installed_languages() -> list[str]:
    """The codes of the installation's languages."""
    return [code for code, _label in settings.LANGUAGES]


def group_name(role: Role, language: str = "") -> str:
    """The name of a role's group; with a language, of the group for that language's pages."""
    name = GROUP_PREFIX + Role(role).value.replace("_", " ")
    return f"{name} ({language})" if language else name


def groups_of_assignment(assignment: RoleAssignment) -> Iterator[str]:
    """The names of the groups that a held role puts its person into."""
    role = Role(assignment.role)
    yield group_name(role)
    if ROLE_PERMISSIONS[role].by_language:
        for language in role_languages(assignment.languages, installed_languages()):
            yield group_name(role, language)


@transaction.atomic
def sync_roles() -> list[str]:
    """Create the groups of all roles, give them exactly their permissions, and put everybody into theirs.

    Safe to run at any time and any number of times. Returns the permissions that no installed app has.
    """
    missing = _ensure_permissions()
    languages = installed_languages()
    for role, grants in ROLE_PERMISSIONS.items():
        group, _created = Group.objects.get_or_create(name=group_name(role))
        group.permissions.set(permissions_named(grants.models))
        _set_collections(group, grants.collections)
        _set_pages(group, grants.pages, languages)
        for language in languages if grants.by_language else ():
            narrowed, _created = Group.objects.get_or_create(name=group_name(role, language))
            _set_pages(narrowed, grants.by_language, [language])
    _let_moderate()
    _sync_everybody()
    return missing


def sync_person(user: User) -> None:
    """Put a person into the groups of the roles they hold and out of those they do not. Other groups are left alone."""
    names = {name for assignment in user.role_assignments.all() for name in groups_of_assignment(assignment)}
    wanted = set(Group.objects.filter(name__in=names))
    present = set(user.groups.filter(name__startswith=GROUP_PREFIX))
    user.groups.remove(*(present - wanted))
    user.groups.add(*(wanted - present))
    # Django and Wagtail remember permissions on the object; whoever holds it should see the new ones.
    for remembered in [name for name in vars(user) if name.endswith(("_perm_cache", "_permission_cache"))]:
        delattr(user, remembered)
    cache.delete(admin_key(user))


def grant_tree(page: Page) -> None:
    """Give every role its permissions on a page that has just become the top of a tree in its language."""
    label = page.specific_class._meta.label if page.specific_class else ""
    language = page.locale.language_code
    for role, grants in ROLE_PERMISSIONS.items():
        _add_pages(group_name(role), page, grants.pages.get(label, frozenset()))
        _add_pages(group_name(role, language), page, grants.by_language.get(label, frozenset()))


def permissions_named(names: Iterable[str]) -> list[Permission]:
    """The permissions of the names (``app_label.codename``) that exist."""
    wanted = set(names)
    found = Permission.objects.filter(codename__in={name.partition(".")[2] for name in wanted})
    by_name = {f"{row.content_type.app_label}.{row.codename}": row for row in found.select_related("content_type")}
    return [row for name, row in by_name.items() if name in wanted]


def _ensure_permissions() -> list[str]:
    """Make the permissions of the apps the roles speak of, which Django does only at the end of ``migrate``."""
    names = {name for grants in ROLE_PERMISSIONS.values() for name in (*grants.models, *grants.collections)}
    labels = {name.partition(".")[0] for name in names} | {Page._meta.app_label}
    for label in labels & apps.app_configs.keys():
        create_permissions(apps.get_app_config(label), verbosity=0)
    Permission.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(Page),
        codename=f"{TRANSLATE}_page",
        defaults={"name": "Can translate page"},
    )
    found = {f"{row.content_type.app_label}.{row.codename}" for row in permissions_named(names)}
    return sorted(names - found)


def _page_permissions(actions: Iterable[str]) -> list[Permission]:
    return permissions_named(f"wagtailcore.{action}_page" for action in actions)


def _tree_pages(label: str, languages: Values[str]) -> list[Page]:
    """The pages of a model named by string, in some languages; none while its app is not installed."""
    try:
        model = apps.get_model(label)
    except LookupError:
        return []
    return list(model._default_manager.filter(locale__language_code__in=languages))


def _set_pages(group: Group, trees: Mapping[str, frozenset[str]], languages: Values[str]) -> None:
    wanted = {
        (page.pk, permission.pk)
        for label, actions in trees.items()
        for page in _tree_pages(label, languages)
        for permission in _page_permissions(actions)
    }
    _replace(GroupPagePermission.objects.filter(group=group), wanted, "page_id", GroupPagePermission, group)


def _set_collections(group: Group, names: frozenset[str]) -> None:
    root = Collection.get_first_root_node()
    wanted = {(root.pk, permission.pk) for permission in permissions_named(names)} if root else set()
    _replace(
        GroupCollectionPermission.objects.filter(group=group), wanted, "collection_id", GroupCollectionPermission, group
    )


def _replace(
    rows: models.QuerySet, wanted: set[tuple[int, int]], place: str, model: type[models.Model], group: Group
) -> None:
    """Make the group's rows of (place, permission) exactly those wanted, touching only what differs."""
    present = {(getattr(row, place), row.permission_id): row.pk for row in rows}
    rows.filter(pk__in=[pk for key, pk in present.items() if key not in wanted]).delete()
    model._default_manager.bulk_create(
        [model(group=group, permission_id=pk, **{place: where}) for where, pk in wanted - present.keys()]
    )


def _add_pages(name: str, page: Page, actions: frozenset[str]) -> None:
    group = Group.objects.filter(name=name).first() if actions else None
    for permission in _page_permissions(actions) if group else ():
        GroupPagePermission.objects.get_or_create(group=group, page_id=page.pk, permission=permission)


def _let_moderate() -> None:
    """Let those who publish approve what authors submit.

    Wagtail comes with a workflow for the whole site whose one task belongs to its own group of moderators. No role puts
    anybody there, so a submission would wait for ever, locked for those who publish.
    """
    moderators = Group.objects.filter(name__in=[group_name(Role.EDITOR), group_name(Role.ADMINISTRATOR)])
    for task in GroupApprovalTask.objects.filter(active=True, groups__name=WAGTAILS_MODERATORS):
        task.groups.add(*moderators)


def _sync_everybody() -> None:
    """Membership of all at once: rows are compared as sets, and only the differences written."""
    groups = dict(Group.objects.filter(name__startswith=GROUP_PREFIX).values_list("name", "pk"))
    wanted = {
        (assignment.user_id, groups[name])
        for assignment in RoleAssignment.objects.order_by()
        for name in groups_of_assignment(assignment)
        if name in groups
    }
    through = User.groups.through
    rows = through._default_manager.filter(group_id__in=groups.values())
    present = {(user, group): pk for pk, user, group in rows.values_list("pk", "user_id", "group_id")}
    rows.filter(pk__in=[pk for key, pk in present.items() if key not in wanted]).delete()
    through._default_manager.bulk_create(
        [through(user_id=user, group_id=group) for user, group in wanted - present.keys()]
    )
