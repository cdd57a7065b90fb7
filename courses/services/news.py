"""What learners and employers are told about enrolments."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse_lazy
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from courses.enrolment_rules import State
from courses.models import Enrolment
from courses.querysets import OVERSEERS
from people.models import Organisation, RoleAssignment, User
from people.notifications import notify
from people.querysets import UserQuerySet

APPLICATION, ENROLMENT, PROMOTED = "courses.application", "courses.enrolment", "courses.promoted"

WORDS: Mapping[str, str] = {
    State.ACTIVE: gettext_noop("You are enrolled: “%(title)s”."),
    State.WAITING: gettext_noop("Your application has been approved, and you wait for the order: “%(title)s”."),
    State.REJECTED: gettext_noop("Your application has been rejected: “%(title)s”."),
    State.WITHDRAWN: gettext_noop("You have been taken off the course: “%(title)s”."),
    State.EXPELLED: gettext_noop("You have been expelled from the course: “%(title)s”."),
}


def tell_moved(enrolments: Sequence[Enrolment], reason: str = "", kind: str = ENROLMENT) -> None:
    """Tell learners of one run the state in which they are now, all the same one. Three queries."""
    if not enrolments:
        return
    run, state = enrolments[0].run, enrolments[0].state
    url = reverse_lazy("courses:learn", args=[run.slug])
    people = User.objects.filter(pk__in=[each.learner_id for each in enrolments])
    notify(people, kind, lambda _user: _(WORDS[state]) % {"title": run.title}, url, detail=reason)


def tell_extended(enrolments: Sequence[Enrolment], until: date) -> None:
    """Tell learners of one run their new deadline."""
    if not enrolments:
        return
    run = enrolments[0].run
    people = User.objects.filter(pk__in=[each.learner_id for each in enrolments])
    notify(
        people,
        ENROLMENT,
        lambda _user: (
            _("You have more time, until %(date)s: “%(title)s”.")
            % {"date": formats.date_format(until), "title": run.title}
        ),
        reverse_lazy("courses:learn", args=[run.slug]),
    )


def tell_employer(application: Enrolment) -> None:
    """Tell those who decide for an employer that somebody of theirs has applied; once for each application."""
    employer = application.employer
    if employer is None:
        return
    notify(
        _deciders(employer).exclude(pk=application.learner_id),
        APPLICATION,
        lambda _user: (
            _("%(name)s asks for your approval: “%(title)s”.")
            % {"name": application.learner.get_full_name(), "title": application.run.title}
        ),
        reverse_lazy("courses:applications"),
        key=f"application:{application.pk}:{application.queue_number}",
    )


def _deciders(employer: Organisation) -> UserQuerySet:
    """Those whose role for the employer, or for anything above it, lets them decide; not those who hold it everywhere,
    who would be told of every teacher of the country.
    """
    above = [employer.path[:end] for end in range(employer.steplen, len(employer.path) + 1, employer.steplen)]
    held = RoleAssignment.objects.of_role(*OVERSEERS).filter(organisation__path__in=above)
    return User.objects.filter(pk__in=held.values("user"))
