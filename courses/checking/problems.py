"""What a check finds."""

from dataclasses import dataclass
from enum import IntEnum

from django.urls import reverse
from wagtail.models import Page


class Severity(IntEnum):
    """Errors stand in the way of publishing; warnings may be accepted; notices need not even that."""

    ERROR = 2
    WARNING = 1
    NOTICE = 0


@dataclass(frozen=True)
class Problem:
    """One thing wrong: how bad, on which page, what it is and what to do."""

    severity: Severity
    page: Page
    message: str
    advice: str
    place: str = ""
    """Where on the page, for a reader."""
    block: str = ""
    """The id of the block, for the editor."""
    check_url: str = ""
    """Where a check that would tell more is asked for."""

    @property
    def is_error(self) -> bool:
        """Whether it stands in the way."""
        return self.severity == Severity.ERROR

    @property
    def is_notice(self) -> bool:
        """Whether it need not be accepted."""
        return self.severity == Severity.NOTICE

    @property
    def title(self) -> str:
        """The page as its editors call it."""
        return str(self.page.draft_title or self.page.title)

    @property
    def edit_url(self) -> str:
        """Where it can be mended."""
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk]) + (
            f"#block-{self.block}-section" if self.block else ""
        )
