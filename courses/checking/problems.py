"""What a check finds."""

from dataclasses import dataclass
from enum import IntEnum

from django.urls import reverse
from wagtail.models import Page


class Severity(IntEnum):
    """Errors stand in the way of publishing; warnings may be accepted."""

    ERROR = 2
    WARNING = 1


@dataclass(frozen=True)
class Problem:
    """One thing wrong: how bad, on which page, what it is and what to do."""

    severity: Severity
    page: Page
    message: str
    advice: str

    @property
    def is_error(self) -> bool:
        """Whether it stands in the way."""
        return self.severity == Severity.ERROR

    @property
    def title(self) -> str:
        """The page as its editors call it."""
        return str(self.page.draft_title or self.page.title)

    @property
    def edit_url(self) -> str:
        """Where it can be mended."""
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])
