"""What somebody sees who wants to be in a run: how one gets in, and where they stand in its line."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Subquery, TextField, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from cms.languages import own_name
from courses.enrolment_rules import IN_LINE, Kind, State, Window, free_seats, window
from courses.models import Enrolment, EnrolmentChange, Run
from courses.querysets import EnrolmentQuerySet
from people.models import User


@dataclass(frozen=True)
class Offer:
    """A run that one can ask to be in, as a course's page shows it; ``run`` has its places counted."""

    run: Run
    today: date

    @property
    def free(self) -> int | None:
        """Seats left; ``None`` is no limit, and nobody is ahead while there are any."""
        free = free_seats(self.run.capacity, self._counted("taken"))
        return free if free is None or not self.waiting else 0

    @property
    def waiting(self) -> int:
        """How many stand in line."""
        return self._counted("waiting")

    @property
    def is_full(self) -> bool:
        """Whether there is neither a seat nor a list to wait on."""
        return self.free == 0 and not self.run.has_waiting_list and not self.is_by_application

    @property
    def opens_later(self) -> bool:
        """Whether the day has not come."""
        return window(self.run.opens_on, self.run.closes_on, self.today) == Window.EARLY

    @property
    def is_open(self) -> bool:
        """Whether a button is enough."""
        return self.run.enrolment_kind == Kind.OPEN

    @property
    def is_by_code(self) -> bool:
        """Whether a code is asked for."""
        return self.run.enrolment_kind == Kind.CODE

    @property
    def is_by_application(self) -> bool:
        """Whether one applies."""
        return self.run.enrolment_kind == Kind.APPLICATION

    @property
    def languages(self) -> list[tuple[str, str]]:
        """Code and name of the languages, where the run is not held in all of the course's."""
        return languages_of(self.run)

    def _counted(self, name: str) -> int:
        return int(getattr(self.run, name))


@dataclass(frozen=True)
class LineEntry:
    """Somebody's own application, or place on a waiting list; ``enrolment`` has its position counted."""

    enrolment: Enrolment

    @property
    def title(self) -> str:
        """The run's name or the course's title."""
        return self.enrolment.title

    @property
    def is_applied(self) -> bool:
        """Whether the employer is yet to answer."""
        return self.enrolment.state == State.APPLIED

    @property
    def is_rejected(self) -> bool:
        """Whether the answer was no."""
        return self.enrolment.state == State.REJECTED

    @property
    def reason(self) -> str:
        """What was said with the last step."""
        return str(getattr(self.enrolment, "last_reason"))  # noqa: B009 - annotated

    @property
    def is_approved(self) -> bool:
        """Whether the order is yet to come."""
        return self.enrolment.state == State.WAITING and self.enrolment.run.enrolment_kind == Kind.APPLICATION

    @property
    def position(self) -> int:
        """The place in the line, from 1."""
        return int(getattr(self.enrolment, "position"))  # noqa: B009 - annotated

    @property
    def leave_url(self) -> str:
        """Where one takes it back; empty for who cannot any more."""
        return "" if self.is_approved else reverse("courses:leave", args=[self.enrolment.run.slug])

    @property
    def course_url(self) -> str:
        """The course's public page."""
        return reverse("courses:learn", args=[self.enrolment.run.slug])


def languages_of(run: Run) -> list[tuple[str, str]]:
    """Code and name of the languages of a run that is not held in all of its course's."""
    return [(code, own_name(code)) for code in run.languages]


def own_line(learner: User) -> list[LineEntry]:
    """A person's applications and places, the latest first. One query."""
    return _entries(Enrolment.objects.in_line().filter(learner=learner))


def own_line_of(learner: User, course_key: UUID) -> list[LineEntry]:
    """The same in one course, with the answers that were no. One query."""
    own = Enrolment.objects.filter(learner=learner, edition__course_key=course_key)
    return _entries(own.filter(state__in={*IN_LINE, State.REJECTED}))


def _entries(own: EnrolmentQuerySet) -> list[LineEntry]:
    changes = EnrolmentChange.objects.filter(enrolment=OuterRef("pk")).order_by("-at", "-pk")
    rows = own.with_run().with_position().select_related("employer").order_by("-enrolled_at")
    return [
        LineEntry(row)
        for row in rows.annotate(
            last_reason=Coalesce(Subquery(changes.values("reason")[:1]), Value(""), output_field=TextField())
        )
    ]


def offers(runs: list[Run], on: date | None = None) -> list[Offer]:
    """Runs with their places counted, as a course's page shows them."""
    return [Offer(run, on or timezone.localdate()) for run in runs]
