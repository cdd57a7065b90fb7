"""Pages of a course in the order of its source: moved only where the source has changed, and only drafts."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from wagtail.models import Page

from interop.load.course.pages import PageWriter


@dataclass
class Arranger:
    """Moves pages an import has made; those that are published, or that the person may not move, are named instead."""

    pages: PageWriter

    def arrange(self, parent: Page, wanted: Sequence[int]) -> None:
        """Bring the pages ``wanted`` below ``parent``, in this order among themselves."""
        here = list(Page.objects.child_of(parent).filter(pk__in=wanted).order_by("path").values_list("pk", flat=True))
        there = set(here)
        order = [pk for pk in wanted if pk in there]
        # What comes from elsewhere moves in any case, so it is no reason to move what is here.
        resting = {order[place] for place in _longest_in_order([order.index(pk) for pk in here])}
        previous = 0
        for pk in wanted:
            if pk in resting or self._place(pk, parent, previous, here):
                previous = pk

    def _place(self, pk: int, parent: Page, previous: int, here: Sequence[int]) -> bool:
        """Put a page after the one before it, or before all that are here; whether it stands there now."""
        page = Page.objects.get(pk=pk)
        if previous:
            return self._move(page, Page.objects.get(pk=previous), "right")
        if here and here[0] != pk:
            return self._move(page, Page.objects.get(pk=here[0]), "left")
        return self._move(page, Page.objects.get(pk=parent.pk), "last-child")

    def _move(self, page: Page, target: Page, position: str) -> bool:
        """Move, or say why not; whether it was moved."""
        parent = target if position == "last-child" else target.get_parent()
        if page.live or not self._allowed(page, parent):
            self.pages.report.warn(
                _("“%(title)s” stands elsewhere in the source. It was left where it is: move it yourself if you agree.")
                % {"title": page.title}
            )
            return False
        if not page.is_child_of(parent):
            self.pages.free_slug(page, parent)
        page.move(target, pos=position, user=self.pages.user)
        self.pages.moved.add(page.pk)
        return True

    def _allowed(self, page: Page, parent: Page) -> bool:
        user = self.pages.user
        if user is None:
            return True
        rights = page.specific.permissions_for_user(user)
        return rights.can_move() and (page.is_child_of(parent) or rights.can_move_to(parent.specific))


def _longest_in_order(numbers: Sequence[int]) -> list[int]:
    """The longest part of the numbers that is in order already, so that as few as possible move."""
    ends: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for at, number in enumerate(numbers):
        place = bisect_left(ends, number)
        before.append(places[place - 1] if place else -1)
        ends[place:] = [number] if place == len(ends) else [number, *ends[place + 1 :]]
        places[place:] = [at] if place == len(places) else [at, *places[place + 1 :]]
    found: list[int] = []
    at = places[-1] if places else -1
    while at >= 0:
        found.append(numbers[at])
        at = before[at]
    return found[::-1]
