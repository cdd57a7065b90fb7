"""Announcements as learners see them."""

from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe

from courses.discussions.markup import to_html
from courses.models import Announcement, Run

LATEST = 3


@dataclass(frozen=True)
class ShownAnnouncement:
    """One announcement in the reader's language, or the nearest there is."""

    announcement: Announcement

    @cached_property
    def language(self) -> str:
        """Of the text that is shown."""
        return (self.announcement.texts or self.announcement.titles).shown_language

    @cached_property
    def html(self) -> SafeString:
        """The text, safe."""
        return mark_safe(to_html(str(self.announcement.texts)))  # noqa: S308 - cleaned by the markup


def latest_announcements(run: Run) -> list[ShownAnnouncement]:
    """What the home page of a course shows. One query."""
    return [ShownAnnouncement(row) for row in run.announcements.published()[:LATEST]]
