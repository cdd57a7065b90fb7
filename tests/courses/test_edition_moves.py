"""Moving learners to another edition, and back."""

import copy
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cms.jobs import STALE_AFTER
from courses.models import CourseEdition, EditionMove, EditionMoveJob, Enrolment, ProgressEvent, Run
from courses.moves import jobs
from courses.moves.jobs import start_move, start_undo
from courses.moves.preview import preview
from courses.moves.services import move_learner, undo_move
from courses.outline import LESSON_ITSELF
from courses.progress.rules import Event, EventKind
from courses.progress.services import record, recount
from people.models import Organisation, User
from people.roles import Role
from tests.courses.conftest import PersonMaker
from tests.courses.oversight import learner, opened
from tests.factories.courses import EditionFactory, RunFactory, outline_data
from tests.factories.people import UserFactory
from tests.races import failures

Login = Callable[[User], Client]


def newer(edition: CourseEdition, *, without: tuple[int, ...] = (), added: int = 0, **changes: Any) -> CourseEdition:
    """The next edition of the course: without lessons, by their places, with others added, the first one changed."""
    data = copy.deepcopy(edition.outline_data)
    lessons = data["modules"][0]["lessons"]
    if changes:
        lessons[0]["activities"][0] |= changes
    kept = [lesson for number, lesson in enumerate(lessons) if number not in without]
    data["modules"][0]["lessons"] = kept + outline_data(1, added, ("ru", "en"))["modules"][0]["lessons"]
    number = CourseEdition.objects.filter(course_key=edition.course_key).count() + 1
    return EditionFactory.create(course_key=edition.course_key, number=number, outline_data=data)


@pytest.fixture
def run(school: Organisation) -> Run:
    return RunFactory.create(edition=EditionFactory.create(modules=1, lessons=4), organisation=school)


@pytest.fixture
def by(school: Organisation, person_with: PersonMaker) -> User:
    return person_with(Role.METHODOLOGIST, organisation=school)


@pytest.mark.django_db
class TestOneLearner:
    def test_what_is_in_both_stays_done_and_the_log_explains(self, run: Run, by: User) -> None:
        enrolment = opened(learner(run), [0, 1])
        edition = newer(run.edition, without=(1,), added=2)
        move = move_learner(enrolment, edition, by)
        enrolment.refresh_from_db()

        assert (enrolment.edition, enrolment.percent, enrolment.completed_count) == (edition, 20, 1)
        assert (move.percent_before, move.percent_after, move.kept, move.by) == (50, 20, 1, by)
        assert enrolment.activities.count() == 2

    def test_taken_back_all_is_as_it_was_with_what_was_done_since(self, run: Run, by: User) -> None:
        enrolment = opened(learner(run), [0, 1])
        move = move_learner(enrolment, newer(run.edition, without=(1,), added=1), by)
        enrolment = Enrolment.objects.with_run().get(pk=enrolment.pk)
        opened(enrolment, [1])
        back = undo_move(move, by)
        enrolment.refresh_from_db()

        assert (enrolment.edition, enrolment.percent, enrolment.completed_count) == (run.edition, 75, 3)
        assert (back.undoes, back.percent_after) == (move, 75)
        with pytest.raises(ValidationError):
            undo_move(move, by)

    def test_only_the_latest_move_is_taken_back(self, run: Run, by: User) -> None:
        enrolment = learner(run)
        first = move_learner(enrolment, newer(run.edition, added=1), by)
        move_learner(Enrolment.objects.get(pk=enrolment.pk), newer(run.edition, added=2), by)

        with pytest.raises(ValidationError, match="again since"):
            undo_move(first, by)

    def test_who_had_completed_goes_on_and_completes_again(self, run: Run, by: User) -> None:
        enrolment = opened(learner(run), [0, 1, 2, 3])
        completed_at = enrolment.completed_at
        move = move_learner(enrolment, newer(run.edition, added=1), by)
        enrolment.refresh_from_db()
        assert (enrolment.state, enrolment.percent, enrolment.completed_at) == (Enrolment.State.ACTIVE, 80, None)

        undo_move(move, by)
        enrolment.refresh_from_db()
        assert (enrolment.state, enrolment.completed_at) == (Enrolment.State.COMPLETED, completed_at)
        assert [change.after for change in enrolment.changes.all()][-2:] == ["active", "completed"]

    def test_an_edition_that_asks_for_less_completes_the_course(self, run: Run, by: User) -> None:
        enrolment = opened(learner(run), [0, 1, 2])
        move_learner(enrolment, newer(run.edition, without=(3,)), by)
        enrolment.refresh_from_db()

        assert (enrolment.state, enrolment.percent) == (Enrolment.State.COMPLETED, 100)

    def test_a_milder_criterion_is_met_by_what_was_done_already(self, school: Organisation, by: User) -> None:
        edition = EditionFactory.create(modules=1, lessons=4, criterion="button")
        run = RunFactory.create(edition=edition, organisation=school)
        enrolment = opened(learner(run), [0])
        assert enrolment.percent == 0
        move_learner(enrolment, newer(edition, criterion="view"), by)
        enrolment.refresh_from_db()

        assert enrolment.percent == 25

    def test_events_about_what_was_dropped_are_kept_and_come_back(self, run: Run, by: User) -> None:
        enrolment = learner(run)
        dropped = run.edition.outline.lessons[1].key
        move = move_learner(enrolment, newer(run.edition, without=(1,)), by)
        stored = Enrolment.objects.with_run().get(pk=enrolment.pk)
        late = Event(uuid4(), dropped, LESSON_ITSELF, EventKind.VIEWED, timezone.now())
        result = record(stored, [late])

        assert (result.accepted, result.unknown, result.enrolment.percent) == (1, 0, 0)
        undo_move(move, by)
        stored.refresh_from_db()
        assert stored.percent == 25

    def test_another_courses_edition_is_refused(self, run: Run, by: User) -> None:
        with pytest.raises(ValidationError, match="another course"):
            move_learner(learner(run), EditionFactory.create(), by)

    @pytest.mark.parametrize("role", [None, Role.AUTHOR, Role.EDITOR, Role.TUTOR, Role.PARTNER_TRANSLATOR])
    def test_others_may_not(self, role: Role | None, run: Run, school: Organisation, person_with: PersonMaker) -> None:
        enrolment, edition = learner(run), newer(run.edition, added=1)
        other = person_with(role, organisation=school) if role else UserFactory.create()
        run.tutors.add(other)
        for call in (lambda: move_learner(enrolment, edition, other), lambda: start_move(run, edition, other)):
            with pytest.raises(PermissionDenied):
                call()
        assert not EditionMove.objects.exists()


