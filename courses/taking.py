"""What a visitor can do about a course or a programme: learn it, wait for it, join a run of it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from courses.learning.courses import LearnersCourse, learners_courses
from courses.learning.line import LineEntry, Offer, offers, own_line_of
from courses.models import CourseEdition, Enrolment, Run
from people.models import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


@dataclass(frozen=True)
class Taking:
    """A published course or programme for one visitor. Everything is read when a template asks for it."""

    page: Any
    visitor: "User | AnonymousUser"
    on: date | None = None

    @cached_property
    def edition(self) -> CourseEdition | None:
        """The newest edition; none before it was first compiled."""
        return CourseEdition.objects.light().of_course(self.page.translation_key).first()

    @cached_property
    def runs(self) -> list[Run]:
        """The runs one can ask to be in, the next to begin first, with their places counted."""
        runs = Run.objects.of_course(self.page.translation_key).announced(self.on)
        return list(runs.with_edition().select_related("organisation").with_places().order_by("starts_on", "slug"))

    @cached_property
    def enrolments(self) -> list[LearnersCourse]:
        """Where the visitor learns it, what they did last first."""
        if not isinstance(self.visitor, User):
            return []
        own = Enrolment.objects.of_learner(self.visitor).with_run()
        return learners_courses(own.filter(edition__course_key=self.page.translation_key))

    @property
    def joinable(self) -> list[Offer]:
        """The runs that the visitor is neither in nor waits for."""
        joined = {course.enrolment.run_id for course in self.enrolments}
        joined |= {entry.enrolment.run_id for entry in self.line if not entry.is_rejected}
        return offers([run for run in self.runs if run.pk not in joined], self.on)

    @cached_property
    def line(self) -> list[LineEntry]:
        """The visitor's applications and places on waiting lists."""
        return own_line_of(self.visitor, self.page.translation_key) if isinstance(self.visitor, User) else []
