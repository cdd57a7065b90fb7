"""Who may do what with handed-in work. The learner: their own. Tutors: their learners'. Overseers read."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from courses.assignments.querysets import SubmissionQuerySet
from courses.models import Enrolment, Run, Submission
from courses.querysets import EnrolmentQuerySet
from people.models import User


def tutored_by(user: User) -> EnrolmentQuerySet:
    """Learners whose work the person marks: of runs they are a tutor of, and of groups of theirs."""
    return Enrolment.objects.filter(
        Q(run__in=Run.tutors.through.objects.filter(user=user).values("run")) | Q(group__tutors=user)
    ).distinct()


def is_tutor_of(user: User, enrolment: Enrolment) -> bool:
    """Whether the person marks this learner's work; nobody marks their own."""
    return enrolment.learner_id != user.pk and tutored_by(user).filter(pk=enrolment.pk).exists()


def require_tutor(user: User, enrolment: Enrolment) -> None:
    """Raise ``PermissionDenied`` unless the person marks this learner's work."""
    if not is_tutor_of(user, enrolment):
        raise PermissionDenied(_("Work is marked by the tutors of the run or of the learner’s group."))


def is_run_tutor(user: User, run: Run) -> bool:
    """Whether the person is a tutor of the whole run, who decides on what concerns all of its learners."""
    return run.tutors.filter(pk=user.pk).exists()


def require_run_tutor(user: User, run: Run) -> None:
    """Raise ``PermissionDenied`` unless the person is a tutor of the whole run."""
    if not is_run_tutor(user, run):
        raise PermissionDenied(_("This is decided by the tutors of the whole run."))


def overseen(user: User) -> EnrolmentQuerySet:
    """Learners whose work the person may read as a part of their work: as a tutor, or as the run's overseer."""
    return Enrolment.objects.filter(
        Q(run__in=Run.objects.overseen_by(user).values("pk")) | Q(pk__in=tutored_by(user).values("pk"))
    )


def readable_by(user: User) -> SubmissionQuerySet:
    """Handed-in works that the person may read because of their work."""
    return Submission.objects.handed_in().filter(enrolment__in=overseen(user))


def may_see_queue(user: User, run: Run) -> bool:
    """Whether there is anybody in the run whose work the person may read, or could be."""
    of_run = Run.objects.filter(pk=run.pk)
    return of_run.overseen_by(user).exists() or of_run.filter(groups__tutors=user).exists()
