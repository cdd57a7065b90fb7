"""The vocabulary of reads over editions, runs and enrolments."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from cms.querysets import COVER_FILTERS, with_renditions
from courses.enrolment_rules import IN_FORCE, IN_LINE, Kind, State
from courses.outline import Outline
from courses.outline_parsing import is_parsed
from courses.oversight.rules import ABSENT_AFTER
from people.localised import FALLBACKS
from people.models.organisations import Employment
from people.permissions import organisations_of
from people.roles import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from courses.models import CourseEdition
    from people.models import User
    from people.querysets import OrganisationQuerySet

# Whose work it is to see how the learners of their organisation's runs are getting on.
OVERSEERS = (Role.METHODOLOGIST, Role.REGISTRAR, Role.ADMINISTRATOR)


class CourseQuerySet(PageQuerySet[Any]):
    """Reads of courses as pages."""

    def readable(self) -> Self:
        """Published, and not in a private part of the tree."""
        return self.live().public()

    def for_list(self) -> Self:
        """With all that a list shows of them, the latest first; as many queries for one course as for thirty."""
        covers = with_renditions("cover", *COVER_FILTERS)
        return self.order_by("-first_published_at", "-pk").select_related("locale").prefetch_related(covers)


CourseManager = PageManager.from_queryset(CourseQuerySet)


class EditionQuerySet(models.QuerySet[Any]):
    """Reads of editions."""

    def light(self) -> Self:
        """Without the outline, which is long: it is read when it is asked for, and once in a process."""
        return self.defer("outline_data")

    def of_course(self, course_key: UUID) -> Self:
        """A course's editions, the newest first."""
        return self.filter(course_key=course_key).order_by("-number")

    def with_counts(self) -> Self:
        """With ``run_count`` and ``learner_count``: how many runs, and learners who have not left, are on each."""
        from courses.models import Enrolment, Run

        learners = Enrolment.objects.in_force().filter(edition=OuterRef("pk")).order_by()
        runs = Run.objects.filter(edition=OuterRef("pk")).order_by()
        return self.annotate(run_count=_count(runs, "edition"), learner_count=_count(learners, "edition"))

    def of_courses(self) -> Self:
        """Those of courses, not of programmes."""
        return self.filter(kind=self.model.Kind.COURSE)

    def newest(self) -> Self:
        """The newest edition of every course and programme."""
        later = self.model.objects.filter(course_key=OuterRef("course_key"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later))


def read_outlines(editions: Iterable["CourseEdition"]) -> dict[int, Outline]:
    """The outlines of editions that were read without them, by edition; one query whatever their number."""
    by_id = {edition.pk: edition for edition in editions}
    missing = {pk for pk, edition in by_id.items() if not is_parsed(edition.digest)}
    for pk, data in _outline_data(missing):
        by_id[pk].outline_data = data
    return {pk: edition.outline for pk, edition in by_id.items()}


def _outline_data(editions: Iterable[int]) -> Iterable[tuple[int, Any]]:
    from courses.models import CourseEdition

    return CourseEdition.objects.filter(pk__in=editions).values_list("pk", "outline_data") if editions else ()