@pytest.mark.django_db
class TestRun:
    @pytest.fixture(autouse=True)
    def _tasks(self, django_capture_on_commit_callbacks: Any) -> None:
        self.commits = django_capture_on_commit_callbacks

    def test_all_who_learn_are_moved_and_newcomers_begin_with_it(self, run: Run, by: User) -> None:
        learning = [opened(learner(run), range(number)) for number in (0, 1, 2)]
        done = opened(learner(run), range(4))
        edition = newer(run.edition, without=(0,), added=1)
        with self.commits(execute=True):
            job = start_move(run, edition, by)
        job.refresh_from_db()
        run.refresh_from_db()

        assert (job.state, job.moved, job.total, run.edition) == (EditionMoveJob.State.DONE, 3, 3, edition)
        assert [Enrolment.objects.get(pk=each.pk).percent for each in learning] == [0, 0, 25]
        done.refresh_from_db()
        assert (done.edition, done.state) == (job.before, Enrolment.State.COMPLETED)

    def test_more_than_one_portion(self, run: Run, by: User) -> None:
        for _number in range(60):
            learner(run)
        with self.commits(execute=True):
            job = start_move(run, newer(run.edition, added=1), by)
        job.refresh_from_db()

        assert (job.moved, job.moves.count()) == (60, 60)

    def test_taken_back_as_a_whole_but_for_who_moved_on(self, run: Run, by: User) -> None:
        stays, goes = opened(learner(run), [0]), opened(learner(run), [0, 1])
        old, edition = run.edition, newer(run.edition, without=(1,))
        with self.commits(execute=True):
            job = start_move(run, edition, by)
        move_learner(Enrolment.objects.with_run().get(pk=stays.pk), newer(old, added=3), by)
        job.refresh_from_db()
        job.run.refresh_from_db()
        with self.commits(execute=True):
            back = start_undo(EditionMoveJob.objects.get(pk=job.pk), by)
        back.refresh_from_db()
        run.refresh_from_db()
        goes.refresh_from_db()
        stays.refresh_from_db()

        assert (back.state, back.moved, run.edition) == (EditionMoveJob.State.DONE, 1, old)
        assert (goes.edition, goes.percent) == (old, 50)
        assert stays.edition.number == 3
        with pytest.raises(ValidationError):
            start_undo(EditionMoveJob.objects.get(pk=job.pk), by)

    def test_one_move_at_a_time(self, run: Run, by: User) -> None:
        start_move(run, newer(run.edition, added=1), by)
        with pytest.raises(ValidationError, match="on its way"):
            start_move(run, newer(run.edition, added=2), by)

    def test_the_preview_tells_what_the_move_does(self, run: Run, by: User) -> None:
        for number in (0, 1, 2, 3):
            opened(learner(run, f"Имя{number}"), range(number))
        edition = newer(run.edition, without=(0,), added=2)
        seen = preview(run, edition)
        told = {each.enrolment.pk: each.percent for each in seen.rows}

        assert (seen.lose, seen.gain, seen.same, len(seen.difference.removed)) == (3, 0, 1, 1)
        with self.commits(execute=True):
            start_move(run, edition, by)
        assert {each.pk: each.percent for each in Enrolment.objects.filter(run=run)} == told

    def test_pages(self, run: Run, by: User, as_user: Login) -> None:
        enrolment, client = opened(learner(run, "Асанова"), [0, 1]), as_user(by)
        edition = newer(run.edition, without=(1,))
        url = f"/en/runs/{run.slug}/editions/"
        page = client.get(f"{url}?edition={edition.pk}").content.decode()

        assert "Асанова" in page
        assert "Lessons removed" in page
        with self.commits(execute=True):
            moved = client.post(url, {"edition": edition.pk}, follow=True)
        assert moved.status_code == 200
        job = EditionMoveJob.objects.get()
        assert "33%" in client.get(f"{url}{job.pk}/").content.decode()
        with self.commits(execute=True):
            client.post(f"{url}{job.pk}/", {})
        enrolment.refresh_from_db()
        assert enrolment.percent == 50
        assert "taken back" in client.get(url).content.decode()

    def test_the_page_tells_of_other_rules_and_titles(self, run: Run, by: User, as_user: Login) -> None:
        same = newer(run.edition)
        data = copy.deepcopy(run.edition.outline_data) | {"sequential": True}
        data["modules"][0]["titles"] = {"ru": "Другое", "en": "Another name"}
        stricter = EditionFactory.create(course_key=run.edition.course_key, number=3, outline_data=data)
        client, url = as_user(by), f"/en/runs/{run.slug}/editions/"
        plain, told = (client.get(f"{url}?edition={each.pk}").content.decode() for each in (same, stricter))

        assert "The rules of the course have changed" in told
        assert "Another name" in told
        assert "The rules of the course" not in plain
        assert all("The lessons are the same." in page for page in (plain, told))

    def test_pages_for_one(self, run: Run, by: User, as_user: Login) -> None:
        enrolment, client = opened(learner(run, "Асанова"), [0, 1]), as_user(by)
        edition = newer(run.edition, without=(1,))
        url, person = f"/en/runs/{run.slug}/editions/", f"/en/runs/{run.slug}/{enrolment.public_id}/"
        sent: dict[str, Any] = {"edition": edition.pk, "learner": str(enrolment.public_id)}

        assert "Move the learner" in client.get(url, sent).content.decode()
        assert "Moved from edition 1 to 2" in client.post(url, sent, follow=True).content.decode()
        assert "Moved back" in client.post(f"{person}edition/", follow=True).content.decode()
        assert client.post(f"{person}edition/").status_code == 404
        enrolment.refresh_from_db()
        assert enrolment.percent == 50

    def test_tutors_see_no_editions(self, run: Run, as_user: Login) -> None:
        tutor = UserFactory.create()
        run.tutors.add(tutor)

        assert as_user(tutor).get(f"/en/runs/{run.slug}/editions/").status_code == 403
        assert f"/en/runs/{run.slug}/editions/" not in as_user(tutor).get(f"/en/runs/{run.slug}/").content.decode()


