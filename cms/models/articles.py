"""News and articles."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from cms.blocks import CONTENT_BLOCKS, headings
from cms.blocks.text import Heading
from cms.models.base import BasePage
from cms.models.media import AcademyImage
from cms.querysets import ArticleManager

if TYPE_CHECKING:
    from cms.querysets import ArticleQuerySet

ARTICLES_PER_PAGE = 12


class ArticleIndexPage(BasePage):
    """The articles beneath it, newest first."""

    introduction = models.TextField(_("introduction"), max_length=1000, blank=True)

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.ArticlePage"]
    content_panels = [*BasePage.content_panels, "introduction"]
    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]

    class Meta:
        verbose_name = _("list of articles")
        verbose_name_plural = _("lists of articles")

    @property
    def teaser(self) -> str:
        """The introduction."""
        return self.introduction or self.search_description

    def articles(self) -> "ArticleQuerySet":
        """What a visitor may read here, newest first."""
        return ArticlePage.objects.child_of(self).readable().for_list()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds ``articles``, the page of the list that ``?page=`` asks for (the nearest one there is)."""
        context = super().get_context(request, *args, **kwargs)
        context["articles"] = Paginator(self.articles(), ARTICLES_PER_PAGE).get_page(request.GET.get("page"))
        return context


def today() -> date:
    """The date where the installation is."""
    return timezone.localdate()


class ArticlePage(BasePage):
    """A text with a date and authors."""

    published_on = models.DateField(_("date"), default=today)
    authors = models.CharField(
        _("authors"), max_length=500, blank=True, help_text=_("As they should be shown, separated by commas.")
    )
    introduction = models.TextField(_("introduction"), max_length=1000, blank=True)
    image = models.ForeignKey(
        AcademyImage, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("image")
    )
    body = StreamField(CONTENT_BLOCKS, verbose_name=_("body"), blank=True)

    objects = ArticleManager()

    parent_page_types = ["cms.ArticleIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        "introduction",
        MultiFieldPanel(["published_on", "authors", "image"], _("About the article")),
        "body",
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("authors"),
        index.SearchField("body"),
        index.FilterField("published_on"),
    ]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    @property
    def teaser(self) -> str:
        """The introduction."""
        return self.introduction or self.search_description

    @property
    def contents(self) -> list[Heading]:
        """The headings of the body."""
        return headings(self.body)

    @property
    def card_meta(self) -> list[dict[str, str]]:
        """When it was written and by whom, for a card."""
        written = {"icon": "calendar", "label": gettext("Date"), "text": date_format(self.published_on)}
        by = {"icon": "user", "label": gettext("Authors"), "text": self.authors}
        return [written, by] if self.authors else [written]

    sharing_type = "article"

    @property
    def card_image_id(self) -> int | None:
        """The article's image."""
        return self.image_id

    @property
    def sharing_image(self) -> AcademyImage | None:
        """The image chosen for other sites, else the article's own."""
        return self.social_image or self.image
