"""Blocks that show something that lives elsewhere: on another site, on another page."""

from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.addresses import web_address
from cms.blocks import samples
from cms.blocks.choosers import ReadersPageChooserBlock
from cms.translations import shown_page

__all__ = ["LinkBlock", "PageBlock"]


class LinkValue(blocks.StructValue):
    """A link to another site."""

    @property
    def address(self) -> str:
        """The address if a browser only goes there; empty for one that would act (``javascript:``)."""
        return web_address(self["url"])

    @property
    def host(self) -> str:
        """The name of the site, which a reader may know."""
        return (urlsplit(self["url"] or "").hostname or "").removeprefix("www.")

    @property
    def name(self) -> str:
        """The title, else the name of the site."""
        return self["title"] or self.host


class LinkBlock(blocks.StructBlock):
    """A page of another site. Value: ``url``, ``title``, ``text``."""

    url = blocks.URLBlock(label=_("Address"))
    title = blocks.CharBlock(required=False, max_length=255, label=_("Title"))
    text = blocks.TextBlock(required=False, max_length=500, label=_("What is there"))

    class Meta:
        icon = "link-external"
        label = _("Link to another site")
        label_format = "{title}"
        description = _("A card with a link to another site. Nothing is loaded from there until a reader follows it.")
        preview_value = {
            "url": "https://www.example.org/observation",
            "title": "Observing lessons together",
            "text": "A guide for school heads with forms to print.",
        }
        value_class = LinkValue
        template = "cms/blocks/link.html"


class PageBlock(blocks.StructBlock):
    """A page of this site, in the reader's language where there is such a version. Value: ``page``, ``text``."""

    page = ReadersPageChooserBlock(label=_("Page"))
    text = blocks.TextBlock(
        required=False, max_length=500, label=_("What is there"), help_text=_("Empty: the page’s own introduction.")
    )

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds ``shown``, the version for this reader (or ``None``), and ``lang`` when it is in another language."""
        return {**super().get_context(value, parent_context), **shown_page(value["page"])}

    class Meta:
        icon = "doc-empty-inverse"
        label = _("Page of this site")
        description = _("A card with a link to a page, an article, a course or an object of the library.")
        preview_value = staticmethod(samples.page_card)
        template = "cms/blocks/page.html"
