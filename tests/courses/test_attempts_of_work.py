"""Works and marks of a course begun anew: nothing of them in the new attempt, all of them in the old one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.assignments.services.marking import Verdict, decide
from courses.assignments.services.reviews import CannotReviewError, share_out
from courses.assignments.services.submissions import CannotHandInError, hand_in, remove_file, save_draft
from courses.discussions.access import participant_in
from courses.discussions.writing import Draft, lesson_thread, write_post
from courses.gradebook.export import table_rows
from courses.gradebook.personal_data import work_and_marks
from courses.gradebook.report import learners_marks
from courses.gradebook.services.corrections import correct
from courses.gradebook.services.scores import reckon_run
from courses.gradebook.table import gradebook
from courses.learning.attempts import earlier_attempts
from courses.models import ActivityProgress, Enrolment, GradeChange, GradeRecord, Submission, SubmissionFile
from courses.outline import LESSON_ITSELF
from courses.progress.attempts import start_new_attempt
from people.models import User
from people.roles import Role
from tests.courses.conftest import PersonMaker
from tests.factories.assignments import keys_of, run_with, upload
from tests.factories.courses import EditionFactory, EnrolmentFactory, RunFactory, outline_data
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

AsUser = Callable[[User], Client]


@pytest.fixture
def enrolment() -> Enrolment:
    return EnrolmentFactory.create(run=run_with({"versions": 1, "due_days": None, "peer": None}))


@pytest.fixture
def tutor(enrolment: Enrolment) -> User:
    person = UserFactory.create()
    enrolment.run.tutors.add(person)
    return person


def key_of(enrolment: Enrolment) -> tuple[UUID, UUID]:
    return keys_of(enrolment.run)[0]


def handed_in(enrolment: Enrolment, text: str = "First plan", **more: object) -> Submission:
    return hand_in(enrolment, key_of(enrolment), enrolment.learner, form_key=uuid4(), text=text, **more)  # type: ignore[arg-type]


def marked(enrolment: Enrolment, tutor: User, points: int = 80) -> Submission:
    work = handed_in(enrolment, uploads=[upload()])
    decide(work, tutor, Verdict("marked", Decimal(points), comment="Well done"), revision=0)
    return work


def anew(enrolment: Enrolment, by: User) -> Enrolment:
    enrolment.refresh_from_db()
    return start_new_attempt(enrolment, by)


def page(client: Client, enrolment: Enrolment) -> str:
    lesson, block = key_of(enrolment)
    return client.get(f"/en/learn/{enrolment.run.slug}/{lesson}/assignment/{block}/").content.decode()


class TestANewAttempt:
    def test_begins_without_work_and_without_marks(self, enrolment: Enrolment, tutor: User, as_user: AsUser) -> None:
        marked(enrolment, tutor)
        enrolment = anew(enrolment, tutor)

        shown = page(as_user(enrolment.learner), enrolment)
        assert "First plan" not in shown
        assert 'value="hand_in"' in shown
        marks = learners_marks(enrolment)
        assert (marks.record, marks.number_marked, marks.value) == (None, 0, "—")
        assert not ActivityProgress.objects.of(enrolment).exists()

    def test_takes_work_however_often_it_was_handed_in_before(self, enrolment: Enrolment, tutor: User) -> None:
        marked(enrolment, tutor, 40)
        with pytest.raises(CannotHandInError):
            handed_in(enrolment)
        enrolment = anew(enrolment, tutor)
        work = handed_in(enrolment, "Second plan")

        assert (work.attempt, work.number, work.files.count()) == (2, 1, 0)
        decide(work, tutor, Verdict("marked", Decimal(90)), revision=0)
        totals = GradeRecord.objects.order_by("attempt").values_list("attempt", "total")
        assert list(totals) == [(1, Decimal(40)), (2, Decimal(90))]

    def test_does_not_take_up_the_draft_of_the_one_before(self, enrolment: Enrolment, tutor: User) -> None:
        key, form = key_of(enrolment), uuid4()
        draft = save_draft(enrolment, key, enrolment.learner, form_key=form, text="Old thoughts")
        handed = SubmissionFile.objects.create(submission=draft, name="a.pdf", size=1, file="work/a")
        lesson = enrolment.edition.outline.lessons[1].key
        Enrolment.objects.update(begun=enrolment.edition.outline.bit[lesson, LESSON_ITSELF])
        enrolment = anew(enrolment, tutor)

        with pytest.raises(CannotHandInError, match="Open the page again"):
            save_draft(enrolment, key, enrolment.learner, form_key=form, text="Sent from a page left open")
        with pytest.raises(CannotHandInError):
            remove_file(handed, enrolment.learner)
        fresh = save_draft(enrolment, key, enrolment.learner, form_key=uuid4(), text="New thoughts")
        draft.refresh_from_db()
        assert (draft.text, draft.attempt, fresh.attempt) == ("Old thoughts", 1, 2)

    def test_is_what_the_gradebook_and_the_queue_show(self, enrolment: Enrolment, tutor: User, as_user: AsUser) -> None:
        marked(enrolment, tutor)
        enrolment = anew(enrolment, tutor)
        table = gradebook(enrolment.run, tutor, {}, sort="-total", page=None)
        assert "<strong>—</strong></td><td></td></tr>" in table.body
        client, url = as_user(tutor), f"/en/runs/{enrolment.run.slug}/assignments/"
        assert "Nothing waits" in client.get(url).content.decode()
        assert "Attempt 1" in client.get(f"{url}?state=all").content.decode()
        assert "No such work" in client.get(f"{url}?state=marked").content.decode()


class TestTheOldAttempt:
    def test_is_read_by_its_learner_and_tutor(self, enrolment: Enrolment, tutor: User, as_user: AsUser) -> None:
        work = marked(enrolment, tutor)
        enrolment = anew(enrolment, tutor)
        run = enrolment.run.slug
        pages = [
            as_user(enrolment.learner).get(f"/en/learn/{run}/anew/"),
            as_user(tutor).get(f"/en/runs/{run}/{enrolment.public_id}/anew/"),
        ]
        for answer in pages:
            told = answer.content.decode()
            assert all(words in told for words in ("First plan", "Well done", "80 of 100 points", "80%", "План урока"))
        file = reverse("courses:work_file", args=[work.files.get().public_id])
        for person in (enrolment.learner, tutor):
            assert as_user(person).get(file).status_code == 200
        assert as_user(UserFactory.create()).get(file).status_code == 404
        marking = as_user(tutor).get(f"/en/runs/{run}/assignments/{work.public_id}/")
        assert "Attempt 1" in marking.content.decode()

    def test_not_by_who_only_sees_progress(self, enrolment: Enrolment, tutor: User, person_with: PersonMaker) -> None:
        marked(enrolment, tutor)
        enrolment = anew(enrolment, tutor)
        for reader, count in ((tutor, 1), (enrolment.learner, 1), (UserFactory.create(), None)):
            (found,) = earlier_attempts(enrolment, reader)
            assert (len(found.results.works) if found.results else None) == count
        author = person_with(Role.AUTHOR)
        assert earlier_attempts(enrolment, author)[0].results is None

    def test_where_names_are_hidden_they_stay_so(self, tutor: User) -> None:
        enrolment = EnrolmentFactory.create(run=run_with({"blind": True}))
        enrolment.run.tutors.add(tutor)
        marked(enrolment, tutor)
        enrolment = anew(enrolment, tutor)

        (of_tutor,), (own,) = earlier_attempts(enrolment, tutor), earlier_attempts(enrolment, enrolment.learner)
        assert of_tutor.results is not None
        assert own.results is not None
        assert of_tutor.results.works == []
        assert own.results.works[0].version.marks == []
        assert own.results.total == ""

    def test_a_late_mark_belongs_to_it(self, enrolment: Enrolment, tutor: User) -> None:
        work = handed_in(enrolment)
        enrolment = anew(enrolment, tutor)
        decide(work, tutor, Verdict("marked", Decimal(70)), revision=0)

        record = GradeRecord.objects.get()
        assert (record.attempt, record.total) == (1, 70)
        assert ActivityProgress.objects.get(score=70).attempt == 1
        assert not ActivityProgress.objects.of(enrolment).exists()

    def test_a_correction_is_of_the_present_one(self, enrolment: Enrolment, tutor: User) -> None:
        marked(enrolment, tutor)
        enrolment = anew(enrolment, tutor)
        correct(enrolment, None, tutor, GradeChange.Kind.OVERRIDE, percent=Decimal(55), reason="Heard aloud")

        assert GradeChange.objects.get().attempt == 2
        assert GradeRecord.objects.get(attempt=1).override is None
        assert GradeRecord.objects.get(attempt=2).override == 55

    def test_is_not_reckoned_anew_with_the_run(self, enrolment: Enrolment, tutor: User) -> None:
        marked(enrolment, tutor)
        anew(enrolment, tutor)
        GradeRecord.objects.update(total=Decimal(12))
        reckon_run(enrolment.run)

        assert GradeRecord.objects.get(attempt=1).total == 12
        assert GradeRecord.objects.get(attempt=2).total is None

    def test_is_in_the_files(self, enrolment: Enrolment, tutor: User) -> None:
        marked(enrolment, tutor)
        enrolment = anew(enrolment, tutor)
        decide(handed_in(enrolment), tutor, Verdict("marked", Decimal(95)), revision=0)

        head, *rows = table_rows(enrolment.run, tutor, {})
        place = head.index("Attempt")
        assert [row[place : place + 2] for row in rows] == [[2, 95.0], [1, 80.0]]
        (told,) = work_and_marks(enrolment.learner)
        assert [each["attempt"] for each in told["work"]] == [1, 2]
        assert [(each["attempt"], each["total"]) for each in told["marks"]] == [(1, 80), (2, 95)]

    def test_its_works_are_not_shared_out(self, enrolment: Enrolment, tutor: User) -> None:
        run = run_with({"peer": {"reviews": 1, "days": 3}}, starts_on=enrolment.run.starts_on)
        run.tutors.add(tutor)
        for _number in range(2):
            own = EnrolmentFactory.create(run=run)
            handed_in(own)
            anew(own, tutor)
        with pytest.raises((CannotReviewError, PermissionDenied)):
            share_out(run, keys_of(run)[0], tutor)

    def test_as_many_queries_for_one_work_as_for_many(self, enrolment: Enrolment, tutor: User, as_user: AsUser) -> None:
        client, counts = as_user(enrolment.learner), []
        for _attempt in range(2):
            marked(enrolment, tutor)
            enrolment = anew(enrolment, tutor)
            url = f"/en/learn/{enrolment.run.slug}/anew/"
            client.get(url)
            with CaptureQueriesContext(connection) as seen:
                client.get(url)
            counts.append(len(seen))
        assert counts[0] == counts[1]


def test_posts_of_the_old_attempt_do_not_count_in_the_new_one(tutor: User) -> None:
    data = outline_data(1, 1)
    talk = {"block": str(uuid4()), "kind": "discussion", "criterion": "submitted", "weight": 1}
    data["modules"][0]["lessons"][0]["activities"].append(talk | {"settings": {"posts": 2}})
    run = RunFactory.create(edition=EditionFactory.create(outline_data=data))
    run.tutors.add(tutor)
    own = EnrolmentFactory.create(run=run, enrolled_at=timezone.now() - timedelta(days=2))
    activity = run.edition.outline.lessons[0].activities[-1]

    def write(at: datetime) -> bool:
        person = participant_in(run, own.learner)
        assert person is not None
        thread = lesson_thread(person, activity, "Talk", by_group=False)
        write_post(thread, person, Draft("A thought", uuid4()), at=at)
        own.refresh_from_db()
        rows = ActivityProgress.objects.of(own).filter(block=activity.block, submitted_at__isnull=False)
        return rows.exists()

    before = timezone.now() - timedelta(days=1)
    assert [write(before), write(before + timedelta(hours=1))] == [False, True]
    anew(own, tutor)
    later = timezone.now() + timedelta(minutes=1)
    assert [write(later), write(later + timedelta(hours=1))] == [False, True]
