"""Tutors mark, return and release; two of them at once do not lose each other's work."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client

from courses.assignments.filetypes import FileRefusedError
from courses.assignments.services.marking import (
    CannotMarkError,
    MarkedMeanwhileError,
    Verdict,
    assignment_of,
    decide,
    is_held_back,
    release,
)
from courses.models import ActivityProgress, Enrolment, GradeRecord, Group, Mark, Run, Submission
from courses.outline import ActivityKey
from people.models import Notification, Organisation, User
from people.roles import Role
from tests.courses.conftest import PersonMaker
from tests.courses.test_assignment_submissions import handed_in, learner_in
from tests.courses.test_assignment_views import mark_page, queue_page, text
from tests.factories.assignments import RUBRIC, edition_with, pdf, run_with
from tests.factories.people import UserFactory
from tests.races import failures

pytestmark = pytest.mark.django_db

State = Submission.State


@pytest.fixture
def tutor() -> User:
    return UserFactory.create()


Worked = Callable[..., Submission]


@pytest.fixture
def worked(tutor: User) -> Worked:
    """Makes a work that was handed in, in a run of the tutor's, for an assignment of these settings."""

    def make(criterion: str = "submitted", **settings: Any) -> Submission:
        return handed_in(learner_in(run_with(settings, criterion=criterion, tutors=[tutor])))

    return make


def marked(points: str | int = 80, **values: Any) -> Verdict:
    return Verdict(Mark.Decision.MARKED, Decimal(points), **values)


def returned(comment: str = "Say more about the aim.") -> Verdict:
    return Verdict(Mark.Decision.RETURNED, comment=comment)


class TestDecide:
    def test_a_mark_reaches_gradebook_progress_and_learner(self, worked: Worked, tutor: User) -> None:
        work = worked("passed")
        mark = decide(work, tutor, marked(80, comment=" Good "), revision=0)

        work.refresh_from_db()
        key = f"{work.lesson}/{work.block}"
        assert (work.state, work.points, work.revision) == (State.MARKED, 80, 1)
        assert (mark.percent, mark.comment, mark.by) == (80, "Good", tutor)
        assert GradeRecord.objects.get(enrolment=work.enrolment).scores == {key: {"p": "80.00"}}
        assert ActivityProgress.objects.get(block=work.block).score == 80
        assert "Plan of a lesson" in Notification.objects.get(recipient=work.enrolment.learner).text

    def test_a_rubric_gives_the_points(self, worked: Worked, tutor: User) -> None:
        work = worked(rubric=RUBRIC)
        choices = {"aim": "clear", "steps": "few", "other": "x"}
        mark = decide(work, tutor, Verdict("marked", Decimal(99), choices), revision=0)

        assert (mark.points, mark.percent, mark.choices) == (12, 80, {"aim": "clear", "steps": "few"})

    def test_a_rubric_is_filled_in_whole(self, worked: Worked, tutor: User) -> None:
        with pytest.raises(CannotMarkError, match="The steps"):
            decide(worked(rubric=RUBRIC), tutor, Verdict("marked", choices={"aim": "clear"}), revision=0)

    @pytest.mark.parametrize("points", ["-1", "100.01", None])
    def test_points_have_their_bounds(self, points: str | None, worked: Worked, tutor: User) -> None:
        verdict = Verdict("marked", None if points is None else Decimal(points))
        with pytest.raises(CannotMarkError, match="from 0 to 100"):
            decide(worked(), tutor, verdict, revision=0)
        assert not Mark.objects.exists()

    def test_returned_with_a_reason_it_can_be_handed_in_again(self, worked: Worked, tutor: User) -> None:
        work = worked()
        with pytest.raises(CannotMarkError, match="reworked"):
            decide(work, tutor, returned(" "), revision=0)
        decide(work, tutor, returned(), revision=0)
        again = handed_in(work.enrolment, text="More about the aim")

        work.refresh_from_db()
        assert (work.state, again.number) == (State.RETURNED, 2)
        assert work.text == "My plan"

    def test_marks_are_added_and_never_overwritten(self, worked: Worked, tutor: User) -> None:
        work = worked()
        decide(work, tutor, marked(50), revision=0)
        decide(work, tutor, marked(70), revision=1)

        assert [mark.points for mark in work.marks.all()] == [50, 70]
        assert GradeRecord.objects.get().scores[f"{work.lesson}/{work.block}"]["p"] == "70.00"

    def test_returned_after_a_mark_takes_the_score_away(self, worked: Worked, tutor: User) -> None:
        work = worked()
        decide(work, tutor, marked(50), revision=0)
        decide(work, tutor, returned(), revision=1)

        assert GradeRecord.objects.get().scores == {}

    def test_only_the_latest_version(self, worked: Worked, tutor: User) -> None:
        first = worked(versions=0)
        handed_in(first.enrolment)
        with pytest.raises(CannotMarkError, match="later version"):
            decide(first, tutor, marked(), revision=0)

    def test_files_are_given_back(self, worked: Worked, tutor: User) -> None:
        work = worked()
        with pytest.raises(FileRefusedError):
            decide(work, tutor, marked(files=[pdf("x.pdf", b"MZ")]), revision=0)
        mark = decide(work, tutor, marked(files=[pdf("Замечания.pdf")]), revision=0)

        assert (mark.number, mark.files.get().name) == (1, "Замечания.pdf")

    def test_who_comes_second_is_told_of_the_first(self, worked: Worked, tutor: User) -> None:
        work = worked()
        first = decide(work, tutor, marked(50), revision=0)
        with pytest.raises(MarkedMeanwhileError, match=tutor.family_name) as caught:
            decide(work, tutor, marked(90), revision=0)

        assert caught.value.mark == first
        assert Mark.objects.get().points == 50


