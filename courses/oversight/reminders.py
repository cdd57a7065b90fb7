"""One click to remind: who is behind is told so, at most once a day, and it is written down."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from courses.models import Enrolment, Group, Reminder, Run
from courses.oversight.learners import chosen
from courses.querysets import EnrolmentQuerySet
from people.models import User
from people.notifications import notify

KIND = "courses.reminder"


@dataclass(frozen=True)
class Reminded:
    """How many were told, and how many had been today already."""

    told: int
    already: int


def remindable(run: Run, by: User) -> EnrolmentQuerySet:
    """The learners of a run whom a person may remind: all of them as its tutor or overseer, their own as a group's
    tutor. None for others, also for who only sees how their teachers get on.
    """
    learning = Enrolment.objects.filter(run=run, state=Enrolment.State.ACTIVE)
    if Run.objects.overseen_by(by).filter(pk=run.pk).exists():
        return learning
    mine = Group.objects.filter(run=run, tutors=by)
    return learning.filter(group__in=mine)


def looks_after(enrolment: Enrolment, by: User) -> bool:
    """Whether the person is a tutor of the run or of the learner's group, or oversees the run."""
    if Run.objects.overseen_by(by).filter(pk=enrolment.run_id).exists():
        return True
    return Group.objects.filter(pk=enrolment.group_id, tutors=by).exists() if enrolment.group_id else False


def may_remind(run: Run, by: User) -> bool:
    """Whether the person reminds anybody in the run."""
    overseen = Q(pk__in=Run.objects.overseen_by(by).filter(pk=run.pk).values("pk"))
    return Run.objects.filter(overseen | Q(groups__tutors=by), pk=run.pk).exists()


@transaction.atomic
def remind(run: Run, enrolments: EnrolmentQuerySet, by: User, text: str = "", at: datetime | None = None) -> Reminded:
    """Remind learners of the run to go on; those who were today already are left in peace.

    Raises ``PermissionDenied`` when one of them is not the person's to remind.
    """
    now = at or timezone.now()
    day = timezone.localdate(now, timezone.get_default_timezone())
    # Locked, so that two tutors at once remind once.
    own = enrolments.filter(run=run).select_for_update(of=("self",))
    asked = list(own.select_related("learner", "run").order_by("pk"))
    mine = set(remindable(run, by).values_list("pk", flat=True))
    if not mine or any(each.pk not in mine for each in asked):
        raise PermissionDenied(_("Learners are reminded by the tutors of the run and by those who oversee it."))
    done = set(Reminder.objects.filter(enrolment__in=asked, day=day).values_list("enrolment", flat=True))
    due = [each for each in asked if each.pk not in done]
    Reminder.objects.bulk_create(Reminder(enrolment=each, by=by, at=now, day=day, text=text) for each in due)
    _tell(run, due, text, f"reminder:{run.pk}:{day:%Y-%m-%d}")
    return Reminded(told=len(due), already=len(asked) - len(due))


def remind_behind(run: Run, by: User, text: str = "", at: datetime | None = None) -> Reminded:
    """Remind everybody of the run who is behind, as far as they are the person's to remind. Raises as above."""
    now = at or timezone.now()
    behind = chosen(remindable(run, by), run, {"show": "behind"}, now)
    return remind(run, behind, by, text, now)


def _tell(run: Run, enrolments: list[Enrolment], text: str, key: str) -> None:
    percents = {each.learner_id: each.percent for each in enrolments}
    last_days = {each.learner_id: each.term.last_day for each in enrolments}

    def words(user: User) -> str:
        if last_day := last_days[user.pk]:
            told = {
                "title": run.title,
                "percent": percents[user.pk],
                "date": formats.date_format(last_day, "SHORT_DATE_FORMAT"),
            }
            return _("Go on learning “%(title)s”: %(percent)d%% done, and the run ends on %(date)s.") % told
        return _("Go on learning “%(title)s”: %(percent)d%% done.") % {
            "title": run.title,
            "percent": percents[user.pk],
        }

    people = [each.learner for each in enrolments]
    notify(people, KIND, words, reverse_lazy("courses:learn", args=[run.slug]), detail=text, key=key)
