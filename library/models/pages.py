"""The library's front page and its collections."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from cms.models import BasePage


class LibraryIndexPage(BasePage):
    """The library's front page in one language."""

    introduction = models.TextField(
        _("introduction"), max_length=500, blank=True, help_text=_("One or two sentences under the title.")
    )

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["library.CollectionPage", "library.LearningObjectPage"]
    content_panels = [*BasePage.content_panels, "introduction"]
    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]
    page_description = _("The library's front page: collections, what is new, subjects and types.")

    class Meta:
        verbose_name = _("library")
        verbose_name_plural = _("libraries")

    @property
    def teaser(self) -> str:
        """The introduction."""
        return self.introduction or self.search_description

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds what the front page lists."""
        from library.shelves import front

        return {**super().get_context(request, *args, **kwargs), **front(self, request)}


class CollectionPage(BasePage):
    """Objects that belong together, in an order an editor gives them."""

    introduction = models.TextField(
        _("introduction"), max_length=500, blank=True, help_text=_("What these objects have in common, and for whom.")
    )

    parent_page_types = ["library.LibraryIndexPage"]
    subpage_types = ["library.LearningObjectPage"]
    content_panels = [*BasePage.content_panels, "introduction"]
    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]
    page_description = _("Objects that belong together.")

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")

    @property
    def teaser(self) -> str:
        """The introduction."""
        return self.introduction or self.search_description

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds one page of the collection's objects."""
        from library.shelves import collection

        return {**super().get_context(request, *args, **kwargs), **collection(self, request)}
