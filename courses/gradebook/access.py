"""Who may do what with marks. Learners see their own; tutors set them; methodologists weigh them; overseers read."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from courses.assignments.access import is_tutor_of, may_see_queue, overseen
from courses.models import Enrolment, Run
from courses.querysets import EnrolmentQuerySet
from people.models import User
from people.permissions import has_role
from people.roles import Role

WEIGH = (Role.AUTHOR, Role.METHODOLOGIST, Role.ADMINISTRATOR)
CORRECT = (Role.METHODOLOGIST, Role.ADMINISTRATOR)
ASSESS = (Role.METHODOLOGIST, Role.REGISTRAR, Role.ADMINISTRATOR)


def _holds(user: User, run: Run, roles: tuple[Role, ...]) -> bool:
    """Whether the person holds a role for the run's organisation; everywhere, for a run of no organisation."""
    if run.organisation_id is not None:
        return has_role(user, *roles, organisation=run.organisation)
    return user.is_superuser or user.role_assignments.filter(role__in=roles, organisation=None).exists()


def may_weigh(user: User, run: Run) -> bool:
    """Whether the person sets the run's scheme."""
    return _holds(user, run, WEIGH)


def may_correct(user: User, enrolment: Enrolment) -> bool:
    """Whether the person sets marks of this learner by hand; nobody sets their own."""
    if enrolment.learner_id == user.pk:
        return False
    return is_tutor_of(user, enrolment) or _holds(user, enrolment.run, CORRECT)


def may_assess(user: User, run: Run) -> bool:
    """Whether the person draws up and signs the sheets of the run's final assessment."""
    return _holds(user, run, ASSESS)


def require(allowed: bool, message: str = "") -> None:
    """Raise ``PermissionDenied`` unless ``allowed``."""
    if not allowed:
        raise PermissionDenied(message or _("Your role does not allow this for this run."))


def readable_marks(user: User, run: Run) -> EnrolmentQuerySet:
    """The learners of a run whose marks the person sees because of their work."""
    return overseen(user).filter(run=run)


def may_see_gradebook(user: User, run: Run) -> bool:
    """Whether the person sees anybody's marks in the run, or would if there were any; or weighs them."""
    return may_see_queue(user, run) or may_weigh(user, run)