class RunQuerySet(models.QuerySet[Any]):
    """Reads of runs."""

    def with_edition(self) -> Self:
        """With the edition, which a run's title needs, but without its outline, which is long."""
        return self.select_related("edition").defer("edition__outline_data")

    def of_course(self, course_key: UUID) -> Self:
        """Runs of any edition of a course."""
        return self.filter(edition__course_key=course_key)

    def current(self, on: date | None = None) -> Self:
        """Runs that have not ended."""
        today = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=today))

    def open_for_enrolment(self, on: date | None = None) -> Self:
        """Runs anybody with an account can join today."""
        today = on or timezone.localdate()
        opened = Q(opens_on=None) | Q(opens_on__lte=today)
        return self.announced(on).filter(opened, enrolment_kind=Kind.OPEN)

    def announced(self, on: date | None = None) -> Self:
        """Runs that a course's page shows: not over, not closed, and their enrolment not past."""
        today = on or timezone.localdate()
        return self.current(on).filter(Q(closes_on=None) | Q(closes_on__gte=today)).exclude(enrolment_kind=Kind.CLOSED)

    def with_places(self) -> Self:
        """With ``taken`` and ``waiting``: how many hold a seat, and how many stand in line for one."""
        from courses.models import Enrolment

        of_run = Enrolment.objects.filter(run=OuterRef("pk")).order_by()
        return self.annotate(
            taken=_count(of_run.filter(state__in=IN_FORCE), "run"),
            waiting=_count(of_run.filter(state=State.WAITING), "run"),
        )

    def staffed_by(self, user: "User | AnonymousUser") -> Self:
        """Runs whose learners the person enrols and puts into groups; see ``may_open_runs``."""
        organisations = organisations_of(user, *OVERSEERS)
        return self if organisations is None else self.filter(organisation__in=organisations)

    def matching(self, words: str) -> Self:
        """Those in whose address, name or course's title in any language every word occurs, in any case.

        Compared here and not in the database: SQLite knows capital letters of Latin alone, and runs are few.
        """
        wanted = words.casefold().split()
        texts = self.order_by().values_list("pk", "slug", "labels", "edition__titles")
        found = [
            pk
            for pk, slug, labels, titles in texts
            if all(word in " ".join((slug, *labels.values(), *titles.values())).casefold() for word in wanted)
        ]
        return self.filter(pk__in=found)

    def with_counts(self) -> Self:
        """With ``learners`` and ``completed``: how many are enrolled, and of them how many are through."""
        from courses.models import Enrolment

        in_force = Enrolment.objects.in_force().filter(run=OuterRef("pk")).order_by()
        completed = in_force.filter(state=Enrolment.State.COMPLETED)
        return self.annotate(learners=_count(in_force, "run"), completed=_count(completed, "run"))

    def overseen_by(self, user: "User | AnonymousUser") -> Self:
        """Runs of which the person sees every learner: those they tutor, and their organisations' as an overseer."""
        return self.filter(self._overseen(user))

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Runs of which the person sees the progress of somebody: those they oversee, those with a group of theirs, and
        any in which a teacher of an organisation whose methodologist they are is learning.
        """
        from courses.models import Enrolment

        seen = self._overseen(user) | Q(pk__in=_groups_of(user).values("run"))
        if (employers := organisations_of(user, Role.METHODOLOGIST)) is not None:
            seen |= Q(Exists(Enrolment.objects.in_force().employed_at(employers).filter(run=OuterRef("pk"))))
        return self.filter(seen)

    def _overseen(self, user: "User | AnonymousUser") -> Q:
        organisations = organisations_of(user, *OVERSEERS)
        if organisations is None:
            return Q(pk__isnull=False)
        tutored = self.model.tutors.through.objects.filter(run=OuterRef("pk"), user=user.pk)
        return Q(Exists(tutored)) | Q(organisation__in=organisations)


class EnrolmentQuerySet(models.QuerySet[Any]):
    """Reads of enrolments."""

    def in_force(self) -> Self:
        """Those who learn, or have learnt: not who has left, and not who still stands in line."""
        return self.filter(state__in=IN_FORCE)

    def in_line(self) -> Self:
        """Those who have applied or wait, the first first."""
        return self.filter(state__in=IN_LINE).order_by("run", "queue_number", "pk")

    def waiting(self) -> Self:
        """Those who wait for a seat, or for the order that admits them, in the order in which they came."""
        return self.filter(state=State.WAITING).order_by("queue_number", "pk")

    def with_position(self) -> Self:
        """With ``position``: the place in the line of the run, from 1; 0 for who does not wait."""
        ahead = self.model.objects.filter(
            run=OuterRef("run"), state=State.WAITING, queue_number__lte=OuterRef("queue_number")
        ).order_by()
        return self.annotate(position=_count(ahead, "run"))

    def to_decide_by(self, user: "User | AnonymousUser") -> Self:
        """Applications that an employer's registrar, methodologist or administrator approves or rejects; never one's
        own.
        """
        employers = organisations_of(user, *OVERSEERS)
        found = self.filter(state=State.APPLIED).exclude(learner=user.pk)
        return found if employers is None else found.filter(employer__in=employers)

    def with_run(self) -> Self:
        """With run and the learner's own edition; its outline comes from the process's own store of parsed outlines."""
        return self.select_related("run", "edition").defer("edition__outline_data")

    def of_learner(self, user: "User") -> Self:
        """A learner's own, what they did last first."""
        return self.in_force().filter(learner=user).order_by(F("last_seen_at").desc(nulls_last=True), "-enrolled_at")

    def employed_at(self, organisations: "OrganisationQuerySet") -> Self:
        """Of learners who work at one of the organisations, at their main place or not."""
        employed = Employment.objects.filter(user=OuterRef("learner"), organisation__in=organisations)
        return self.filter(Exists(employed))

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Those whose progress the person sees as a part of their work; see :meth:`RunQuerySet.visible_to`."""
        from courses.models import Run

        employers = organisations_of(user, Role.METHODOLOGIST)
        if employers is None:
            return self
        overseen = Q(run__in=Run.objects.overseen_by(user)) | Q(group__in=_groups_of(user))
        employed = Employment.objects.filter(user=OuterRef("learner"), organisation__in=employers)
        return self.filter(overseen | Exists(employed))

    def decided_for(self, user: "User | AnonymousUser") -> Self:
        """What became of applications to the employers the person decides for, the latest first; with
        ``decided_at`` and ``last_reason``.
        """
        employers = organisations_of(user, *OVERSEERS)
        found = self.exclude(employer=None).exclude(state=State.APPLIED).exclude(learner=user.pk)
        found = found if employers is None else found.filter(employer__in=employers)
        last = self.model.changes.rel.related_model.objects.filter(enrolment=OuterRef("pk")).order_by("-at", "-pk")
        return found.annotate(
            decided_at=Subquery(last.values("at")[:1]), last_reason=Subquery(last.values("reason")[:1])
        ).order_by("-decided_at", "-pk")

    def with_learner(self) -> Self:
        """With the learner and their main place of work, for lists; three queries whatever the length."""
        main = Employment.objects.filter(is_main=True).select_related("organisation")
        return self.select_related("learner").prefetch_related(
            Prefetch("learner__employments", queryset=main, to_attr="main_employments")
        )

    def with_organisation_name(self) -> Self:
        """With ``organisation_name``, in the reader's language or the nearest to it, to sort by."""
        language = get_language() or "ru"
        names = [KeyTextTransform(code, "organisation__labels") for code in (language, *FALLBACKS.get(language, ()))]
        main = Employment.objects.filter(user=OuterRef("learner"), is_main=True)
        return self.annotate(organisation_name=Subquery(main.values(name=Coalesce(*names))[:1]))

    def named(self, words: str) -> Self:
        """Those of learners in whose name or address every word occurs, in any case and alphabet."""
        from people.models import User

        return self.filter(learner__in=User.objects.matching(words)) if words.strip() else self

    def not_started(self) -> Self:
        """Those who have not done anything yet."""
        return self.filter(state=self.model.State.ACTIVE, last_seen_at=None)

    def completed(self) -> Self:
        """Those who are through."""
        return self.filter(state=self.model.State.COMPLETED)

    def withdrawn(self) -> Self:
        """Those who have left."""
        return self.filter(state=self.model.State.WITHDRAWN)

    def behind(
        self, expected_percent: int, at: datetime | None = None, own: Mapping[date, int] = MappingProxyType({})
    ) -> Self:
        """Those who are still learning and have done less than expected by now, or have not been seen for long.

        ``own`` is what is expected of those whom an extension has given a last day of their own, by that day.
        """
        absent_since = (at or timezone.now()) - ABSENT_AFTER
        absent = Q(last_seen_at__lt=absent_since) | Q(last_seen_at=None, enrolled_at__lt=absent_since)
        less = Q(percent__lt=expected_percent) & ~Q(due_on__in=list(own))
        for day, expected in own.items():
            less |= Q(due_on=day, percent__lt=expected)
        return self.filter(less | absent, state=self.model.State.ACTIVE)


def _groups_of(user: "User | AnonymousUser") -> models.QuerySet[Any]:
    """The groups that a person is a tutor of."""
    from courses.models import Group

    return Group.objects.filter(pk__in=Group.tutors.through.objects.filter(user=user.pk).values("group"))


def _count(rows: models.QuerySet[Any], name: str) -> Coalesce:
    """The number of rows that a subquery has for each outer one."""
    counted = rows.values(name).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=models.IntegerField()), 0)
