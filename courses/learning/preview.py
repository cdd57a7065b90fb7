"""A course as a learner would see it, on some day or in some run and group: nobody is enrolled, nothing is recorded."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.formats import date_format

from courses.conditions.reading import locks_of
from courses.learning.standing import Standing
from courses.models import CourseEdition, CoursePage, Enrolment, Group, Run
from people.models import User

LAST_DAY = 3660
MOST_RUNS = 50


@dataclass(frozen=True)
class Preview:
    """What is previewed: the learner there would be, at which moment, and the run and group they would be in."""

    enrolment: Enrolment
    at: datetime
    day: int | None
    run: Run | None = None
    group: Group | None = None

    @property
    def who(self) -> str:
        """The choice as it is sent."""
        if self.run is None:
            return ""
        return f"{self.run.slug}/{self.group.pk}" if self.group else self.run.slug

    @property
    def tutors(self) -> list[str]:
        """Who looks after the learners there: the group's tutors, else the run's."""
        if self.run is None:
            return []
        people = (self.group and self.group.tutors.all()) or self.run.tutors.all()
        return [person.get_full_name() for person in people]

    @property
    def standing(self) -> Standing:
        """Nothing done yet, and what is closed to who begins."""
        locks = locks_of(self.enrolment, timezone.localdate(self.at))
        return Standing(self.enrolment.edition.outline, self.enrolment.packed, locks=locks)


def runs_of(course_key: UUID) -> list[Run]:
    """The runs a course can be previewed in, the latest first, with their groups and tutors. Four queries."""
    groups = Group.objects.prefetch_related("tutors")
    found = Run.objects.of_course(course_key).with_edition().order_by("-starts_on", "slug")
    return list(found.prefetch_related(Prefetch("groups", groups), "tutors")[:MOST_RUNS])


def choices_of(runs: list[Run]) -> list[tuple[str, str]]:
    """The runs and their groups, as the form offers them."""
    found = []
    for run in runs:
        name = f"{run.title}, {date_format(run.starts_on, 'SHORT_DATE_FORMAT')}"
        found.append((run.slug, name))
        found += [(f"{run.slug}/{group.pk}", f"{name} · {group.name}") for group in run.groups.all()]
    return found


def chosen_in(runs: list[Run], who: str) -> tuple[Run | None, Group | None]:
    """The run and the group that were chosen; ``None`` for what is not there."""
    slug, _slash, group = who.partition("/")
    run = next((each for each in runs if each.slug == slug), None)
    groups = run.groups.all() if run else ()
    return run, next((each for each in groups if str(each.pk) == group), None)


def on_a_day(course: CoursePage, edition: CourseEdition, person: User, day: int, on: date | None = None) -> Preview:
    """In a run that began ``day`` days ago. The enrolment's key is no row's."""
    today = on or timezone.localdate()
    run = Run(pk=0, edition=edition, slug=_address(course), starts_on=today - timedelta(days=day))
    return Preview(Enrolment(pk=0, run=run, edition=edition, learner=person), timezone.now(), day)


def in_a_run(course: CoursePage, run: Run, group: Group | None, person: User, day: int | None) -> Preview:
    """In a run as it is held: its edition, dates and languages; today, or so many days after it began."""
    held = Run(
        pk=0,
        edition=run.edition,
        slug=_address(course),
        labels=run.labels,
        starts_on=run.starts_on,
        ends_on=run.ends_on,
        languages=run.languages,
    )
    now = timezone.localtime()
    at = now if day is None else now + (run.starts_on + timedelta(days=day) - now.date())
    return Preview(Enrolment(pk=0, run=held, edition=run.edition, learner=person, group=group), at, day, run, group)


def _address(course: CoursePage) -> str:
    """An address that leads back to the preview, whichever run it is of."""
    return f"preview-{course.pk}"


def day_of(text: str) -> int | None:
    """The day somebody asked for, within reason; none for anything that is no number."""
    return min(int(text), LAST_DAY) if text.isascii() and text.isdecimal() and len(text) < 10 else None
