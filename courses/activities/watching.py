"""A film of which the learner watches enough."""

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cms.blocks import VideoBlock
from courses.activities.kinds import ActivityKind, Place
from courses.criteria import Criterion


class WatchingKind(ActivityKind):
    """A film: the seconds really played are counted by the player's script, and where it was left is kept."""

    name = "watching"
    label = _("Video to watch")
    icon = "media"
    block = VideoBlock
    criteria = (Criterion.WATCHED, Criterion.VIEW, Criterion.BUTTON, Criterion.NONE)

    def draw(self, value: Mapping[str, Any], language: str) -> SafeString:
        """The film with its captions and transcript."""
        return self.draw_by_template(value)

    def render(self, place: Place) -> SafeString:
        """The film, with how much of it is enough."""
        return format_html('<div data-film="{}">{}</div>', place.activity.threshold or 100, place.drawn)
