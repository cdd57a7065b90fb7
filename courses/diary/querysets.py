"""The vocabulary of reads over diaries."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from courses.enrolment_rules import IN_FORCE

if TYPE_CHECKING:
    from courses.models import Run
    from people.models import User


class DiaryQuerySet(models.QuerySet[Any]):
    """Reads of diary entries."""

    def of(self, user: "User") -> Self:
        """A person's own."""
        return self.filter(author=user).order_by("-created_at", "-pk")

    def shared_in(self, run: "Run") -> Self:
        """What learners of a run share with its tutors, the latest first; of who has left, nothing."""
        shared = self.filter(enrolment__run=run, enrolment__state__in=IN_FORCE)
        return shared.exclude(shared_at=None).exclude(written_at=None).order_by("-shared_at", "-pk")

    def readable_by_tutor(self, user: "User") -> Self:
        """Of entries that are shared, those of the runs and groups the person is a tutor of."""
        from courses.models import Group, Run

        runs = Run.tutors.through.objects.filter(user=user).values("run")
        groups = Group.tutors.through.objects.filter(user=user).values("group")
        return self.filter(Q(enrolment__run__in=runs) | Q(enrolment__group__in=groups))

    def with_answers(self) -> Self:
        """With ``answers``: how many comments there are."""
        from courses.models import DiaryComment

        rows = DiaryComment.objects.filter(entry=OuterRef("pk")).order_by()
        counted = rows.values("entry").annotate(number=Count("pk")).values("number")
        return self.annotate(answers=Coalesce(Subquery(counted), 0))

    def with_course(self) -> Self:
        """With the course each is about."""
        return self.select_related("enrolment__run", "enrolment__edition", "author").defer(
            "enrolment__edition__outline_data"
        )
