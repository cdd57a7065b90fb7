"""What every page of Turna has in common."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from people.page_permissions import PagePermissionTester

if TYPE_CHECKING:
    from cms.models.media import AcademyImage
    from people.models import User

HOME_DEPTH = 2
"""Depth of a language's home page in the tree; above it is only the root."""


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way from the home page. ``url`` is empty for the page the reader is on."""

    title: str
    url: str


class BasePage(Page):
    """What all pages of Turna have in common: the way to them and how other sites show them.

    A page's template is named after its class: ``courses.CoursePage`` is ``templates/courses/course_page.html``.
    """

    social_image = models.ForeignKey(
        "cms.AcademyImage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("image for other sites"),
        help_text=_("Shown beside a link to this page in messengers and social networks."),
    )

    promote_panels = [
        MultiFieldPanel(["slug", "seo_title", "search_description"], _("For search engines")),
        FieldPanel("social_image"),
    ]

    class Meta:
        abstract = True

    @cached_property
    def breadcrumbs(self) -> list[Crumb]:
        """The way from the home page to this page, in one query; empty on the home page itself."""
        if self.depth <= HOME_DEPTH:
            return []
        ancestors = self.get_ancestors().filter(depth__gte=HOME_DEPTH).live().select_related("locale")
        way = [Crumb(page.title, page.url or "") for page in ancestors]
        return [*way, Crumb(self.title, "")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds what only the page knows of what stands around it: breadcrumbs, its versions in other languages.

        All of it is looked up when a template uses it.
        """
        from cms.navigation import alternates, page_language_links

        links = SimpleLazyObject(lambda: page_language_links(self))
        return {
            **super().get_context(request, *args, **kwargs),
            "breadcrumbs": SimpleLazyObject(lambda: self.breadcrumbs),
            "language_links": links,
            "alternates": SimpleLazyObject(lambda: alternates(links)),
        }

    @property
    def teaser(self) -> str:
        """What a card of this page says; classes with a summary or an introduction of their own return it."""
        return self.search_description

    @property
    def card_image_id(self) -> int | None:
        """The image a card of this page shows; classes with a cover return its id."""
        return None

    @property
    def kind_label(self) -> str:
        """What sort of page it is, in the reader's language, with a capital letter."""
        return capfirst(str(self._meta.verbose_name))

    in_sitemap = True
    """Whether search engines are told of it; no for what only makes sense inside something else."""

    sharing_type = "website"
    """The page's type in the Open Graph vocabulary."""

    def permissions_for_user(self, user: "User") -> PagePermissionTester:
        """What a person may do with this page, by the roles of the academy."""
        return PagePermissionTester(user, self)

    @property
    def sharing_image(self) -> "AcademyImage | None":
        """The image other sites show with a link to this page. Classes with an image of their own fall back on it."""
        return self.social_image
