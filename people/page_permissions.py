"""What each person may see and do with pages in Wagtail's admin.

Wagtail lets whoever may add a page to a tree browse all of it, other people's drafts too. Here they see what is theirs
and the way to it. One policy and one tester are asked by every list, search, chooser and button of the admin.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Page
from wagtail.models import PagePermissionTester as WagtailPagePermissionTester
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.query import PageQuerySet
from wagtail_localize.models import Translation

from people.roles import SHELVES, TRANSLATE

if TYPE_CHECKING:
    from people.models import User

BROWSE_ALL = frozenset({"change", "publish", "bulk_delete", "lock", "unlock", TRANSLATE})
"""Page permissions whose holder sees a whole tree; with ``add`` alone they see their own pages."""


def codename(action: str) -> str:
    """How Wagtail writes a page permission."""
    return f"{action}_page"


def is_translation(page: Page) -> bool:
    """Whether a page was made as a translation of another, not written in its own language."""
    return Translation.objects.filter(source__object_id=page.translation_key, target_locale_id=page.locale_id).exists()


class OwnPagesPolicy(PagePermissionPolicy):
    """Wagtail's policy, but an author sees their own pages and those leading there, and translators are known."""

    def user_has_any_permission(self, user: "User", actions: Iterable[str]) -> bool:
        """Who may translate or add pages may edit some."""
        wanted = set(actions)
        return super().user_has_any_permission(user, wanted | ({TRANSLATE} if "change" in wanted else set()))

    def user_has_any_permission_for_instance(self, user: "User", actions: Iterable[str], instance: Page) -> bool:
        """A translator may change what is a translation."""
        wanted = set(actions)
        if super().user_has_any_permission_for_instance(user, wanted, instance):
            return True
        translates = "change" in wanted and super().user_has_any_permission_for_instance(user, {TRANSLATE}, instance)
        return bool(translates) and is_translation(instance)

    def instances_with_direct_explore_permission(self, user: "User") -> Iterable[Page]:
        """The tops of the trees a person works in."""
        if user.is_superuser:
            return super().instances_with_direct_explore_permission(user)
        codenames = {codename(action) for action in BROWSE_ALL | {"add"}}
        return [row.page for row in self.get_cached_permissions_for_user(user) if row.permission.codename in codenames]

    def explorable_instances(self, user: "User") -> PageQuerySet:
        """The pages shown in lists: whole trees of who may change them, their own pages of who may add."""
        everything = self._base_queryset_for_user(user)
        if everything is not None:
            return everything
        rows = list(self.get_cached_permissions_for_user(user))
        if not rows:
            return self.model._default_manager.none()
        whole = {row.page for row in rows if row.permission.codename in map(codename, BROWSE_ALL)}
        partly = {row.page for row in rows if row.permission.codename == codename("add")} - whole
        visible = Q(pk__in=self._way_to({row.page for row in rows}))
        for page in whole:
            visible |= Q(path__startswith=page.path)
        for page in partly:
            visible |= Q(path__startswith=page.path) & self._theirs(user, page)
        return self.model._default_manager.filter(visible)

    def _way_to(self, pages: set[Page]) -> list[int]:
        """The pages themselves and their ancestors, from the deepest page that leads to all of them."""
        top = Page.objects.first_common_ancestor_of(pages, include_self=True)
        paths = {path for page in pages for path in ancestor_paths(page.path, len(top.path))}
        return list(Page.objects.filter(path__in=paths).values_list("pk", flat=True))

    def _theirs(self, user: "User", top: Page) -> Q:
        """Their own pages, what leads to them, and the shelves they may put one on."""
        own = Page.objects.filter(owner=user, path__startswith=top.path).values_list("path", flat=True)
        leading = {path for page in own for path in ancestor_paths(page, len(top.path))}
        return Q(owner=user) | Q(path__in=leading) | (Q(live=True) & shelves())


def ancestor_paths(path: str, top: int) -> list[str]:
    """The paths of a page and of its ancestors, down from the one whose path is ``top`` characters long."""
    return [path[:length] for length in range(top, len(path) + 1, Page.steplen)]


def shelves() -> Q:
    """Pages of editors under which an author may put their own; by a field that search engines know, not by a join."""
    kinds = ContentType.objects.get_for_models(*(apps.get_model(label) for label in SHELVES if _is_installed(label)))
    return Q(content_type__in=[kind.pk for kind in kinds.values()])


def _is_installed(label: str) -> bool:
    return apps.is_installed(label.partition(".")[0])


class PagePermissionTester(WagtailPagePermissionTester):
    """What one person may do with one page of Turna. ``cms.BasePage`` hands it to Wagtail."""

    user: "User"
    page: Page
    # Wagtail sets it only for who needs it: a superuser may do everything, somebody inactive nothing.
    permissions: frozenset[str] | set[str] = frozenset()

    def can_edit(self) -> bool:
        """As Wagtail says; and a translator edits translations."""
        return super().can_edit() or (
            self.user.is_active
            and TRANSLATE in self.permissions
            and not self.page_is_root
            and is_translation(self.page)
        )

    def can_add_subpage(self) -> bool:
        """As Wagtail says; but who may not change a tree adds at its top, on a shelf, or under pages of their own."""
        return super().can_add_subpage() and (self._changes_tree() or self._open_to_authors())

    def can_copy(self) -> bool:
        """A translation is not copied by its translator: they may add pages nowhere."""
        return super().can_edit()

    def _changes_tree(self) -> bool:
        return self.user.is_superuser or "change" in self.permissions

    def _open_to_authors(self) -> bool:
        label = self.page.specific_class._meta.label if self.page.specific_class else ""
        on_shelf = label in SHELVES and self.page.live
        return on_shelf or self.page.owner_id == self.user.pk or self._is_top()

    def _is_top(self) -> bool:
        rows = self.permission_policy.get_cached_permissions_for_user(self.user)
        return any(row.page_id == self.page.pk for row in rows)
