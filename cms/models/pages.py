"""The pages of the site itself: home, standard pages."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from cms.blocks import CONTENT_BLOCKS, FEATURED_BLOCKS, WAY_BLOCKS, headings
from cms.blocks.text import Heading
from cms.models.base import BasePage
from cms.translations import version_for_reader, with_locales


class HomePage(BasePage):
    """The first page of a language: what the academy is, the ways in, what is worth a look now."""

    hero_title = models.CharField(
        _("headline"), max_length=160, blank=True, help_text=_("Empty: the title of the page.")
    )
    hero_text = models.TextField(_("introduction"), max_length=500, blank=True)
    action_label = models.CharField(_("button: label"), max_length=60, blank=True)
    action_page = models.ForeignKey(
        "wagtailcore.Page",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("button: page"),
        help_text=_("Without a page there is no button."),
    )
    ways_in = StreamField(
        WAY_BLOCKS, verbose_name=_("ways in"), blank=True, help_text=_("Where a visitor may want to go first.")
    )
    featured = StreamField(
        FEATURED_BLOCKS, verbose_name=_("featured"), blank=True, help_text=_("Pages worth a look now.")
    )
    body = StreamField(CONTENT_BLOCKS, verbose_name=_("body"), blank=True)

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "cms.ArticleIndexPage",
        "cms.StandardPage",
        "library.LibraryIndexPage",
        "courses.CourseIndexPage",
    ]
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(["hero_title", "hero_text", "action_label", FieldPanel("action_page")], _("Top of the page")),
        "ways_in",
        "featured",
        "body",
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("hero_text"), index.SearchField("body")]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    @property
    def teaser(self) -> str:
        """The introduction at the top of the page."""
        return self.hero_text or self.search_description

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds ``action``, the button at the top, leading to its page in this page's language."""
        context = super().get_context(request, *args, **kwargs)
        target = self.action_page and version_for_reader(self.action_page, self.locale.language_code)
        label = self.action_label or (target.title if target else "")
        return {**context, "action": {"url": target.url if target else "", "label": label}}

    @property
    def headline(self) -> str:
        """What the page says first."""
        return self.hero_title or self.title


class StandardPage(BasePage):
    """A page of its own in the tree: about the academy, contacts, rules."""

    introduction = models.TextField(_("introduction"), max_length=1000, blank=True)
    body = StreamField(CONTENT_BLOCKS, verbose_name=_("body"), blank=True)

    parent_page_types = ["cms.HomePage", "cms.StandardPage"]
    subpage_types = ["cms.StandardPage"]
    content_panels = [*BasePage.content_panels, "introduction", "body"]
    search_fields = [*BasePage.search_fields, index.SearchField("introduction"), index.SearchField("body")]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    @property
    def teaser(self) -> str:
        """The introduction."""
        return self.introduction or self.search_description

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds ``children``, the pages beneath this one that anybody may read."""
        beneath = self.get_children().live().public().specific()
        return {**super().get_context(request, *args, **kwargs), "children": with_locales(beneath)}

    @property
    def contents(self) -> list[Heading]:
        """The headings of the body."""
        return headings(self.body)
