"""The pages of learners, tutors and overseers cost the same in a quiet run and in a busy one."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.enrolment_rules import Kind
from courses.gradebook.services.final import Member, Result, SheetData, draw_up, save_sheet, sign
from courses.gradebook.services.scores import set_score
from courses.models import (
    Announcement,
    DiaryComment,
    EditionMove,
    EditionMoveJob,
    Enrolment,
    FinalAssessment,
    Group,
    PostVersion,
    Recognition,
    Report,
    Review,
    Run,
    Thread,
)
from courses.progress.attempts import start_new_attempt
from people.models import Organisation, User
from people.roles import Role
from tests.courses.oversight import opened
from tests.courses.test_assignment_submissions import handed_in
from tests.courses.test_edition_moves import newer
from tests.factories.assignments import keys_of, run_with
from tests.factories.courses import EnrolmentFactory, RunFactory
from tests.factories.diary import DiaryEntryFactory
from tests.factories.discussions import PostFactory, ThreadFactory
from tests.factories.people import (
    EmploymentFactory,
    OrganisationFactory,
    PositionFactory,
    RoleAssignmentFactory,
    UserFactory,
)
from tests.queries import World, differences

pytestmark = pytest.mark.django_db

BOTH = {"ru": "Собрание", "en": "Meeting"}


class BusyRun:
    """A run with a learner of its own and ``size`` of everything else: learners, works, posts, entries, sheets."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.school: Organisation = OrganisationFactory.create()
        self.tutor: User = UserFactory.create()
        self.registrar: User = UserFactory.create()
        for role in (Role.REGISTRAR, Role.METHODOLOGIST):
            RoleAssignmentFactory.create(user=self.registrar, role=role, organisation=self.school)
        works = [{"peer": {"reviews": 1, "days": 60}}, *[{}] * size]
        self.run: Run = run_with(*works, organisation=self.school, tutors=[self.tutor, self.registrar])
        self.own: Enrolment = EnrolmentFactory.create(run=self.run)
        self.learner: User = self.own.learner
        self.others: list[Enrolment] = [self.another() for _number in range(size)]
        self.editions = [newer(self.run.edition, added=1) for _number in range(size)]
        opened(self.own, [0])
        self.furnish()

    def another(self) -> Enrolment:
        group = Group.objects.create(run=self.run, name=f"Group {uuid4()}")
        group.tutors.add(self.tutor)
        learner = EmploymentFactory.create(organisation=self.school).user
        other: Enrolment = EnrolmentFactory.create(run=self.run, learner=learner, group=group)
        for key in keys_of(self.run):
            set_score(other, key, Decimal(80))
        return opened(other, [0])

    def furnish(self) -> None:
        self.talk()
        self.attempts()
        self.move()
        work = handed_in(self.own)
        for other in self.others:
            Review.objects.create(submission=handed_in(other), reviewer=self.own)
            Review.objects.create(submission=work, reviewer=other)
            Announcement.objects.create(
                run=self.run, author=self.tutor, titles=BOTH, published_at=timezone.now(), event_at=timezone.now()
            )
            entry = DiaryEntryFactory.create(author=other.learner, enrolment=other, shared_at=timezone.now())
            DiaryEntryFactory.create(author=self.learner, enrolment=self.own)
            for each in (entry, self.entry):
                DiaryComment.objects.create(entry=each, author=self.tutor, text="x", html="x")
        self.signed = self.sheet("1")
        sign(self.signed, self.registrar)
        self.draft = self.sheet("2")
        for number in range(self.size):
            self.sheet(f"{number + 3}")

    def talk(self) -> None:
        self.entry = DiaryEntryFactory.create(author=self.learner, enrolment=self.own, shared_at=timezone.now())
        self.thread = ThreadFactory.create(run=self.run)
        self.post = PostFactory.create(thread=self.thread, author=self.learner)
        for other in self.others:
            Report.objects.create(post=PostFactory.create(thread=self.thread), by=other.learner, reason="Rude")
            PostVersion.objects.create(post=self.post, text="Before")
            Thread.objects.get_or_create(run=self.run, title=f"Of {other.pk}", author=other.learner, of_group=True)

    def attempts(self) -> None:
        earlier = RunFactory.create_batch(self.size, edition=self.run.edition)
        for former in earlier:
            self.own = opened(start_new_attempt(self.own, self.tutor), [0])
            source = EnrolmentFactory.create(
                run=former, learner=self.learner, state=Enrolment.State.COMPLETED, completed_at=timezone.now()
            )
            Recognition.objects.create(
                enrolment=self.own, source=source, percent_before=0, percent_after=1, by=self.tutor
            )

    def move(self) -> None:
        before, after = self.run.edition, self.editions[0]
        done = {"run": self.run, "before": before, "after": after, "state": "done", "by": self.registrar}
        self.job = EditionMoveJob.objects.create(**done)
        for other in self.others:
            EditionMoveJob.objects.create(**done)
            EditionMove.objects.create(
                enrolment=other, job=self.job, before=before, after=after, percent_before=0, percent_after=0, kept=0,
                at=timezone.now(),
            )  # fmt: skip

    def sheet(self, number: str) -> FinalAssessment:
        drawn = draw_up(self.run, self.registrar, number=number, held_on=date(2026, 11, 20), form="exam")
        results = {each.enrolment_id: Result("passed") for each in drawn.results.all()}
        members = [Member(f"Member {each}", "Head", "chair" if each == 0 else "member") for each in range(self.size)]
        data = SheetData(number=number, held_on=drawn.held_on, form="exam", commission=members, results=results)
        return save_sheet(drawn, self.registrar, data, revision=drawn.revision)

    def places_to_apply(self) -> tuple[User, str]:
        person = UserFactory.create()
        for number in range(self.size):
            EmploymentFactory.create(user=person, organisation=OrganisationFactory.create(), is_main=number == 0)
            PositionFactory.create()
        asked = RunFactory.create(enrolment_kind=Kind.APPLICATION, organisation=self.school)
        return person, reverse("courses:apply", args=[asked.slug])

    def world(self) -> World:
        learner, tutor, registrar, run = self.learner, self.tutor, self.registrar, self.run.slug
        forum, post, entry = self.run.forums.get().pk, self.post.pk, self.entry.public_id
        own, shared = self.own.public_id, self.entry.public_id
        announcement = self.run.announcements.earliest("pk").pk
        review = self.own.reviews.earliest("pk").public_id
        someone = self.others[0].learner
        return {
            "courses:apply": self.places_to_apply(),
            "courses:leave": (learner, reverse("courses:leave", args=[run])),
            "courses:anew": (learner, reverse("courses:anew", args=[run])),
            "courses:run_anew": (tutor, reverse("courses:run_anew", args=[run, own])),
            "courses:timeline": (learner, reverse("courses:timeline", args=[run])),
            "courses:run_timeline": (registrar, reverse("courses:run_timeline", args=[run, own])),
            "courses:percent": (learner, reverse("courses:percent", args=[run])),
            "courses:run_percent": (tutor, reverse("courses:run_percent", args=[run, own])),
            "courses:run_editions": (
                registrar,
                f"{reverse('courses:run_editions', args=[run])}?edition={self.editions[-1].pk}",
            ),
            "courses:run_move": (registrar, reverse("courses:run_move", args=[run, self.job.pk])),
            "courses:final": (registrar, reverse("courses:final", args=[run])),
            "courses:final_sheet": (registrar, reverse("courses:final_sheet", args=[run, self.draft.public_id])),
            "courses:final_sheet signed": (
                registrar,
                reverse("courses:final_sheet", args=[run, self.signed.public_id]),
            ),
            "courses:learner_marks": (
                tutor,
                reverse("courses:learner_marks", args=[run, self.others[0].public_id]),
            ),
            "courses:marks_scheme": (registrar, reverse("courses:marks_scheme", args=[run])),
            "courses:review": (learner, reverse("courses:review", args=[run, review])),
            "courses:diary_entry": (learner, reverse("courses:diary_entry", args=[entry])),
            "courses:shared_entry": (tutor, reverse("courses:shared_entry", args=[run, shared])),
            "courses:new_entry": (learner, reverse("courses:new_entry")),
            "courses:write_entry": (learner, reverse("courses:write_entry", args=[entry])),
            "courses:new_announcement": (tutor, reverse("courses:new_announcement", args=[run])),
            "courses:edit_announcement": (tutor, reverse("courses:edit_announcement", args=[run, announcement])),
            "courses:reports": (registrar, reverse("courses:reports", args=[run])),
            "courses:new_thread": (learner, reverse("courses:new_thread", args=[run, forum])),
            "courses:new_forum": (registrar, reverse("courses:new_forum", args=[run])),
            "courses:edit_forum": (registrar, reverse("courses:edit_forum", args=[run, forum])),
            "courses:discussion_people": (learner, f"{reverse('courses:discussion_people', args=[run])}?q=family"),
            "courses:edit_post": (learner, reverse("courses:edit_post", args=[run, post])),
            "courses:hide_post": (registrar, reverse("courses:hide_post", args=[run, post])),
            "courses:report_post": (someone, reverse("courses:report_post", args=[run, post])),
            "calendar:month": (learner, reverse("calendar:month")),
            "calendar:list": (learner, reverse("calendar:list")),
        }


def test_pages_cost_the_same_in_a_quiet_run_and_in_a_busy_one() -> None:
    assert differences(lambda size: BusyRun(size).world()) == {}
