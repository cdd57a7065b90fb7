"""A run's learners as a table: who is where, who is behind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import F, Max
from django.db.models.expressions import OrderBy
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.forms import LearnersForm
from courses.learning.wording import duration
from courses.models import Enrolment, Reminder, Run
from courses.outline import Outline
from courses.oversight import rules
from courses.querysets import EnrolmentQuerySet, read_outlines
from people.models import User

PAGE_SIZE = 50

BY_NAME = ("learner__family_name", "learner__given_name", "learner__patronymic", "pk")

# The columns that sort, and by what.
SORTS: Mapping[str, tuple[str, ...]] = {
    "name": (),
    "organisation": ("organisation_name",),
    "percent": ("percent",),
    "completed": ("completed_count",),
    "time": ("seconds",),
    "seen": ("last_seen_at",),
    "state": ("state",),
}


@dataclass(frozen=True)
class LearnerRow:
    """A learner in the table."""

    enrolment: Enrolment
    outline: Outline
    is_behind: bool
    reminded_at: datetime | None = None

    @property
    def name(self) -> str:
        """The learner's name."""
        return self.enrolment.learner.get_full_name()

    @property
    def url(self) -> str:
        """The learner's own page in the run."""
        return learner_url(self.enrolment.run.slug, self.enrolment.public_id)

    @property
    def can_be_reminded(self) -> bool:
        """Whether there is anything to go on with."""
        return self.enrolment.state == Enrolment.State.ACTIVE

    @property
    def deadline(self) -> date | None:
        """The last day: the learner's own, else the run's."""
        return self.enrolment.term.last_day

    @property
    def organisation(self) -> str:
        """The learner's main place of work; empty when it is not known."""
        main = getattr(self.enrolment.learner, "main_employments", [])
        return str(main[0].organisation) if main else ""

    @property
    def total(self) -> int:
        """How many activities count in the learner's edition."""
        return len(self.outline.counted)

    @property
    def time_spent(self) -> str:
        """Active time, in words."""
        return duration(self.enrolment.seconds)

    @property
    def state(self) -> tuple[str | Promise, str]:
        """The state in a word, and the tone it is shown in."""
        if self.enrolment.state == Enrolment.State.COMPLETED:
            return _("Completed"), "success"
        if self.enrolment.state != Enrolment.State.ACTIVE:
            return self.enrolment.get_state_display(), ""
        if self.is_behind:
            return _("Behind"), "warning"
        return (_("In progress"), "info") if self.enrolment.last_seen_at else (_("Not started"), "")


@dataclass(frozen=True)
class Summary:
    """A run in numbers. ``median`` is the median of the learners' percents."""

    learners: int
    not_started: int
    in_progress: int
    completed: int
    median: int


@dataclass(frozen=True)
class RunTable:
    """A run's learners: the numbers of all of them, and a page of those asked for."""

    run: Run
    summary: Summary
    page: Page[Enrolment]
    rows: list[LearnerRow]
    sort: str


def summary_of(enrolments: EnrolmentQuerySet) -> Summary:
    """The numbers of the learners who have not left. One query."""
    found = list(enrolments.in_force().order_by().values_list("state", "last_seen_at", "percent"))
    completed = sum(state == Enrolment.State.COMPLETED for state, _seen, _percent in found)
    not_started = sum(state == Enrolment.State.ACTIVE and seen is None for state, seen, _percent in found)
    return Summary(
        learners=len(found),
        not_started=not_started,
        in_progress=len(found) - completed - not_started,
        completed=completed,
        median=rules.middle([percent for _state, _seen, percent in found]),
    )


def run_table(
    run: Run,
    viewer: User,
    wanted: Mapping[str, Any],
    *,
    sort: str = "",
    page: str | None = None,
    at: datetime | None = None,
) -> RunTable:
    """The table of the learners whose progress the viewer sees. The number of queries does not depend on theirs.

    ``wanted`` are the cleaned values of :class:`LearnersForm`; a ``sort`` that is no column, and a ``page`` that there
    is not, become the first.
    """
    now = at or timezone.now()
    sort = sort if sort.removeprefix("-") in SORTS else "name"
    visible = Enrolment.objects.filter(run=run).visible_to(viewer)
    ordered = _ordered(chosen(visible, run, wanted, now), sort)
    found = Paginator(ordered.with_learner().with_run(), PAGE_SIZE).get_page(page)
    return RunTable(
        run=run,
        summary=summary_of(visible),
        page=found,
        rows=learner_rows(found, now),
        sort=sort,
    )


def _expected(run: Run, at: datetime, own_end: date | None = None) -> int:
    return rules.expected_percent(run.starts_on, own_end or run.ends_on, timezone.localdate(at))


def _own_expectations(enrolments: EnrolmentQuerySet, run: Run, at: datetime) -> dict[date, int]:
    """What is expected of those with a last day of their own, by that day. One query."""
    days = enrolments.filter(due_on__isnull=False).order_by().values_list("due_on", flat=True).distinct()
    return {day: _expected(run, at, day) for day in days if day}


def chosen(enrolments: EnrolmentQuerySet, run: Run, wanted: Mapping[str, Any], at: datetime) -> EnrolmentQuerySet:
    """Those that the filter asks for: everybody who has not left, if it asks for nothing."""
    show = LearnersForm.Show
    found = enrolments.named(wanted.get("q") or "")
    if group := wanted.get("group"):
        found = found.filter(group=group)
    match wanted.get("show"):
        case show.BEHIND:
            return found.behind(_expected(run, at), at, _own_expectations(found, run, at))
        case show.NOT_STARTED:
            return found.not_started()
        case show.COMPLETED:
            return found.completed()
        case show.WITHDRAWN:
            return found.withdrawn()
    return found.in_force()


def _ordered(enrolments: EnrolmentQuerySet, sort: str) -> EnrolmentQuerySet:
    """By the column, those with nothing in it last; then by name."""
    names = SORTS[sort.removeprefix("-")]
    if "organisation_name" in names:
        enrolments = enrolments.with_organisation_name()
    descending = sort.startswith("-")
    columns = [OrderBy(F(name), descending=descending, nulls_last=True) for name in names]
    by_name = [f"-{name}" if descending and not names else name for name in BY_NAME]
    return enrolments.order_by(*columns, *by_name)


def learner_rows(enrolments: Iterable[Enrolment], at: datetime) -> list[LearnerRow]:
    """Rows of enrolments that were read with their run and learner. At most two queries."""
    found = list(enrolments)
    outlines = read_outlines(each.edition for each in found)
    reminded = last_reminders(found)
    return [LearnerRow(each, outlines[each.edition_id], _is_behind(each, at), reminded.get(each.pk)) for each in found]


def last_reminders(enrolments: Iterable[Enrolment]) -> Mapping[int, datetime]:
    """When each was reminded last, by enrolment. One query."""
    found = Reminder.objects.filter(enrolment__in=list(enrolments)).order_by().values("enrolment")
    return dict(found.annotate(last=Max("at")).values_list("enrolment", "last"))


def learner_url(run: str, enrolment: UUID) -> str:
    """The address of a learner's own page in a run."""
    return reverse("courses:run_learner", args=[run, enrolment])


def _is_behind(enrolment: Enrolment, at: datetime) -> bool:
    if enrolment.state != Enrolment.State.ACTIVE:
        return False
    last_sign = enrolment.last_seen_at or enrolment.enrolled_at
    return rules.is_behind(enrolment.percent, _expected(enrolment.run, at, enrolment.due_on), last_sign, at)
