"""The vocabulary of reads over enrolment lists."""

from typing import TYPE_CHECKING, Self

from cms.jobs import JobQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from people.models import User


class EnrolmentListQuerySet(JobQuerySet):
    """Reads of lists."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Those of runs whose learners the person enrols."""
        from courses.models import Run

        return self.filter(run__in=Run.objects.staffed_by(user))

    def with_run(self) -> Self:
        """With the run and its title."""
        return self.select_related("run__edition", "run__organisation").defer("run__edition__outline_data")
