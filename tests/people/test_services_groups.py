"""Roles as Wagtail's groups."""

from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db.migrations.executor import MigrationExecutor
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Locale

from courses.models import CourseIndexPage
from people import signal_handlers
from people.models import User
from people.roles import GROUP_PREFIX, ROLE_PERMISSIONS, SHELVES, TREES, Role
from people.services import assign_role, sync_roles
from people.services.groups import grant_tree, group_name
from tests.factories.people import RoleAssignmentFactory, UserFactory
from tests.people.conftest import Site

pytestmark = pytest.mark.django_db


def everything() -> dict[str, Any]:
    """All that roles are made of, in a form that can be compared."""
    return {
        "groups": sorted(Group.objects.filter(name__startswith=GROUP_PREFIX).values_list("pk", "name")),
        "models": sorted(Group.permissions.through.objects.values_list("group", "permission")),
        "pages": sorted(GroupPagePermission.objects.values_list("pk", "group", "page", "permission")),
        "collections": sorted(GroupCollectionPermission.objects.values_list("pk", "group", "collection")),
        "people": sorted(User.groups.through.objects.values_list("pk", "user", "group")),
    }


def page_permissions(role: Role, language: str = "") -> set[tuple[int, str]]:
    rows = GroupPagePermission.objects.filter(group__name=group_name(role, language))
    return set(rows.values_list("page", "permission__codename"))


def test_every_named_permission_page_and_shelf_exists() -> None:
    assert sync_roles() == []
    assert all(apps.get_model(label) for label in (*TREES, *SHELVES))


def test_the_roles_are_there_after_migrate() -> None:
    names = set(Group.objects.values_list("name", flat=True))
    assert {group_name(role) for role in Role} <= names
    assert Permission.objects.filter(codename="translate_page").exists()


def test_a_second_sync_changes_nothing(english: Site, administrator: User) -> None:
    assign_role(UserFactory.create(), Role.PARTNER_TRANSLATOR, by=administrator, languages=["en"])
    sync_roles()
    before = everything()
    sync_roles()
    assert everything() == before


def test_a_sync_takes_back_what_was_changed_by_hand(english: Site, administrator: User) -> None:
    sync_roles()
    before = everything()
    editors = Group.objects.get(name=group_name(Role.EDITOR))
    authors = Group.objects.get(name=group_name(Role.AUTHOR))
    authors.permissions.add(Permission.objects.get(codename="delete_organisation"))
    authors.user_set.add(UserFactory.create())
    editors.permissions.clear()
    GroupPagePermission.objects.filter(group=editors).first().delete()
    GroupPagePermission.objects.create(group=authors, page=english.home, permission_type="publish")
    sync_roles()
    after = everything()
    for part in ("groups", "models", "people"):
        assert after[part] == before[part]
    assert [row[1:] for row in after["pages"]] != []
    assert sorted(row[1:] for row in after["pages"]) == sorted(row[1:] for row in before["pages"])


def test_a_sync_leaves_other_groups_alone(english: Site) -> None:
    choir = Group.objects.create(name="Choir")
    choir.permissions.add(Permission.objects.get(codename="access_admin"))
    choir.user_set.add(UserFactory.create())
    sync_roles()
    assert choir.permissions.count() == choir.user_set.count() == 1


def test_a_sync_puts_people_into_the_groups_of_the_roles_they_hold() -> None:
    user = RoleAssignmentFactory.create(role=Role.TUTOR).user
    assert not user.groups.exists()
    sync_roles()
    assert user.groups.get().name == group_name(Role.TUTOR)


def test_a_new_tree_belongs_to_the_roles_at_once(english: Site) -> None:
    sync_roles()
    locale, _created = Locale.objects.get_or_create(language_code="uz")
    index = english.home.add_child(instance=CourseIndexPage(title="Kurslar", slug="kurslar", locale=locale))
    assert (index.pk, "add_page") in page_permissions(Role.AUTHOR)
    assert (index.pk, "change_page") in page_permissions(Role.METHODOLOGIST)
    assert index.pk not in {page for page, _codename in page_permissions(Role.REGISTRAR)}
    before = everything()
    grant_tree(index)
    assert everything() == before


def test_a_translator_group_holds_the_pages_of_its_language(english: Site, kazakh: Site) -> None:
    sync_roles()
    assert page_permissions(Role.PARTNER_TRANSLATOR, "kk") == {(kazakh.home.pk, "translate_page")}
    assert page_permissions(Role.PARTNER_TRANSLATOR) == set()


@pytest.mark.parametrize(
    ("role", "tree", "codenames"),
    [
        (Role.AUTHOR, "library", {"add_page"}),
        (Role.METHODOLOGIST, "courses", {"add_page", "change_page"}),
        (Role.TUTOR, "courses", set()),
        (
            Role.EDITOR,
            "home",
            {"add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page"},
        ),
    ],
)
def test_a_role_has_its_permissions_on_the_top_of_a_tree(
    role: Role, tree: str, codenames: set[str], english: Site
) -> None:
    page = getattr(english, tree)
    assert {codename for pk, codename in page_permissions(role) if pk == page.pk} == codenames


def test_no_role_may_delete_accounts_or_touch_groups() -> None:
    for grants in ROLE_PERMISSIONS.values():
        assert "people.delete_user" not in grants.models
        assert not any(name.startswith("auth.") for name in grants.models)


def test_the_command_syncs_and_says_so() -> None:
    Group.objects.filter(name=group_name(Role.EDITOR)).delete()
    out = StringIO()
    call_command("sync_roles", stdout=out)
    assert Group.objects.filter(name=group_name(Role.EDITOR)).exists()
    assert "up to date" in out.getvalue()


def test_migrate_waits_with_the_roles_until_every_table_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[bool] = []
    monkeypatch.setattr(signal_handlers, "sync_roles", lambda: called.append(True))
    signal_handlers.sync_roles_after_migrate()
    assert called == [True]
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_args: ["one to come"])
    signal_handlers.sync_roles_after_migrate()
    assert called == [True]


def test_a_role_speaks_of_apps_that_are_not_installed_without_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from people.services import groups

    odd = replace(
        ROLE_PERMISSIONS[Role.TUTOR],
        models=frozenset({"astronomy.add_star"}),
        pages={"astronomy.SkyPage": frozenset({"add"})},
    )
    monkeypatch.setattr(groups, "ROLE_PERMISSIONS", {**ROLE_PERMISSIONS, Role.TUTOR: odd})
    assert sync_roles() == ["astronomy.add_star"]
    assert not Group.objects.get(name=group_name(Role.TUTOR)).permissions.exists()
