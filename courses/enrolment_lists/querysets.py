"""The vocabulary of reads over enrolment lists."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from people.models import User


class EnrolmentListQuerySet(models.QuerySet[Any]):
    """Reads of lists."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Those of runs whose learners the person enrols."""
        from courses.models import Run

        return self.filter(run__in=Run.objects.staffed_by(user))

    def with_run(self) -> Self:
        """With the run and its title."""
        return self.select_related("run__edition", "run__organisation").defer("run__edition__outline_data")

    def free_to_start(self, at: datetime, stale_after: timedelta) -> Self:
        """Those that nobody works on: asked for, or left lying by a worker that is gone."""
        states = self.model.State
        return self.filter(Q(state=states.QUEUED) | Q(state=states.RUNNING, seen_at__lt=at - stale_after))
