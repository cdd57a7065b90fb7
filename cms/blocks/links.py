"""Blocks of navigation and of a home page: links to a page of the site or to an address."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from cms.addresses import in_language, link_address, validate_link
from cms.blocks import samples
from cms.blocks.choosers import ReadersPageChooserBlock
from cms.translations import active_language, card_image, shown_page, version_for_reader

__all__ = ["FeaturedPageBlock", "LinkColumnBlock", "TargetBlock", "WayInBlock"]


class TargetValue(blocks.StructValue):
    """A link to a page of the site or to an address."""

    def resolve(self, language: str | None = None) -> tuple[str, str]:
        """Title and address for a reader of ``language`` (the active one by default).

        Both are empty when the page is gone, not published or private: such a link is not shown.
        """
        language = language or active_language()
        if self["url"]:
            return self["title"] or self["url"], in_language(link_address(self["url"]), language)
        page = self["page"] and version_for_reader(self["page"], language)
        return (self["title"] or page.title, page.url or "") if page else ("", "")


class TargetBlock(blocks.StructBlock):
    """A link. Value: ``page`` or ``url`` (one of the two), ``title`` (empty: the page's)."""

    page = ReadersPageChooserBlock(required=False, label=_("Page"))
    url = blocks.CharBlock(
        required=False,
        max_length=1000,
        validators=[validate_link],
        label=_("or an address"),
        help_text=_("Of another site, or a path of this one: /catalogue/ leads each reader to their language."),
    )
    title = blocks.CharBlock(
        required=False, max_length=120, label=_("Words of the link"), help_text=_("Empty: the title of the page.")
    )

    def clean(self, value: Any) -> Any:
        """Raises ``ValidationError`` unless there is a page or an address with words, and not both."""
        cleaned = super().clean(value)
        errors = {}
        if bool(cleaned["page"]) == bool(cleaned["url"]):
            errors["page"] = ValidationError(gettext("Choose a page or write an address, one of the two."))
        if cleaned["url"] and not cleaned["title"]:
            errors["title"] = ValidationError(gettext("An address needs words that say where it leads."))
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds ``words`` and ``address`` for this reader; both empty when there is nothing to lead to."""
        words, address = value.resolve()
        return {**super().get_context(value, parent_context), "words": words, "address": address}

    class Meta:
        icon = "link"
        label = _("Link")
        label_format = "{title}"
        description = _("A link to a page of this site or to an address.")
        preview_value: ClassVar = {"page": None, "url": "/catalogue/", "title": "Catalogue"}
        value_class = TargetValue
        template = "cms/blocks/target.html"


class LinkColumnBlock(blocks.StructBlock):
    """A column of the page's foot. Value: ``heading``, ``links``."""

    heading = blocks.CharBlock(max_length=80, label=_("Heading"))
    links = blocks.ListBlock(TargetBlock(), label=_("Links"))

    class Meta:
        icon = "list-ul"
        label = _("Column")
        label_format = "{heading}"
        description = _("A heading with links beneath it, at the foot of every page.")
        preview_value: ClassVar = {
            "heading": "Learning",
            "links": [{"page": None, "url": "/catalogue/", "title": "Catalogue"}],
        }
        template = "cms/blocks/link_column.html"


class WayInBlock(TargetBlock):
    """A way into the site for one kind of visitor. Value: as a link, with ``text`` and ``icon``."""

    ICONS: ClassVar = [
        ("library", _("Library")),
        ("course", _("Course")),
        ("search", _("Search")),
        ("book", _("Book")),
        ("users", _("People")),
        ("calendar", _("Calendar")),
        ("certificate", _("Certificate")),
        ("chat", _("Talk")),
    ]

    text = blocks.TextBlock(required=False, max_length=300, label=_("What is there"))
    icon = blocks.ChoiceBlock(choices=ICONS, default="library", label=_("Icon"))

    class Meta:
        icon = "arrow-right"
        label = _("Way in")
        description = _("A large link with an icon for what a visitor may have come for.")
        preview_value: ClassVar = {
            "page": None,
            "url": "/catalogue/",
            "title": "Find a material",
            "text": "Lessons, films and handouts for your subject.",
            "icon": "search",
        }
        template = "cms/blocks/way_in.html"


class FeaturedPageBlock(ReadersPageChooserBlock):
    """A page worth a look now. Value: the page."""

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds ``shown``, this reader's version or ``None``, its ``picture``, and ``lang`` if not the reader's."""
        shown = shown_page(value)
        picture = card_image(value, shown["shown"])
        return {**super().get_context(value, parent_context), **shown, "picture": picture}

    class Meta:
        icon = "pick"
        label = _("Page")
        description = _("A card with the title and introduction of a page.")
        preview_value = staticmethod(samples.page)
        template = "cms/blocks/featured_page.html"
