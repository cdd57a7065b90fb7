"""The vocabulary of reads over handed-in work."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from courses.models import Enrolment, Run
    from courses.outline import ActivityKey


class SubmissionQuerySet(models.QuerySet[Any]):
    """Reads of works."""

    def of_activity(self, enrolment: "Enrolment", key: "ActivityKey", attempt: int | None = None) -> Self:
        """A learner's versions of one assignment in an attempt, by default the present one; the latest first."""
        lesson, block = key
        number = attempt or enrolment.attempt
        return self.filter(enrolment=enrolment, attempt=number, lesson=lesson, block=block).order_by("-number")

    def present(self) -> Self:
        """Those of each learner's present attempt."""
        return self.filter(attempt=F("enrolment__attempt"))

    def handed_in(self) -> Self:
        """All but drafts."""
        return self.exclude(state=self.model.State.DRAFT)

    def current(self) -> Self:
        """The version in force of each work: handed in and not replaced by a later one of the same attempt."""
        later = self.model.objects.handed_in().filter(
            enrolment=OuterRef("enrolment"),
            attempt=OuterRef("attempt"),
            lesson=OuterRef("lesson"),
            block=OuterRef("block"),
            number__gt=OuterRef("number"),
        )
        return self.handed_in().filter(~Exists(later.order_by()))

    def of_run(self, run: "Run") -> Self:
        """Works of the learners of a run."""
        return self.filter(enrolment__run=run)

    def about(self, lesson: UUID, block: UUID) -> Self:
        """Works for one assignment."""
        return self.filter(lesson=lesson, block=block)

    def waiting(self) -> Self:
        """Those that wait for a tutor."""
        return self.filter(state=self.model.State.HANDED_IN)

    def oldest_first(self) -> Self:
        """In the order they came."""
        return self.order_by("handed_in_at", "pk")

    def with_learner(self) -> Self:
        """With who handed them in, and in which run; the outlines come from the process's own store."""
        return self.select_related("enrolment__learner", "enrolment__run", "enrolment__edition").defer(
            "enrolment__edition__outline_data"
        )

    def with_files(self) -> Self:
        """With their files."""
        return self.prefetch_related("files")

    def with_decisions(self) -> Self:
        """With every decision about them, who made it, and what was given back."""
        from courses.models import Mark

        marks = Mark.objects.select_related("by").prefetch_related("files")
        return self.prefetch_related(Prefetch("marks", queryset=marks))

    def with_reviews(self) -> Self:
        """With the reviews of peers."""
        from courses.models import Review

        return self.prefetch_related(Prefetch("reviews", queryset=Review.objects.select_related("reviewer__learner")))

    def counts_by_state(self) -> Mapping[str, int]:
        """How many there are in each state. One query."""
        rows = self.order_by().values_list("state").annotate(number=Count("pk"))
        return dict(rows)


class ReviewQuerySet(models.QuerySet[Any]):
    """Reads of peer reviews."""

    def of_reviewer(self, enrolment: "Enrolment", key: "ActivityKey") -> Self:
        """What a learner has to review in one assignment, in the order it was given."""
        lesson, block = key
        return self.filter(reviewer=enrolment, submission__lesson=lesson, submission__block=block).order_by("pk")

    def done(self) -> Self:
        """Those that were written."""
        return self.filter(done_at__isnull=False)

    def with_work(self) -> Self:
        """With the work they are about, and its files."""
        return self.select_related("submission__enrolment__learner").prefetch_related("submission__files")

    def load(self) -> Self:
        """Per reviewer: ``reviewer``, ``given`` and ``written``."""
        return (
            self.order_by()
            .values("reviewer")
            .annotate(given=Count("pk"), written=Coalesce(Count("pk", filter=Q(done_at__isnull=False)), 0))
        )
