"""Beginning a course anew."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from courses.models import ActivityProgress, Enrolment, Group, Run
from courses.outline import LESSON_ITSELF
from courses.progress.attempts import may_begin_anew, start_new_attempt
from courses.progress.rules import Event, EventKind
from courses.progress.services import record
from people.models import Organisation, User
from people.roles import Role
from tests.courses.conftest import PersonMaker
from tests.courses.oversight import learner, opened
from tests.factories.courses import EditionFactory, RunFactory, outline_data
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

Login = Callable[[User], Client]


def run_with(school: Organisation | None = None, attempts: int = 1) -> Run:
    data = outline_data(1, 4, ("ru", "en")) | {"attempts": attempts}
    return RunFactory.create(edition=EditionFactory.create(outline_data=data), organisation=school)


@pytest.fixture
def run(school: Organisation) -> Run:
    return run_with(school)


@pytest.fixture
def tutor(run: Run) -> User:
    person = UserFactory.create()
    run.tutors.add(person)
    return person


class TestService:
    def test_the_old_attempt_is_kept_and_the_new_one_begins_at_nothing(self, run: Run, tutor: User) -> None:
        enrolment = opened(learner(run), range(4))
        completed_at = enrolment.completed_at
        start_new_attempt(enrolment, tutor, "Экзамен не сдан")
        enrolment.refresh_from_db()
        old = enrolment.attempts.get()

        assert (enrolment.attempt, enrolment.percent, enrolment.completed_count, enrolment.seconds) == (2, 0, 0, 0)
        assert (enrolment.state, enrolment.completed_at, enrolment.done) == (Enrolment.State.ACTIVE, None, 0)
        assert enrolment.next_lesson == run.edition.outline.lessons[0].key
        assert (old.number, old.percent, old.state, old.completed_at) == (1, 100, "completed", completed_at)
        assert (old.ended_by, old.reason) == (tutor, "Экзамен не сдан")
        assert ActivityProgress.objects.filter(enrolment=enrolment, attempt=1).count() == 4
        assert not ActivityProgress.objects.of(enrolment).exists()

    def test_what_is_done_now_counts_in_the_new_one(self, run: Run, tutor: User) -> None:
        enrolment = start_new_attempt(opened(learner(run), [0, 1, 2]), tutor)
        opened(enrolment, [0])

        assert (enrolment.percent, enrolment.attempts.get().percent) == (25, 75)
        assert enrolment.activities.count() == 4

    def test_what_comes_late_of_the_old_one_is_added_to_it(self, run: Run, tutor: User) -> None:
        enrolment = start_new_attempt(opened(learner(run), [0]), tutor)
        key = run.edition.outline.lessons[3].key
        late = [
            Event(uuid4(), key, LESSON_ITSELF, EventKind.VIEWED, enrolment.enrolled_at, attempt=1),
            Event(uuid4(), key, LESSON_ITSELF, EventKind.SPENT, enrolment.enrolled_at, 30, attempt=1),
        ]
        for expected in (2, 0):
            assert record(enrolment, late).accepted == expected
        enrolment.refresh_from_db()
        old = enrolment.attempts.get()

        assert (enrolment.percent, enrolment.seconds, enrolment.begun) == (0, 0, 0)
        assert (old.percent, old.seconds, old.completed_count) == (50, 30, 2)

    def test_an_attempt_nobody_has_begun_is_the_present_one(self, run: Run) -> None:
        enrolment = learner(run)
        key = run.edition.outline.lessons[0].key
        record(enrolment, [Event(uuid4(), key, LESSON_ITSELF, EventKind.VIEWED, enrolment.enrolled_at, attempt=7)])

        assert ActivityProgress.objects.get().attempt == 1

    def test_completed_once_more_it_is_told_once_more(self, run: Run, tutor: User) -> None:
        enrolment = start_new_attempt(opened(learner(run), range(4)), tutor)
        opened(enrolment, range(4))

        assert [change.after for change in enrolment.changes.all()] == ["completed", "active", "completed"]

    def test_learners_as_often_as_the_author_allows(self) -> None:
        enrolment = opened(learner(run_with(attempts=2)), [0])
        enrolment = opened(start_new_attempt(enrolment, enrolment.learner), [0])

        with pytest.raises(PermissionDenied):
            start_new_attempt(enrolment, enrolment.learner)

    def test_learners_not_at_all_where_the_author_says_nothing(self, run: Run) -> None:
        enrolment = opened(learner(run), [0])
        with pytest.raises(PermissionDenied):
            start_new_attempt(enrolment, enrolment.learner)

    @pytest.mark.parametrize("role", [Role.METHODOLOGIST, Role.REGISTRAR, Role.ADMINISTRATOR])
    def test_overseers_may(self, role: Role, run: Run, school: Organisation, person_with: PersonMaker) -> None:
        assert may_begin_anew(opened(learner(run), [0]), person_with(role, organisation=school))

    def test_tutors_of_the_group_may_and_of_another_may_not(self, run: Run) -> None:
        groups = [Group.objects.create(run=run, name=name) for name in "АБ"]
        tutors = [UserFactory.create() for _group in groups]
        for group, person in zip(groups, tutors, strict=True):
            group.tutors.add(person)
        enrolment = opened(learner(run, group=groups[0]), [0])

        assert [may_begin_anew(enrolment, person) for person in tutors] == [True, False]

    @pytest.mark.parametrize("role", [None, Role.AUTHOR, Role.EDITOR, Role.TUTOR, Role.PARTNER_TRANSLATOR])
    def test_others_may_not(self, role: Role | None, run: Run, school: Organisation, person_with: PersonMaker) -> None:
        other = person_with(role, organisation=school) if role else UserFactory.create()
        with pytest.raises(PermissionDenied):
            start_new_attempt(opened(learner(run), [0]), other)

    def test_not_of_a_course_that_was_not_begun_or_was_left(self, run: Run, tutor: User) -> None:
        left = opened(learner(run), [0])
        Enrolment.objects.filter(pk=left.pk).update(state=Enrolment.State.WITHDRAWN)
        left.refresh_from_db()

        assert not may_begin_anew(learner(run), tutor)
        assert not may_begin_anew(left, tutor)


class TestPages:
    def test_the_tutor_begins_one_and_both_read_the_old(self, run: Run, tutor: User, as_user: Login) -> None:
        enrolment = opened(learner(run), [0, 1])
        url = f"/en/runs/{run.slug}/{enrolment.public_id}/anew/"
        client = as_user(tutor)

        assert "Begin a new attempt" in client.get(url).content.decode()
        client.post(url, {"reason": "Once more"})
        for person, address in ((tutor, url), (enrolment.learner, f"/en/learn/{run.slug}/anew/")):
            page = as_user(person).get(address).content.decode()
            assert "Attempt 1: 50%" in page
            assert "Once more" in page
            assert "Lesson 1" in page

    def test_the_learner_where_the_author_allows_it(self, as_user: Login) -> None:
        run = run_with(attempts=2)
        enrolment = opened(learner(run), [0])
        client = as_user(enrolment.learner)

        assert "Begin anew" in client.get(f"/en/learn/{run.slug}/").content.decode()
        assert client.post(f"/en/learn/{run.slug}/anew/").status_code == 302
        assert client.post(f"/en/learn/{run.slug}/anew/").status_code == 403

    def test_strangers_find_nothing(self, run: Run, as_user: Login) -> None:
        enrolment = opened(learner(run), [0])
        client = as_user(UserFactory.create())

        assert client.post(f"/en/runs/{run.slug}/{enrolment.public_id}/anew/").status_code == 404
        assert client.post(f"/en/learn/{run.slug}/anew/").status_code == 404
        enrolment.refresh_from_db()
        assert enrolment.attempt == 1

    def test_a_learners_place_is_of_the_attempt(self, run: Run, tutor: User) -> None:
        from courses.progress.places import Place, keep_place, place_in

        enrolment = opened(learner(run), [0])
        key = run.edition.outline.lessons[0].key
        keep_place(enrolment, Place(key, uuid4(), enrolment.enrolled_at + timedelta(hours=1), 500))
        assert place_in(start_new_attempt(enrolment, tutor), key) is None
