"""What closes and what is due for a learner, from their enrolment."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.conditions.rules import UNTIL, WHOLE, Place
from courses.deadlines.rules import Term, end_of_day
from courses.models import Enrolment, Submission
from courses.outline import Lesson, Outline
from courses.progress.packed import Packed
from people.localised import LocalisedText


@dataclass(frozen=True)
class Deadline:
    """The end of something: the day after which a part of the course is closed, in the reader's time zone, or the
    moment at which work is due. ``lessons`` are those it is about, ``titles`` what they are called together.
    """

    place: Place
    lessons: tuple[Lesson, ...]
    titles: LocalisedText
    until: date | datetime

    @property
    def closes(self) -> bool:
        """Whether nothing more can be done afterwards; what is due may be taken late."""
        return not isinstance(self.until, datetime)

    @property
    def moment(self) -> datetime:
        """When it is over."""
        if isinstance(self.until, datetime):
            return self.until
        return end_of_day(self.until, timezone.get_current_timezone())

    def is_over(self, at: datetime) -> bool:
        """Whether it is past."""
        return at > self.moment

    def words(self, at: datetime) -> str:
        """Until when, or since when no longer; for the middle of a sentence."""
        if isinstance(self.until, datetime):
            due = date_format(timezone.localtime(self.until), "SHORT_DATETIME_FORMAT")
            return (
                _("the deadline was %(date)s") % {"date": due} if self.is_over(at) else _("due %(due)s") % {"due": due}
            )
        if self.is_over(at):
            return _("closed since %(date)s") % {"date": _short(self.until + timedelta(days=1))}
        return _("until %(date)s") % {"date": _short(self.until)}


def _short(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def deadlines_in(outline: Outline, term: Term) -> list[Deadline]:
    """All that a learner's course has within it, the earliest first.

    Work without a day of its own is due on the last day, which is the course's and not said again for each. No query.
    """
    return sorted([*_due(outline, term), *_closing(outline, term)], key=lambda each: each.moment)


def _due(outline: Outline, term: Term) -> Iterable[Deadline]:
    zone = timezone.get_default_timezone()
    for lesson, activity, days in outline.due:
        if day := term.due_on(days):
            yield Deadline(activity.key, (lesson,), lesson.titles, end_of_day(day, zone))


def _closing(outline: Outline, term: Term) -> Iterable[Deadline]:
    for condition in outline.conditions:
        if condition.kind != UNTIL:
            continue
        key, until = condition.target[0], term.closes_on(condition.days)
        if lesson := outline.lesson(key):
            yield Deadline(condition.target, (lesson,), lesson.titles, until)
        elif module := next((each for each in outline.modules if each.key == key), None):
            yield Deadline(condition.target, module.lessons, module.titles, until)


HandedIn = Collection[tuple[int, UUID, UUID]]
"""(enrolment, lesson, activity) of works that lie with the tutor or have been marked."""


def pending(enrolment: Enrolment, outline: Outline) -> list[Deadline]:
    """The deadlines of what a learner has not completed, the earliest first. No query."""
    return [each for each in deadlines_in(outline, enrolment.term) if not _is_done(each, enrolment.packed, outline)]


def without_handed_in(enrolment: Enrolment, deadlines: Iterable[Deadline], handed_in: HandedIn) -> list[Deadline]:
    """The deadlines but those of work that only its mark is missing for."""
    return [each for each in deadlines if (enrolment.pk, *each.place) not in handed_in]


def _is_done(deadline: Deadline, packed: Packed, outline: Outline) -> bool:
    if deadline.place[1] != WHOLE:
        return bool(packed.done & outline.bit.get(deadline.place, 0))
    return all(
        packed.opened(outline, lesson) and (not lesson.counted or packed.completes(outline, lesson))
        for lesson in deadline.lessons
    )


def handed_in_by(enrolments: Iterable[Enrolment]) -> HandedIn:
    """What needs no more work in the present attempts of the learners. One query, none for nobody."""
    rows = [each.pk for each in enrolments]
    if not rows:
        return ()
    states = (Submission.State.HANDED_IN, Submission.State.MARKED)
    works = Submission.objects.filter(enrolment__in=rows, attempt=F("enrolment__attempt"), state__in=states)
    return set(works.order_by().values_list("enrolment", "lesson", "block"))


def pending_of(enrolment: Enrolment) -> list[Deadline]:
    """What a learner still has to do by some day; a query only where work is due on a day of its own."""
    found = pending(enrolment, enrolment.edition.outline)
    if all(each.closes for each in found):
        return found
    return without_handed_in(enrolment, found, handed_in_by([enrolment]))


def next_of(deadlines: Sequence[Deadline], at: datetime) -> Deadline | None:
    """The nearest that is still ahead."""
    return next((each for each in deadlines if not each.is_over(at)), None)


def by_lesson(deadlines: Sequence[Deadline], at: datetime) -> dict[UUID, Deadline]:
    """What to say of each lesson: the nearest deadline ahead, else the last one past."""
    found: dict[UUID, Deadline] = {}
    for each in deadlines:
        for lesson in each.lessons:
            if lesson.key not in found or found[lesson.key].is_over(at):
                found[lesson.key] = each
    return found