class TestPermission:
    def test_a_tutor_of_the_learners_group(self, worked: Worked) -> None:
        work, group_tutor, other = worked(), UserFactory.create(), UserFactory.create()
        group = Group.objects.create(run=work.enrolment.run, name="A")
        group.tutors.add(group_tutor)
        Group.objects.create(run=work.enrolment.run, name="B").tutors.add(other)
        Enrolment.objects.filter(pk=work.enrolment_id).update(group=group)

        assert decide(work, group_tutor, marked(), revision=0).points == 80
        with pytest.raises(PermissionDenied):
            decide(work, other, marked(), revision=1)

    @pytest.mark.parametrize("role", list(Role))
    def test_a_role_is_not_enough(self, role: Role, school: Organisation, person_with: PersonMaker) -> None:
        work = handed_in(learner_in(run_with({}, organisation=school)))

        with pytest.raises(PermissionDenied):
            decide(work, person_with(role, organisation=school), marked(), revision=0)
        with pytest.raises(PermissionDenied):
            decide(work, work.enrolment.learner, marked(), revision=0)

    def test_nobody_marks_their_own(self, tutor: User) -> None:
        work = handed_in(learner_in(run_with({}, tutors=[tutor]), learner=tutor))

        with pytest.raises(PermissionDenied):
            decide(work, tutor, marked(), revision=0)


class TestBlind:
    def key(self, work: Submission) -> ActivityKey:
        return work.lesson, work.block

    def test_marks_are_held_back_until_they_are_released(self, worked: Worked, tutor: User) -> None:
        work = worked(blind=True)
        decide(work, tutor, marked(), revision=0)

        assert is_held_back(work, assignment_of(work))
        assert not GradeRecord.objects.exists()
        assert not Notification.objects.exists()
        release(work.enrolment.run, self.key(work), tutor)
        release(work.enrolment.run, self.key(work), tutor)
        assert not is_held_back(work, assignment_of(work))
        assert GradeRecord.objects.get().total == 80
        assert Notification.objects.count() == 1

    def test_a_learner_whose_edition_has_the_assignment_no_more_keeps_nobody_waiting(
        self, worked: Worked, tutor: User
    ) -> None:
        work = worked(blind=True)
        moved = handed_in(learner_in(work.enrolment.run))
        for each in (work, moved):
            decide(each, tutor, marked(), revision=0)
        Enrolment.objects.filter(pk=moved.enrolment_id).update(edition=edition_with())
        release(work.enrolment.run, self.key(work), tutor)

        assert GradeRecord.objects.get().enrolment == work.enrolment
        assert Notification.objects.get().recipient == work.enrolment.learner

    def test_what_is_returned_is_told_at_once(self, worked: Worked, tutor: User) -> None:
        work = worked(blind=True)
        decide(work, tutor, returned(), revision=0)

        told = Notification.objects.get(recipient=work.enrolment.learner)
        assert tutor.family_name not in told.text + "".join(str(letter.body) for letter in mail.outbox)

    def test_only_tutors_of_the_whole_run_release(self, worked: Worked, person_with: PersonMaker) -> None:
        work, group_tutor = worked(blind=True), UserFactory.create()
        Group.objects.create(run=work.enrolment.run, name="A").tutors.add(group_tutor)

        for person in (group_tutor, person_with(Role.METHODOLOGIST), work.enrolment.learner):
            with pytest.raises(PermissionDenied):
                release(work.enrolment.run, self.key(work), person)


@pytest.mark.parametrize("whole_run", [True, False])
def test_a_work_that_has_no_page_any_more_is_not_offered(tutor: User, client: Client, whole_run: bool) -> None:
    run = run_with({}, tutors=[tutor])
    moved, stays = (handed_in(learner_in(run, learner__family_name=name)) for name in ("Movedova", "Staysova"))
    edition = edition_with()
    Enrolment.objects.filter(pk=moved.enrolment_id).update(edition=edition)
    if whole_run:
        Run.objects.update(edition=edition)
    client.force_login(tutor)
    shown = client.get(queue_page(run))

    assert client.get(mark_page(moved)).status_code == 404
    assert "Movedova" not in text(shown)
    assert "Staysova" in text(shown)
    assert shown.context["waiting"] == 1
    assert "1 of 1 in the queue" in text(client.get(mark_page(stays)))


@pytest.mark.django_db(transaction=True)
def test_two_tutors_at_once_make_one_mark_and_one_message() -> None:
    tutors = [UserFactory.create(family_name=name) for name in ("First", "Second")]
    work = handed_in(learner_in(run_with({}, tutors=tutors)))

    failed = failures(*[lambda tutor=tutor: decide(work, tutor, marked(), revision=0) for tutor in tutors])

    assert [type(each) for each in failed] == [MarkedMeanwhileError]
    assert Mark.objects.get().by in tutors
    assert Mark.objects.get().by.family_name in str(failed[0])


@pytest.mark.django_db(transaction=True)
def test_a_new_version_and_a_mark_at_once_leave_no_doubt() -> None:
    tutor = UserFactory.create()
    work = handed_in(learner_in(run_with({"versions": 0}, tutors=[tutor])))

    failed = failures(
        lambda: decide(work, tutor, marked(), revision=0), lambda: handed_in(work.enrolment, form_key=uuid4())
    )

    assert len(failed) == 1
    current = Submission.objects.current().get()
    assert (current.state, Mark.objects.count()) in [(State.MARKED, 1), (State.HANDED_IN, 0)]
