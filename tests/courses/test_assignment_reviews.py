"""Learners review each other's work."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from courses.assignments.services.reviews import CannotReviewError, share_out, write_review
from courses.models import Enrolment, Review, Run, RunAssignment
from people.models import User
from people.roles import Role
from tests.courses.conftest import PersonMaker
from tests.courses.test_assignment_submissions import handed_in, learner_in
from tests.factories.assignments import RUBRIC, keys_of, run_with
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

SETTINGS: dict[str, Any] = {"peer": {"reviews": 2, "days": 5}, "due_days": 10}


@pytest.fixture
def tutor() -> User:
    return UserFactory.create()


@pytest.fixture
def run(tutor: User) -> Run:
    """Four works have been handed in; it is due tonight."""
    made = run_with(SETTINGS, tutors=[tutor])
    for _number in range(4):
        handed_in(learner_in(made))
    return made


AFTER = timedelta(days=2)


def shared_out(run: Run, tutor: User, **values: Any) -> list[Review]:
    values = {"at": timezone.now() + AFTER} | values
    return share_out(run, keys_of(run)[0], tutor, **values)


class TestShareOut:
    def test_everybody_reviews_two_others(self, run: Run, tutor: User) -> None:
        shared_out(run, tutor, seed=7)

        for enrolment in run.enrolments.all():
            given = Review.objects.of_reviewer(enrolment, keys_of(run)[0])
            assert {each.submission.enrolment_id for each in given}.isdisjoint({enrolment.pk})
            assert given.count() == 2 == Review.objects.filter(submission__enrolment=enrolment).count()
        assert RunAssignment.objects.get().seed == 7

    def test_only_once_and_after_the_deadline(self, run: Run, tutor: User) -> None:
        with pytest.raises(CannotReviewError, match="after the deadline"):
            shared_out(run, tutor, at=timezone.now())
        shared_out(run, tutor)
        with pytest.raises(CannotReviewError, match="already"):
            shared_out(run, tutor)
        assert Review.objects.count() == 8

    def test_who_has_left_is_left_out(self, run: Run, tutor: User) -> None:
        Enrolment.objects.filter(pk=run.enrolments.all()[0].pk).update(state=Enrolment.State.WITHDRAWN)

        assert len(shared_out(run, tutor)) == 6

    def test_not_where_there_are_too_few_or_none_is_asked_for(self, tutor: User) -> None:
        lonely, plain = run_with(SETTINGS, tutors=[tutor]), run_with({}, tutors=[tutor])
        handed_in(learner_in(lonely))

        with pytest.raises(CannotReviewError, match="fewer than two"):
            shared_out(lonely, tutor)
        with pytest.raises(CannotReviewError, match="do not review"):
            shared_out(plain, tutor)

    @pytest.mark.parametrize("role", list(Role))
    def test_only_by_the_runs_tutors(self, role: Role, run: Run, person_with: PersonMaker) -> None:
        with pytest.raises(PermissionDenied):
            shared_out(run, person_with(role))


class TestWrite:
    @pytest.fixture
    def review(self, run: Run, tutor: User) -> Review:
        return shared_out(run, tutor)[0]

    def test_and_write_anew(self, review: Review) -> None:
        by = review.reviewer.learner
        write_review(review, by, points=Decimal(60), comment="Clear aim")
        done = write_review(review, by, points=Decimal(65), comment="Clear aim, few steps")

        assert (done.points, done.comment, bool(done.done_at)) == (65, "Clear aim, few steps", True)

    def test_only_the_reviewer(self, review: Review, tutor: User) -> None:
        for person in (tutor, review.submission.enrolment.learner, UserFactory.create(is_superuser=True)):
            with pytest.raises(PermissionDenied):
                write_review(review, person, points=Decimal(60), comment="Clear")

    def test_with_points_and_words_and_in_time(self, review: Review) -> None:
        by = review.reviewer.learner
        with pytest.raises(CannotReviewError, match="few words"):
            write_review(review, by, points=Decimal(60))
        with pytest.raises(CannotReviewError, match="from 0 to 100"):
            write_review(review, by, points=Decimal(101), comment="Clear")
        with pytest.raises(CannotReviewError, match="over"):
            write_review(review, by, points=Decimal(1), comment="Late", at=timezone.now() + timedelta(days=30))

    def test_by_the_rubric(self, tutor: User) -> None:
        run = run_with(SETTINGS | {"rubric": RUBRIC}, tutors=[tutor])
        for _number in range(2):
            handed_in(learner_in(run))
        review = shared_out(run, tutor)[0]

        with pytest.raises(CannotReviewError, match="The steps"):
            write_review(review, review.reviewer.learner, choices={"aim": "clear"}, comment="Clear")
        done = write_review(review, review.reviewer.learner, choices={"aim": "clear", "steps": "all"}, comment="Clear")
        assert done.points == 15
