"""A link to another site that the learner follows."""

from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import TextBlock
from courses.activities.kinds import ActivityKind, Place
from courses.criteria import Criterion
from library.rules import web_address


class WebsiteBlock(blocks.StructBlock):
    """An address, what is there, and what to do there."""

    url = blocks.URLBlock(max_length=2000, label=_("Address"))
    title = blocks.CharBlock(max_length=255, label=_("Title"))
    text = TextBlock(required=False, label=_("What to do there"))

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Adds ``url``, empty for what is no web address."""
        return {**super().get_context(value, parent_context), "url": web_address(value.get("url"))}

    class Meta:
        label_format = "{title}"
        description = _("A card with a link to another site. Nothing is loaded from there until a reader follows it.")
        preview_value = {
            "url": "https://www.example.org/observation",
            "title": "Observing lessons together",
            "text": "Print the form for the next lesson you will watch.",
        }
        template = "courses/blocks/website.html"


class WebsiteKind(ActivityKind):
    """Another site: opened when the learner followed the link."""

    name = "website"
    label = _("External link")
    icon = "link-external"
    block = WebsiteBlock
    criteria = (Criterion.VIEW, Criterion.BUTTON, Criterion.NONE)

    def draw(self, value: Mapping[str, Any], language: str) -> SafeString:
        """The link."""
        return self.draw_by_template(value)

    def render(self, place: Place) -> SafeString:
        """The link."""
        return place.drawn
