"""What courses put into a person's calendar. Five queries, whatever the number of courses."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.conditions import rules
from courses.deadlines.reading import deadlines_in
from courses.discussions.markup import to_plain
from courses.learning.outlines import lesson_url
from courses.models import Announcement, Enrolment, Run
from courses.outline import Outline
from courses.querysets import read_outlines
from people.calendar import Entry
from people.models import User


@dataclass(frozen=True)
class Learnt:
    """A course as its learner's calendar sees it."""

    enrolment: Enrolment
    outline: Outline

    @property
    def run(self) -> Run:
        """The run."""
        return self.enrolment.run


def entries(user: User, first: date, last: date) -> Iterator[Entry]:
    """Starts, ends and deadlines of what a person learns; starts and ends of what they tutor; what was announced."""
    learnt = [
        Learnt(each, outline)
        for each, outline in _enrolments(user)
        if each.run.starts_on <= last and (each.run.ends_on is None or (each.due_on or each.run.ends_on) >= first)
    ]
    for course in learnt:
        yield from _of_run(course.run, course.enrolment.title, "learn")
        yield from _own_end(course)
        yield from _deadlines(course)
        yield from _openings(course)
    learning = {course.run.pk for course in learnt}
    tutored = Run.objects.filter(Q(tutors=user) | Q(groups__tutors=user)).exclude(pk__in=learning)
    runs = list(tutored.with_edition().distinct())
    for run in runs:
        yield from _of_run(run, run.title, "run")
    yield from _events({*learning, *(run.pk for run in runs)}, first, last)


def _enrolments(user: User) -> list[tuple[Enrolment, Outline]]:
    rows = list(Enrolment.objects.in_force().filter(learner=user).with_run())
    outlines = read_outlines(row.edition for row in rows)
    return [(row, outlines[row.edition_id]) for row in rows]


def _of_run(run: Run, title: str, view: str) -> Iterator[Entry]:
    url = reverse(f"courses:{view}", args=[run.slug])
    yield Entry(f"run-{run.pk}-start", _("Begins: %(title)s") % {"title": title}, run.starts_on, kind=_("Run"), url=url)
    if run.ends_on:
        yield Entry(f"run-{run.pk}-end", _("Ends: %(title)s") % {"title": title}, run.ends_on, kind=_("Run"), url=url)


def _own_end(course: Learnt) -> Iterator[Entry]:
    """The learner's own deadline, which an order has set."""
    due = course.enrolment.due_on
    if due and due != course.run.ends_on:
        yield Entry(
            f"enrolment-{course.enrolment.public_id}-due",
            _("Your own deadline: %(title)s") % {"title": course.enrolment.title},
            due,
            kind=_("Deadline"),
            url=reverse("courses:learn", args=[course.run.slug]),
        )


def _deadlines(course: Learnt) -> Iterator[Entry]:
    """Work that is due on a day of its own, at its moment; the last days of parts that close."""
    for each in deadlines_in(course.outline, course.enrolment.term):
        key, block = each.place
        is_lesson = course.outline.lesson(key) is not None
        words = _("Last day: %(title)s") if each.closes else _("Due: %(lesson)s")
        yield Entry(
            f"{'until' if each.closes else 'due'}-{course.run.pk}-{key}-{block}",
            words % {"title": each.titles, "lesson": each.titles},
            each.until,
            kind=_("Deadline"),
            url=lesson_url(course.run, key) if is_lesson else reverse("courses:learn", args=[course.run.slug]),
            detail=course.enrolment.title,
        )


def _openings(course: Learnt) -> Iterator[Entry]:
    """Days on which parts of the course open."""
    for condition in course.outline.conditions:
        if condition.kind != rules.FROM:
            continue
        key, block = condition.target
        lesson = course.outline.lesson(key)
        module = next((each for each in course.outline.modules if each.key == key), None)
        titles = lesson.titles if lesson else module.titles if module else None
        if titles is None:
            continue
        yield Entry(
            f"from-{course.run.pk}-{key}-{block}",
            _("Opens: %(title)s") % {"title": titles},
            course.enrolment.term.opens_on(condition.days),
            kind=_("Lesson"),
            url=lesson_url(course.run, key) if lesson else reverse("courses:learn", args=[course.run.slug]),
            detail=course.enrolment.title,
        )


def _events(runs: set[int], first: date, last: date) -> Iterator[Entry]:
    """What announcements say takes place."""
    zone = timezone.get_current_timezone()
    begin = datetime.combine(first, time.min, tzinfo=zone) - timedelta(days=1)
    end = datetime.combine(last, time.max, tzinfo=zone)
    rows = Announcement.objects.published().filter(run__in=runs, event_at__lte=end).select_related("run")
    for row in rows.filter(Q(event_at__gte=begin) | Q(event_ends_at__gte=begin)):
        if row.event_at:
            yield Entry(
                f"announcement-{row.pk}",
                str(row.titles),
                row.event_at,
                row.event_ends_at,
                kind=_("Meeting"),
                url=f"{reverse('courses:announcements', args=[row.run.slug])}#announcement-{row.pk}",
                place=row.place,
                detail=to_plain(str(row.texts)),
                changed_at=row.changed_at,
            )