class ThereAndBackTest(TestCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.sets(st.integers(0, 5)), st.sets(st.integers(0, 5), max_size=5), st.integers(0, 3))
    def test_a_move_counts_what_the_rows_say_and_back_is_as_before(
        self, done: set[int], dropped: set[int], added: int
    ) -> None:
        by = User.objects.filter(is_superuser=True).first() or UserFactory.create(is_superuser=True)
        run = RunFactory.create(edition=EditionFactory.create(modules=1, lessons=6))
        enrolment = opened(learner(run), done)
        names = ("begun", "done", "completed_count", "percent", "state", "completed_at")
        before = [getattr(enrolment, name) for name in names]
        move = move_learner(enrolment, newer(run.edition, without=tuple(dropped), added=added), by)
        moved = Enrolment.objects.get(pk=enrolment.pk)
        counted = (moved.begun, moved.done, moved.percent, moved.completed_count)
        recount(moved)
        assert counted == (moved.begun, moved.done, moved.percent, moved.completed_count)

        undo_move(move, by)
        enrolment.refresh_from_db()
        assert [getattr(enrolment, name) for name in names] == before


@pytest.mark.django_db(transaction=True)
def test_events_that_arrive_during_the_move_are_not_lost() -> None:
    """Every learner goes on opening lessons, of the old edition and the new one, while the run is moved and back."""
    by = UserFactory.create(is_superuser=True)
    run = RunFactory.create(edition=EditionFactory.create(modules=1, lessons=6))
    people = [learner(run) for _number in range(4)]
    edition = newer(run.edition, without=(0, 1), added=1)
    keys = [lesson.key for lesson in run.edition.outline.lessons]
    sent: list[Event] = []

    def learn(enrolment: Enrolment) -> None:
        for key in keys:
            event = Event(uuid4(), key, LESSON_ITSELF, EventKind.VIEWED, timezone.now() + timedelta(seconds=1))
            sent.append(event)
            result = record(Enrolment.objects.with_run().get(pk=enrolment.pk), [event])
            assert (result.accepted, result.unknown) == (1, 0)

    def move() -> None:
        job = start_move(run, edition, by)
        start_undo(EditionMoveJob.objects.select_related("run").get(pk=job.pk), by)

    assert not failures(move, *(partial(learn, each) for each in people))
    assert ProgressEvent.objects.count() == len(sent) == 24
    for enrolment in Enrolment.objects.with_run().filter(run=run):
        assert enrolment.activities.filter(completed_at__isnull=False).count() == 6
        held = (enrolment.begun, enrolment.done, enrolment.percent)
        recount(enrolment)
        assert held == (enrolment.begun, enrolment.done, enrolment.percent)


