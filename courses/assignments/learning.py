"""What a learner sees of an assignment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings as django_settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.functional import Promise

from courses.activities.kinds import Place
from courses.assignments import rules
from courses.assignments.assignment import Assignment
from courses.assignments.services.submissions import why_not
from courses.assignments.settings import AssignmentSettings
from courses.assignments.wording import in_readers_language, state_words, worded
from courses.learning.languages import Reading
from courses.models import Enrolment, Mark, Review, RunAssignment, Submission
from courses.outline import ActivityKey


@dataclass(frozen=True)
class LessonPart:
    """An assignment in the page of a lesson. Without an enrolment: as an author previews it."""

    settings: AssignmentSettings
    url: str = ""
    due: datetime | None = None
    is_over: bool = False
    state: tuple[str | Promise, str] | None = None
    points: Any = None


def lesson_parts(places: Sequence[Place], at: datetime) -> list[LessonPart]:
    """All assignments of a lesson with what its learner has handed in. At most two queries."""
    enrolment = next((place.enrolment for place in places if place.enrolment), None)
    works = _latest(enrolment, [place.activity.key for place in places]) if enrolment else {}
    released = _released(enrolment.run_id, [place.activity.key for place in places]) if enrolment else set()
    return [_part(place, works.get(place.activity.key), place.activity.key in released, at) for place in places]


def _latest(enrolment: Enrolment, keys: Iterable[ActivityKey]) -> dict[ActivityKey, Submission]:
    lessons = {lesson for lesson, _block in keys}
    found = Submission.objects.filter(enrolment=enrolment, attempt=enrolment.attempt, lesson__in=lessons)
    return {(each.lesson, each.block): each for each in found.order_by("number")}


def _released(run: int, keys: Iterable[ActivityKey]) -> set[ActivityKey]:
    rows = RunAssignment.objects.filter(run=run, lesson__in={key[0] for key in keys}, released_at__isnull=False)
    return set(rows.values_list("lesson", "block"))


def _part(place: Place, work: Submission | None, is_released: bool, at: datetime) -> LessonPart:
    settings = worded(AssignmentSettings.read(place.activity.settings), place.value)
    if place.enrolment is None:
        return LessonPart(settings)
    assignment = Assignment(place.activity, place.enrolment.run, place.enrolment.due_on)
    is_held_back = settings.blind and not is_released
    shows_points = work and work.state == Submission.State.MARKED and not is_held_back
    return LessonPart(
        settings=settings,
        url=work_url(assignment),
        due=assignment.due,
        is_over=rules.is_late(at, assignment.due),
        state=state_words(work, is_held_back=is_held_back) if work else None,
        points=work.points if work and shows_points else None,
    )


def work_url(assignment: Assignment) -> str:
    """The learner's page of an assignment."""
    return reverse("courses:work", args=[assignment.run.slug, *assignment.key])


def code_of(enrolment: Enrolment, key: ActivityKey) -> str:
    """What a learner is called where names are hidden."""
    return rules.blind_code(django_settings.SECRET_KEY, enrolment.public_id, *key)


@dataclass(frozen=True)
class ShownReview:
    """What a peer has written, under their name or a number."""

    review: Review
    name: str
    choices: list[tuple[str, str]]


@dataclass(frozen=True)
class ShownVersion:
    """A version of a work as its learner may see it."""

    submission: Submission
    state: tuple[str | Promise, str]
    marks: list["ShownMark"]
    reviews: list[ShownReview]


@dataclass(frozen=True)
class ShownMark:
    """A decision as the learner may see it. ``by`` is empty where names are hidden."""

    mark: Mark
    by: str
    choices: list[tuple[str, str, int]]


@dataclass(frozen=True)
class LearnersWork:
    """The learner's page of an assignment."""

    assignment: Assignment
    enrolment: Enrolment
    versions: list[Submission]
    state: RunAssignment | None
    reviews: list[Review]
    at: datetime
    reading: Reading

    @cached_property
    def settings(self) -> AssignmentSettings:
        """What is asked for, in the reader's language."""
        return in_readers_language(self.assignment, self.enrolment.edition.outline, self.reading)

    @property
    def is_held_back(self) -> bool:
        """Whether marks and names are still hidden."""
        return self.settings.blind and not (self.state and self.state.released_at)

    @property
    def draft(self) -> Submission | None:
        """What is being written."""
        latest = self.versions[0] if self.versions else None
        return latest if latest and latest.state == Submission.State.DRAFT else None

    @cached_property
    def form_key(self) -> UUID:
        """The draft's, or a fresh one: however often this page's form is sent, one version comes of it."""
        return self.draft.form_key if self.draft else uuid4()

    @property
    def text(self) -> str:
        """What the form begins with: the draft, else the version before."""
        return self.versions[0].text if self.versions else ""

    @cached_property
    def why_not(self) -> str:
        """Why nothing can be handed in now; empty when something can."""
        return why_not(self.assignment, self.versions, self.at)

    @property
    def is_late(self) -> bool:
        """Whether the deadline has passed."""
        return rules.is_late(self.at, self.assignment.due)

    @property
    def accept(self) -> str:
        """What the browser's file chooser offers."""
        return ",".join(f".{each}" for each in self.settings.types)

    @property
    def shown(self) -> list[ShownVersion]:
        """The versions handed in, the latest first."""
        handed_in = (each for each in self.versions if each.state != Submission.State.DRAFT)
        return [shown_version(each, self.settings, is_held_back=self.is_held_back) for each in handed_in]


def shown_version(version: Submission, settings: AssignmentSettings, *, is_held_back: bool) -> ShownVersion:
    """A version with what its learner may know of its marks and reviews."""
    marks = [each for each in version.marks.all() if not (is_held_back and each.decision == Mark.Decision.MARKED)]
    done = [each for each in version.reviews.all() if each.done_at]
    return ShownVersion(
        version,
        state_words(version, is_held_back=is_held_back),
        [ShownMark(each, "" if is_held_back else each.by.get_full_name(), chosen(settings, each)) for each in marks],
        [
            ShownReview(
                each,
                "" if settings.blind else each.reviewer.learner.get_full_name(),
                [(name, level) for name, level, _points in chosen(settings, each)],
            )
            for each in done
        ],
    )


def chosen(settings: AssignmentSettings, judged: Mark | Review) -> list[tuple[str, str, int]]:
    """The levels that were chosen, as (criterion, level, points)."""
    found = ((each, each.level(judged.choices.get(each.id))) for each in settings.rubric)
    return [(criterion.title, level.title, level.points) for criterion, level in found if level]


def learners_work(enrolment: Enrolment, assignment: Assignment, at: datetime, reading: Reading) -> LearnersWork:
    """The page of an assignment for its learner. The number of queries does not depend on the number of versions."""
    lesson, block = assignment.key
    done = Prefetch("reviews", Review.objects.done().select_related("reviewer__learner"))
    versions = Submission.objects.of_activity(enrolment, assignment.key).with_files().with_decisions()
    return LearnersWork(
        assignment=assignment,
        enrolment=enrolment,
        versions=list(versions.prefetch_related(done)),
        state=RunAssignment.objects.filter(run=enrolment.run_id, lesson=lesson, block=block).first(),
        reviews=list(Review.objects.of_reviewer(enrolment, assignment.key)) if assignment.settings.peer else [],
        at=at,
        reading=reading,
    )
