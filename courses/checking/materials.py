"""The learning objects of a course that are not published yet, and the collections that hide them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.text import get_text_list
from wagtail.models import Page

from courses.checking.drafts import CourseDraft
from people.models import User
from people.roles import ROLE_PERMISSIONS, Role


@dataclass(frozen=True)
class Materials:
    """What is published along with a course, in the order of the tree, and what somebody else has to publish."""

    pages: list[Page] = field(default_factory=list)
    others: frozenset[int] = frozenset()


def materials_of(draft: CourseDraft, by: User | None) -> Materials:
    """The objects the course refers to that are not live, with the collections they lie in that are not either.

    An object that ``by`` may not publish, or that somebody has locked, is among the ``others``, and so is one in a
    collection of which this holds. Two queries, none where every object is live.
    """
    waiting = [page for page in draft.objects.values() if not page.live]
    if not waiting:
        return Materials()
    above = _unpublished_above(waiting)
    mine: dict[str, Page] = {}
    others = set()
    for page in waiting:
        way = [*(above[path] for path in _paths_above(page) if path in above), page]
        if by is not None and all(_may_publish(each, by) for each in way):
            mine |= {each.path: each for each in way}
        else:
            others.add(page.pk)
    return Materials([mine[path] for path in sorted(mine)], frozenset(others))


def publishers() -> str:
    """The roles that publish pages, in words."""
    roles = [role.label for role in Role if any("publish" in given for given in ROLE_PERMISSIONS[role].pages.values())]
    return get_text_list([str(role) for role in roles])


def _may_publish(page: Page, by: User) -> bool:
    return not page.locked and bool(page.permissions_for_user(by).can_publish())


def _unpublished_above(pages: Iterable[Page]) -> dict[str, Page]:
    paths = {path for page in pages for path in _paths_above(page)}
    found = Page.objects.filter(path__in=paths, live=False, depth__gt=1)
    # As what they are: kinds of pages decide themselves what a person may do with them.
    return {page.path: page for page in found.select_related("latest_revision", "content_type").specific()}


def _paths_above(page: Page) -> list[str]:
    return [page.path[:length] for length in range(page.steplen, len(page.path), page.steplen)]
