"""The vocabulary of reads over runs and enrolments."""

from datetime import date
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone

from people.permissions import organisations_of
from people.roles import Role

if TYPE_CHECKING:
    from courses.models import Enrolment, Run
    from people.models import User

    RunBase = models.QuerySet[Run]
    EnrolmentBase = models.QuerySet[Enrolment]
else:
    RunBase = EnrolmentBase = models.QuerySet

# Whose work it is to see how learners are getting on.
OVERSEERS = (Role.METHODOLOGIST, Role.REGISTRAR, Role.ADMINISTRATOR)


class RunQuerySet(RunBase):
    """Reads of runs."""

    def with_edition(self) -> Self:
        """With the edition, but without its outline, which is long and rarely needed in lists."""
        return self.select_related("edition").defer("edition__outline_data")

    def of_course(self, course_key: UUID) -> Self:
        """Runs of any edition of a course."""
        return self.filter(edition__course_key=course_key)

    def current(self, on: date | None = None) -> Self:
        """Runs that have not ended."""
        today = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=today))

    def open_for_enrolment(self, on: date | None = None) -> Self:
        """Runs anybody with an account can join."""
        return self.current(on).filter(enrolment_kind=self.model.EnrolmentKind.OPEN)

    def overseen_by(self, user: "User") -> Self:
        """Runs whose progress the person sees: their own as a tutor, and their organisations' as a methodologist."""
        organisations = organisations_of(user, *OVERSEERS)
        if organisations is None:
            return self
        return self.filter(Q(tutors=user) | Q(organisation__in=organisations)).distinct()


class EnrolmentQuerySet(EnrolmentBase):
    """Reads of enrolments."""

    def in_force(self) -> Self:
        """Those that were not withdrawn."""
        return self.exclude(state=self.model.State.WITHDRAWN)

    def with_run(self) -> Self:
        """With run and edition; the outline comes from the process's own store of parsed outlines."""
        return self.select_related("run", "edition").defer("edition__outline_data")

    def of_learner(self, user: "User") -> Self:
        """A learner's own, what they did last first."""
        return self.in_force().filter(learner=user).order_by(models.F("last_seen_at").desc(nulls_last=True), "-enrolled_at")
