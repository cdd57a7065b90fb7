"""The tutor's queue: what waits, oldest first, and the way from one work to the next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import Promise

from courses.assignments.access import readable_by
from courses.assignments.assignment import Assignment, assignments_in, find_assignment
from courses.assignments.learning import code_of
from courses.assignments.querysets import SubmissionQuerySet
from courses.assignments.wording import state_words
from courses.models import CourseEdition, Group, Run, RunAssignment, Submission
from courses.outline import ActivityKey
from people.models import User

PAGE_SIZE = 50


@dataclass(frozen=True)
class Wanted:
    """Which works: of one assignment, of one group, in one state ("" for those that wait, "all").

    What was handed in in an earlier attempt is among "all", and waits for nobody any more.
    """

    assignment: str = ""
    group: str = ""
    state: str = ""

    @property
    def query(self) -> str:
        """The same as a part of an address."""
        return urlencode({name: value for name, value in vars(self).items() if value})

    @classmethod
    def read(cls, data: Mapping[str, str]) -> "Wanted":
        """From an address; what makes no sense there is left out."""
        group = data.get("group", "")
        state = data.get("state", "")
        return cls(
            assignment=data.get("assignment", "") if _key(data.get("assignment", "")) else "",
            group=group if group.isascii() and group.isdigit() and len(group) < 19 else "",
            state=state if state in {"all", *Submission.State.values} else "",
        )


def _key(text: str) -> ActivityKey | None:
    lesson, _slash, block = text.partition("/")
    try:
        return UUID(lesson), UUID(block)
    except ValueError:
        return None


@dataclass(frozen=True)
class RunWork:
    """What concerns all works of a run: its assignments, which of them hide names, its groups."""

    run: Run
    assignments: Mapping[ActivityKey, Assignment]
    states: Mapping[ActivityKey, RunAssignment]
    groups: list[Group] = field(default_factory=list)

    def hides_names(self, key: ActivityKey) -> bool:
        """Whether a tutor sees codes in place of names."""
        found, state = self.assignments.get(key), self.states.get(key)
        return bool(found and found.settings.blind and not (state and state.released_at))

    def title(self, key: ActivityKey) -> str:
        """What an assignment is called."""
        return self.assignments[key].settings.title if key in self.assignments else ""

    def name_of(self, submission: Submission) -> str:
        """The learner's name, or the code in its place."""
        key = (submission.lesson, submission.block)
        if self.hides_names(key):
            return code_of(submission.enrolment, key)
        return submission.enrolment.learner.get_full_name()


def run_work(run: Run) -> RunWork:
    """At most three queries, whatever the number of works."""
    states = RunAssignment.objects.filter(run=run)
    return RunWork(
        run=run,
        assignments={each.key: each for each in assignments_in(run.edition.outline, run)},
        states={(each.lesson, each.block): each for each in states},
        groups=list(run.groups.all()),
    )


@dataclass(frozen=True)
class QueueRow:
    """A work in the queue."""

    submission: Submission
    name: str
    title: str
    url: str
    state: tuple[str | Promise, str]
    days: int


@dataclass(frozen=True)
class Queue:
    """The page of the queue."""

    work: RunWork
    wanted: Wanted
    page: Page[Submission]
    rows: list[QueueRow]
    counts: Mapping[str, int]


def found_in(run: Run, viewer: User, wanted: Wanted) -> SubmissionQuerySet:
    """The works asked for that the viewer may read, each in the version in force, oldest first."""
    return _asked_for(_works(run, viewer), wanted)


def _works(run: Run, viewer: User) -> SubmissionQuerySet:
    """The works in force but those for which the learner's edition has no assignment any more: they have no page."""
    works = readable_by(viewer).of_run(run).current()
    places = ("enrolment__edition", "lesson", "block")
    kept = set(works.present().order_by().values_list(*places).distinct())
    others = CourseEdition.objects.light().in_bulk({edition for edition, *_key in kept if edition != run.edition_id})
    for edition, lesson, block in kept:
        held_in = others.get(edition) or run.edition
        if find_assignment(held_in.outline, run, lesson, block) is None:
            lost = dict(zip(places, (edition, lesson, block), strict=True))
            works = works.exclude(attempt=F("enrolment__attempt"), **lost)
    return works


def _asked_for(works: SubmissionQuerySet, wanted: Wanted) -> SubmissionQuerySet:
    if key := _key(wanted.assignment):
        works = works.about(*key)
    if wanted.group:
        works = works.filter(enrolment__group=int(wanted.group))
    if wanted.state == "all":
        return works.oldest_first()
    works = works.present()
    works = works.filter(state=wanted.state) if wanted.state else works.waiting()
    return works.oldest_first()


def queue(run: Run, viewer: User, wanted: Wanted, *, page: str | None, at: datetime) -> Queue:
    """A page of the queue. The number of queries does not depend on the number of works."""
    work = run_work(run)
    works = _works(run, viewer)
    found = _asked_for(works, wanted)
    shown = Paginator(found.with_learner(), PAGE_SIZE).get_page(page)
    counts = works.present().counts_by_state()
    return Queue(work, wanted, shown, [_row(each, work, wanted, at) for each in shown], counts)


def _row(submission: Submission, work: RunWork, wanted: Wanted, at: datetime) -> QueueRow:
    handed_in = submission.handed_in_at or at
    return QueueRow(
        submission=submission,
        name=work.name_of(submission),
        title=work.title((submission.lesson, submission.block)),
        url=mark_url(submission, wanted),
        state=state_words(submission, is_held_back=False),
        days=max(0, (at - handed_in).days),
    )


def mark_url(submission: Submission, wanted: Wanted | None = None) -> str:
    """The page where a work is marked; it keeps what was asked for, so that one can go on to the next."""
    url = reverse("courses:mark_work", args=[submission.enrolment.run.slug, submission.public_id])
    return f"{url}?{wanted.query}" if wanted and wanted.query else url


@dataclass(frozen=True)
class Neighbours:
    """The works before and after one in the queue; ``position`` from 1."""

    before: Submission | None
    after: Submission | None
    position: int
    total: int


def neighbours(submission: Submission, found: SubmissionQuerySet) -> Neighbours:
    """Where a work stands among those asked for, whether or not it is one of them. Four queries."""
    moment: Any = submission.handed_in_at
    earlier = Q(handed_in_at__lt=moment) | Q(handed_in_at=moment, pk__lt=submission.pk)
    later = Q(handed_in_at__gt=moment) | Q(handed_in_at=moment, pk__gt=submission.pk)
    rows = found.select_related("enrolment__run")
    return Neighbours(
        before=rows.filter(earlier).last(),
        after=rows.filter(later).first(),
        position=found.filter(earlier).count() + 1,
        total=found.count(),
    )
