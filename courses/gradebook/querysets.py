"""The vocabulary of reads over marks."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from courses.models import Enrolment, Run


class GradeRecordQuerySet(models.QuerySet[Any]):
    """Reads of learners' marks."""

    def of(self, enrolments: Iterable["Enrolment"]) -> dict[int, Any]:
        """The records of the learners' present attempts, by enrolment; one query."""
        found = self.present().filter(enrolment__in=[each.pk for each in enrolments])
        return {record.enrolment_id: record for record in found}

    def present(self) -> Self:
        """Those of each learner's present attempt."""
        return self.filter(attempt=models.F("enrolment__attempt"))

    def earlier(self, enrolments: Iterable["Enrolment"]) -> dict[int, list[Any]]:
        """The records of the learners' earlier attempts, by enrolment, the first first; one query."""
        found = self.filter(enrolment__in=[each.pk for each in enrolments])
        records: dict[int, list[Any]] = {}
        for record in found.exclude(attempt=models.F("enrolment__attempt")).order_by("attempt"):
            records.setdefault(record.enrolment_id, []).append(record)
        return records

    def of_run(self, run: "Run") -> Self:
        """Everybody's in a run."""
        return self.filter(enrolment__run=run)
