"""Links of a course to other sites: where they stand, and what the last check of each says.

Nothing is asked here: see :mod:`cms.links`, which does so in the background.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import URLField
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from cms.blocks.raw import Change, changed
from cms.links.rules import Outcome, addresses_in, normalised
from cms.links.services import known
from cms.models import WebAddress
from courses.checking.drafts import CourseDraft
from courses.checking.problems import Problem, Severity
from courses.models import CoursePage
from library.models import LearningObjectPage

NOTICE, WARNING = Severity.NOTICE, Severity.WARNING


@dataclass(frozen=True)
class Link:
    """An address and where it stands: the block of a page, by its number and id, or another field of it."""

    url: str
    page: Page
    number: int = 0
    block: str = ""

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        return _("Block %(number)d") % {"number": self.number} if self.number else ""


def subject_of(course: CoursePage) -> str:
    """What a check of this course’s links is found by."""
    return f"courses.course:{course.pk}"


def links_of(draft: CourseDraft) -> list[Link]:
    """Every link to another site in the course and in the learning objects it shows, in their order.

    One query, for the texts of the objects.
    """
    objects = LearningObjectPage.objects.filter(pk__in=draft.objects).order_by("path") if draft.objects else []
    return [link for page in [*draft.pages, *objects] for link in _links_on(page)]


def _links_on(page: Page) -> Iterator[Link]:
    found: list[Link] = []
    for column in page._meta.get_fields():
        if isinstance(column, StreamField):
            for number, raw in enumerate(getattr(page, column.name).raw_data, start=1):
                found += [Link(url, page, number, raw["id"] or "") for url in _in_block(column.stream_block, dict(raw))]
        elif isinstance(column, RichTextField):
            found += [Link(url, page) for url in addresses_in(column.value_from_object(page) or "")]
        elif isinstance(column, URLField):
            found += [Link(url, page) for url in [normalised(column.value_from_object(page) or "")] if url]
    yield from dict.fromkeys(found)


def _in_block(stream: blocks.StreamBlock, raw: dict[str, Any]) -> list[str]:
    found: list[str] = []
    changed(stream, [raw], Change(lambda _label, value: value, partial(_note_text, found), partial(_note_url, found)))
    return found


def _note_text(found: list[str], text: str) -> str:
    found += addresses_in(text)
    return text


def _note_url(found: list[str], block: blocks.Block, raw: Any) -> Any:
    if isinstance(block, blocks.URLBlock) and isinstance(raw, str) and (url := normalised(raw)):
        found.append(url)
    return raw


def other_sites(draft: CourseDraft) -> Iterator[Problem]:
    """Links to other sites that are dead, have moved, or were not checked."""
    links = links_of(draft)
    results = known({link.url for link in links})
    outcomes = [results[link.url].outcome_at() if link.url in results else Outcome.UNCHECKED for link in links]
    if unchecked := len({link.url for link, found in zip(links, outcomes, strict=True) if found == Outcome.UNCHECKED}):
        yield _unchecked(draft, unchecked)
    if _is_offline(outcomes):
        yield _offline(draft)
        return
    for link, outcome in zip(links, outcomes, strict=True):
        if outcome not in (Outcome.UNCHECKED, Outcome.ALIVE):
            yield _problem(link, results[link.url], outcome)


def _is_offline(outcomes: Sequence[Outcome]) -> bool:
    """Whether of all that was asked nothing answered: then it is not the links that are at fault."""
    asked = {outcome for outcome in outcomes if outcome not in (Outcome.UNCHECKED, Outcome.REFUSED)}
    return asked == {Outcome.UNREACHABLE}


def _offline(draft: CourseDraft) -> Problem:
    return Problem(
        NOTICE,
        draft.course,
        _("None of the other sites could be reached: this installation may be without the internet."),
        _("If it is, look at the links from elsewhere; if not, have them checked again."),
        check_url=_check_url(draft),
    )


def _unchecked(draft: CourseDraft, number: int) -> Problem:
    message = ngettext(
        "%(number)d link to another site has not been checked yet.",
        "%(number)d links to other sites have not been checked yet.",
        number,
    )
    advice = _("Have them checked: it takes a few minutes, and does not hold up anything.")
    return Problem(NOTICE, draft.course, message % {"number": number}, advice, check_url=_check_url(draft))


def _check_url(draft: CourseDraft) -> str:
    return reverse("courses_admin:links", args=[draft.course.pk])


def _problem(link: Link, address: WebAddress, outcome: Outcome) -> Problem:
    severity = WARNING if outcome == Outcome.DEAD else NOTICE
    message, advice = _words(address, outcome)
    return Problem(severity, link.page, message, advice, place=link.place, block=link.block)


def _words(address: WebAddress, outcome: Outcome) -> tuple[str, str]:
    words: Mapping[str, Any] = {"url": address.url, "status": address.status, "to": address.moved_to}
    match outcome:
        case Outcome.DEAD:
            told = _("The link to %(url)s is dead: the site answers %(status)s.")
            advice = _("Find where the page is now, or take the link out.")
        case Outcome.MOVED:
            told = _("The page at %(url)s has moved for good to %(to)s.")
            advice = _("Write the new address.")
        case Outcome.REFUSED:
            told = _("The link to %(url)s is not checked: it leads into a private network, or to an unusual port.")
            advice = _("Look whether learners can open it.")
        case _:
            told = _("The site of %(url)s could not be reached.")
            advice = _("Look whether the address is right, and have it checked again later.")
    return told % words, advice