@pytest.mark.django_db
class TestWorkerThatDied:
    """A move whose worker was killed is not “running” for ever."""

    @pytest.fixture
    def job(self, run: Run, by: User) -> EditionMoveJob:
        """Sixty learners, of whom the first fifty were moved when the worker was killed."""
        for _number in range(60):
            learner(run)
        job = start_move(run, newer(run.edition, added=1), by)
        real = jobs._portion
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(jobs, "_portion", lambda job, attempt: [real(job, attempt), self.die()])
            with pytest.raises(KeyboardInterrupt):
                jobs.carry_out(job.pk)
        EditionMoveJob.objects.update(seen_at=timezone.now() - STALE_AFTER * 2)
        job.refresh_from_db()
        return job

    @staticmethod
    def die() -> None:
        raise KeyboardInterrupt

    @pytest.mark.usefixtures("in_english")
    def test_its_page_says_so_and_goes_on(
        self, job: EditionMoveJob, run: Run, by: User, as_user: Login, django_capture_on_commit_callbacks: Any
    ) -> None:
        assert (job.state, job.moved, job.is_stale()) == (EditionMoveJob.State.RUNNING, 50, True)
        address = reverse("courses:run_move", args=[run.slug, job.pk])
        page = as_user(by).get(address).content.decode()
        assert "Nobody works on it any more" in page
        assert "50 of 60" in page
        assert "http-equiv" not in page
        with django_capture_on_commit_callbacks(execute=True):
            as_user(by).post(address, {"restart": "on"})
        job.refresh_from_db()
        assert (job.state, job.moved, job.moves.count()) == (EditionMoveJob.State.DONE, 60, 60)
        assert job.moves.values("enrolment").distinct().count() == 60

    def test_one_at_work_is_not_begun_twice(self, job: EditionMoveJob, by: User) -> None:
        EditionMoveJob.objects.update(seen_at=timezone.now())
        jobs.carry_out(job.pk)
        assert job.moves.count() == 50
        with pytest.raises(ValidationError):
            jobs.restart(job, by)

    def test_a_worker_that_was_given_up_moves_nobody_more(self, job: EditionMoveJob) -> None:
        real = jobs._next_moves

        def taken_over(job: EditionMoveJob) -> Any:
            EditionMoveJob.objects.filter(pk=job.pk).update(attempt=None)
            return real(job)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(jobs, "_next_moves", taken_over)
            jobs.carry_out(job.pk)
        assert job.moves.count() == 50
