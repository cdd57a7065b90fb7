"""The vocabulary of reads over the site's pages."""

from typing import Any, Self

from django.db.models import Prefetch
from wagtail.images import get_image_model
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

COVER_FILTERS = ("fill-640x320|format-webp", "fill-1280x640|format-webp")
"""The sizes of a card's cover, on an ordinary screen and on a dense one."""


def with_renditions(field: str, *filters: str) -> Prefetch:
    """The images in a foreign key ``field`` with their renditions: two queries however many rows there are."""
    return Prefetch(field, queryset=get_image_model().objects.prefetch_renditions(*filters))


class ArticleQuerySet(PageQuerySet[Any]):
    """Articles."""

    def readable(self) -> Self:
        """Published, and not in a private part of the tree."""
        return self.live().public()

    def newest_first(self) -> Self:
        """By the date their authors gave them."""
        return self.order_by("-published_on", "-pk")

    def for_list(self) -> Self:
        """With all that a list shows of them, in as many queries for one article as for thirty."""
        return self.newest_first().select_related("locale").prefetch_related(with_renditions("image", *COVER_FILTERS))


ArticleManager = PageManager.from_queryset(ArticleQuerySet)
