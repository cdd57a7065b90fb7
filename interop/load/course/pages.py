"""Pages of a course: found again or added, and written only where nobody else has written since."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.actions.edit_page import EditPageAction
from wagtail.fields import StreamField
from wagtail.models import Page

from interop.load.course.ledger import Ledger, digest_of
from interop.load.report import Outcome, Report
from people.models import User

P = TypeVar("P", bound=Page)
_LONGEST_SLUG = 100


@dataclass
class PageWriter:
    """Adds and writes pages as ``user``, whose permissions are asked; as the system if there is none."""

    ledger: Ledger
    report: Report
    user: User | None
    moved: set[int] = field(default_factory=set)
    """Ids of pages that stand elsewhere since this import."""

    def find(self, kind: str, identifier: str, model: type[P]) -> P | None:
        """The page made of this item by an earlier import."""
        return self.ledger.find(kind, identifier, model)

    def add(self, parent: Page, page: P, after: Page | None = None) -> P:
        """Add a draft below ``parent``, right after its sibling ``after`` if that is still there.

        Raises ``PermissionDenied``.
        """
        if self.user and not parent.permissions_for_user(self.user).can_add_subpage():
            raise PermissionDenied(_("You may not add pages to “%(title)s”.") % {"title": parent.title})
        page.live = False
        page.owner = self.user
        page.locale_id = parent.locale_id
        # A title without a letter or a digit would leave no address at all.
        page.slug = _free_slug(slugify(page.title, allow_unicode=True)[:_LONGEST_SLUG] or "page", parent)
        if after is not None and after.is_child_of(parent) and after.get_next_sibling():
            after.add_sibling("right", instance=page)
        else:
            parent.add_child(instance=page)
        return page

    def write(self, kind: str, identifier: str, page: Page, values: Mapping[str, Any], *, new: bool = False) -> Outcome:
        """Bring a page's draft to ``values``; one that was found only if nobody else has written it since."""
        if not new:
            return self.settle(kind, identifier, page, values, save=self._save)
        for name, value in values.items():
            setattr(page, name, value)
        self._save(page)
        return self.remember(kind, identifier, page, values)

    def remember(self, kind: str, identifier: str, page: Page, values: Mapping[str, Any]) -> Outcome:
        """Keep in mind, and count, a page that was just made."""
        self.ledger.remember(kind, identifier, page, content_digest(page, tuple(values)))
        self.report.count(kind, Outcome.CREATED, page.title)
        return Outcome.CREATED

    def settle(
        self, kind: str, identifier: str, page: Page, values: Mapping[str, Any], *, save: Callable[[Page], object]
    ) -> Outcome:
        """Decide by digests what happens to a page that was found, do it with ``save``, and count it."""
        draft = page.get_latest_revision_as_object()
        names = tuple(values)
        current = content_digest(draft, names)
        for name, value in values.items():
            setattr(draft, name, value)
        wanted = content_digest(draft, names)
        if wanted == current:
            outcome = Outcome.UNCHANGED
        elif current != self.ledger.digest(kind, identifier):
            outcome = Outcome.KEPT
        else:
            outcome = Outcome.UPDATED
            save(draft)
        if outcome is not Outcome.KEPT:
            self.ledger.remember(kind, identifier, page, wanted)
        is_only_moved = outcome is Outcome.UNCHANGED and page.pk in self.moved
        self.report.count(kind, Outcome.MOVED if is_only_moved else outcome, page.title)
        return outcome

    def free_slug(self, page: Page, parent: Page) -> None:
        """Give a draft that will move below ``parent`` an address that nobody has there."""
        slug = _free_slug(page.slug, parent)
        if slug == page.slug:
            return
        draft = page.get_latest_revision_as_object()
        draft.slug = page.slug = slug
        # A draft's address is read from its row as long as it is not live.
        Page.objects.filter(pk=page.pk).update(slug=slug)
        self._save(draft)

    def _save(self, draft: Page) -> None:
        """A new draft revision, with the entry in the page's history that an editor's save makes."""
        EditPageAction(draft, user=self.user).execute(skip_permission_checks=self.user is None)


def content_digest(page: Page, names: Sequence[str]) -> str:
    """A digest of what these fields of a page hold."""
    return digest_of({name: _plain(page, name) for name in names})


def _plain(page: Page, name: str) -> Any:
    field = page._meta.get_field(name)
    return getattr(page, name).get_prep_value() if isinstance(field, StreamField) else field.value_from_object(page)


def _free_slug(base: str, parent: Page) -> str:
    """``base``, or with a number if a sibling has it."""
    slug = base
    taken = set(parent.get_children().filter(slug__startswith=base).values_list("slug", flat=True))
    number = 2
    while slug in taken:
        slug = f"{base}-{number}"
        number += 1
    return slug
