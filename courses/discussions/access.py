"""Who takes part in the discussions of a run, and what they see of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from courses.models import Enrolment, Group, Run, Thread
from people.models import User
from people.permissions import has_role, organisations_of
from people.querysets import UserQuerySet
from people.roles import Role

MODERATING_ROLES = (Role.METHODOLOGIST, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Participant:
    """Somebody in the discussions of a run.

    ``groups`` are those whose own threads they see, ``None`` for all; ``moderates`` the right to hide, lock and pin.
    ``enrolment`` is set for a learner.
    """

    user: User
    run: Run
    enrolment: Enrolment | None
    groups: frozenset[int] | None
    moderates: bool

    def sees(self, thread: Thread) -> bool:
        """Whether a thread is theirs to read."""
        if thread.run_id != self.run.pk:
            return False
        return not thread.of_group or self.groups is None or thread.group_id in self.groups

    def may_write_in(self, thread: Thread) -> bool:
        """Whether they may answer there."""
        return self.sees(thread) and (self.moderates or not thread.is_locked)

    def moderates_in(self, thread: Thread) -> bool:
        """Whether they may hide, lock and pin there; a tutor of a group does so in the threads of that group."""
        if not self.moderates or not self.sees(thread):
            return False
        return self.groups is None or thread.of_group


def participant_in(run: Run, user: User) -> Participant | None:
    """What a person is in a run's discussions; ``None`` for who has no part in them, or no longer has.

    Learners who have left, applied or wait are outside, and so are registrars: what is said is not their work.
    """
    if not user.is_active:
        return None
    if run.tutors.through.objects.filter(run=run, user=user).exists() or _leads(run, user):
        return Participant(user, run, _enrolment(run, user), None, moderates=True)
    enrolment = _enrolment(run, user)
    tutored = frozenset(Group.objects.filter(run=run, tutors=user).values_list("pk", flat=True))
    if enrolment is None and not tutored:
        return None
    own = {enrolment.group_id} if enrolment and enrolment.group_id else set()
    return Participant(user, run, enrolment, tutored | own, moderates=bool(tutored))


def is_tutor(run: Run, user: User) -> bool:
    """Whether somebody is a tutor of the run or of one of its groups."""
    return run.tutors.filter(pk=user.pk).exists() or run.groups.filter(tutors=user).exists()


def _enrolment(run: Run, user: User) -> Enrolment | None:
    return Enrolment.objects.in_force().filter(run=run, learner=user).with_run().first()


def _leads(run: Run, user: User) -> bool:
    """Whether somebody is a methodologist or administrator for the organisation that holds the run."""
    if run.organisation_id is None:
        return organisations_of(user, *MODERATING_ROLES) is None
    return has_role(user, *MODERATING_ROLES, organisation=run.organisation)


def participants(run: Run, thread: Thread | None = None) -> UserQuerySet:
    """Everybody who has a part in a run's discussions, or may read a thread: learners and tutors.

    Those who lead the organisation are not listed: they look in, and do not belong.
    """
    learning = Enrolment.objects.in_force().filter(run=run, learner=OuterRef("pk"))
    groups = Group.tutors.through.objects.filter(group__run=run, user=OuterRef("pk"))
    if thread is not None and thread.of_group:
        learning = learning.filter(group=thread.group_id) if thread.group_id else learning.none()
        groups = groups.filter(group=thread.group_id) if thread.group_id else groups.none()
    tutors = Run.tutors.through.objects.filter(run=run, user=OuterRef("pk"))
    found: UserQuerySet = User.objects.filter(Q(Exists(learning)) | Q(Exists(groups)) | Q(Exists(tutors)))
    return found.filter(is_active=True)


def moderators(run: Run) -> Iterable[User]:
    """Whom a report is told to: the run's tutors, else the tutors of its groups."""
    return run.tutors.filter(is_active=True) or User.objects.filter(tutored_groups__run=run, is_active=True).distinct()
