"""In which language a learner reads a course: a run may be held in some of the course's languages only."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from cms.languages import own_name
from courses.models import Run

CHOSEN = "courses.languages"
"""In the session: {address of a run: language}."""


def language_for(offered: Sequence[str], interface: str, chosen: str = "") -> str:
    """The language a course is shown in: the one chosen, else that of the interface, else the first there is.

    A run that names no languages is held in all: then it is the reader's.
    """
    if not offered:
        return interface
    return next((code for code in (chosen, interface) if code in offered), offered[0])


@dataclass(frozen=True)
class Reading:
    """How a run is read: in ``code``, one of those ``offered``, in an interface in another language maybe."""

    code: str
    offered: tuple[str, ...] = ()
    interface: str = ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The languages to choose from with their own names; none where there is nothing to choose."""
        return [(code, own_name(code)) for code in self.offered] if len(self.offered) > 1 else []

    @property
    def why(self) -> str:
        """Why the course is not in the reader's language; empty when it is, or could be."""
        if not self.offered or self.interface in self.offered:
            return ""
        names = ", ".join(str(get_language_info(code)["name_translated"]) for code in self.offered)
        return _("This run is not held in the language of your interface, but in: %(languages)s.") % {
            "languages": names
        }

    def among(self, available: Container[str]) -> str:
        """The language to ask for of a text that there is in some languages: another of the run's before others."""
        return next((code for code in (self.code, *self.offered) if code in available), self.code)


def reading_of(run: Run, chosen: str = "") -> Reading:
    """How the active reader reads a run."""
    interface = get_language() or ""
    offered = tuple(run.languages)
    return Reading(language_for(offered, interface, chosen), offered, interface)


def reading_in(request: HttpRequest, run: Run) -> Reading:
    """The same with what the reader has chosen before."""
    return reading_of(run, request.session.get(CHOSEN, {}).get(run.slug, ""))
