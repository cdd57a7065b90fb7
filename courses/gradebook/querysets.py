"""The vocabulary of reads over marks."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from courses.models import Enrolment, Run


class GradeRecordQuerySet(models.QuerySet[Any]):
    """Reads of learners' marks."""

    def of(self, enrolments: Iterable["Enrolment"]) -> dict[int, Any]:
        """The records of the learners, by enrolment; one query."""
        return {record.enrolment_id: record for record in self.filter(enrolment__in=[each.pk for each in enrolments])}

    def of_run(self, run: "Run") -> Self:
        """Everybody's in a run."""
        return self.filter(enrolment__run=run)
