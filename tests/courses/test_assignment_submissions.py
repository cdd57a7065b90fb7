"""Learners write, attach files and hand in."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from courses.assignments.filetypes import FileRefusedError
from courses.assignments.services import submissions as services
from courses.assignments.services.submissions import CannotHandInError, add_files, hand_in, remove_file, save_draft
from courses.models import ActivityProgress, Enrolment, Run, Submission, SubmissionFile
from courses.private_files import private_files
from people.roles import Role
from tests.courses.conftest import PersonMaker
from tests.factories.assignments import assignment_in, keys_of, pdf, run_with, upload
from tests.factories.courses import EnrolmentFactory
from tests.factories.people import UserFactory
from tests.races import failures

pytestmark = pytest.mark.django_db

State = Submission.State


def learner_in(run: Run, **fields: Any) -> Enrolment:
    return EnrolmentFactory.create(run=run, **fields)


def handed_in(enrolment: Enrolment, **values: Any) -> Submission:
    """Hand in the first assignment of the run."""
    sent: dict[str, Any] = {"form_key": uuid4(), "text": "My plan"} | values
    return hand_in(enrolment, keys_of(enrolment.run)[0], enrolment.learner, **sent)


@pytest.fixture
def enrolment() -> Enrolment:
    return learner_in(run_with({"versions": 2}))


class TestDraft:
    def test_is_kept_and_written_over(self, enrolment: Enrolment) -> None:
        key, form = keys_of(enrolment.run)[0], uuid4()
        save_draft(enrolment, key, enrolment.learner, form_key=form, text="One")
        draft = save_draft(enrolment, key, enrolment.learner, form_key=form, text=" Two\r\nlines \x00")

        assert Submission.objects.get() == draft
        assert (draft.state, draft.text, draft.number) == (State.DRAFT, "Two\nlines", 1)

    def test_another_tab_writes_the_same_draft(self, enrolment: Enrolment) -> None:
        key = keys_of(enrolment.run)[0]
        save_draft(enrolment, key, enrolment.learner, form_key=uuid4(), text="One")
        save_draft(enrolment, key, enrolment.learner, form_key=uuid4(), text="Two")

        assert Submission.objects.get().text == "Two"

    def test_no_text_where_none_is_asked_for(self) -> None:
        enrolment = learner_in(run_with({"allows_text": False}))
        draft = save_draft(enrolment, keys_of(enrolment.run)[0], enrolment.learner, form_key=uuid4(), text="Psst")

        assert draft.text == ""

    def test_a_text_has_an_end(self, enrolment: Enrolment) -> None:
        with pytest.raises(CannotHandInError, match="longer"):
            handed_in(enrolment, text="x" * (services.LONGEST_TEXT + 1))
        assert not Submission.objects.exists()


class TestFiles:
    def test_keep_their_names_and_lie_apart(self, enrolment: Enrolment) -> None:
        key = keys_of(enrolment.run)[0]
        (row,) = add_files(enrolment, key, enrolment.learner, form_key=uuid4(), uploads=[upload()])

        assert row.name == "План урока 教案.pdf"
        assert "План" not in str(row.file.name)
        assert row.file.read() == b"%PDF-1.7 plan"
        with pytest.raises(ValueError, match="no address"):
            _ = row.file.url

    def test_sent_again_they_count_once(self, enrolment: Enrolment) -> None:
        key, same = keys_of(enrolment.run)[0], uuid4()
        for _time in range(2):
            add_files(enrolment, key, enrolment.learner, form_key=uuid4(), uploads=[upload(key=same)])

        assert SubmissionFile.objects.count() == 1

    def test_no_more_than_allowed(self, enrolment: Enrolment) -> None:
        key = keys_of(enrolment.run)[0]
        with pytest.raises(FileRefusedError, match="At most 2"):
            add_files(enrolment, key, enrolment.learner, form_key=uuid4(), uploads=[upload(), upload(), upload()])
        assert not SubmissionFile.objects.exists()

    def test_a_bad_one_takes_the_others_with_it(self, enrolment: Enrolment) -> None:
        key, bad = keys_of(enrolment.run)[0], upload(pdf("trojan.pdf", b"MZ"))
        with pytest.raises(FileRefusedError, match=r"trojan\.pdf"):
            add_files(enrolment, key, enrolment.learner, form_key=uuid4(), uploads=[upload(), bad])
        assert not SubmissionFile.objects.exists()

    def test_are_taken_out_of_a_draft(self, enrolment: Enrolment, django_capture_on_commit_callbacks: Any) -> None:
        key = keys_of(enrolment.run)[0]
        (row,) = add_files(enrolment, key, enrolment.learner, form_key=uuid4(), uploads=[upload()])
        with django_capture_on_commit_callbacks(execute=True):
            remove_file(row, enrolment.learner)

        assert not SubmissionFile.objects.exists()
        assert not private_files().exists(str(row.file.name))

    def test_not_of_what_was_handed_in_and_not_by_others(self, enrolment: Enrolment) -> None:
        submission = handed_in(enrolment, uploads=[upload()])
        row = submission.files.get()

        with pytest.raises(PermissionDenied):
            remove_file(row, UserFactory.create())
        with pytest.raises(CannotHandInError, match="handed in"):
            remove_file(row, enrolment.learner)


class TestHandIn:
    def test_makes_a_version_and_completes_the_activity(self, enrolment: Enrolment) -> None:
        submission = handed_in(enrolment, uploads=[upload()])

        progress = ActivityProgress.objects.get(enrolment=enrolment, block=submission.block)
        assert (submission.state, submission.number, submission.is_late) == (State.HANDED_IN, 1, False)
        assert progress.submitted_at
        assert progress.completed_at

    def test_the_same_form_twice_is_one_version(self, enrolment: Enrolment) -> None:
        form = uuid4()

        assert handed_in(enrolment, form_key=form) == handed_in(enrolment, form_key=form, text="Again")
        assert Submission.objects.get().text == "My plan"

    def test_another_version_takes_the_place_of_one_that_waits(self, enrolment: Enrolment) -> None:
        first, second = handed_in(enrolment, uploads=[upload()]), handed_in(enrolment, text="Better")

        first.refresh_from_db()
        assert (first.state, first.text, second.number, second.state) == (State.REPLACED, "My plan", 2, State.HANDED_IN)
        assert first.files.get().file.name == second.files.get().file.name
        with pytest.raises(CannotHandInError, match="2 times"):
            handed_in(enrolment)

    def test_a_shared_file_outlives_its_removal_from_the_next_draft(
        self, enrolment: Enrolment, django_capture_on_commit_callbacks: Any
    ) -> None:
        first = handed_in(enrolment, uploads=[upload()])
        draft = save_draft(enrolment, keys_of(enrolment.run)[0], enrolment.learner, form_key=uuid4(), text="")
        with django_capture_on_commit_callbacks(execute=True):
            remove_file(draft.files.get(), enrolment.learner)

        assert first.files.get().file.read() == b"%PDF-1.7 plan"

    def test_nothing_is_not_handed_in(self, enrolment: Enrolment) -> None:
        with pytest.raises(CannotHandInError, match="nothing to hand in"):
            handed_in(enrolment, text="  ")
        assert not Submission.objects.exists()

    def test_after_the_deadline_it_is_late_or_refused(self) -> None:
        after = timezone.now() + timedelta(days=40)
        lenient, strict = learner_in(run_with({})), learner_in(run_with({"accepts_late": False}))

        assert handed_in(lenient, at=after).is_late
        with pytest.raises(CannotHandInError, match="deadline"):
            handed_in(strict, at=after)

    def test_not_before_the_run(self) -> None:
        enrolment = learner_in(run_with({}, starts_on=timezone.localdate() + timedelta(days=3)))

        with pytest.raises(CannotHandInError, match="not begun"):
            handed_in(enrolment)

    def test_not_for_an_assignment_of_another_course(self, enrolment: Enrolment) -> None:
        with pytest.raises(CannotHandInError, match="no such assignment"):
            hand_in(enrolment, (uuid4(), uuid4()), enrolment.learner, form_key=uuid4(), text="x")


class TestPermission:
    def test_only_the_learner(self, enrolment: Enrolment) -> None:
        key = keys_of(enrolment.run)[0]
        with pytest.raises(PermissionDenied):
            hand_in(enrolment, key, UserFactory.create(), form_key=uuid4(), text="x")
        with pytest.raises(PermissionDenied):
            save_draft(enrolment, key, UserFactory.create(is_superuser=True), form_key=uuid4(), text="x")

    @pytest.mark.parametrize("role", list(Role))
    def test_no_role_hands_in_for_another(self, role: Role, enrolment: Enrolment, person_with: PersonMaker) -> None:
        with pytest.raises(PermissionDenied):
            hand_in(enrolment, keys_of(enrolment.run)[0], person_with(role), form_key=uuid4(), text="x")

    def test_nobody_who_has_left(self) -> None:
        enrolment = learner_in(run_with({}), state=Enrolment.State.WITHDRAWN)

        with pytest.raises(PermissionDenied):
            handed_in(enrolment)


def test_due_is_read_from_the_run() -> None:
    run = run_with({"due_days": 2})
    due = assignment_in(run).due

    assert due
    assert timezone.localtime(due, timezone.get_default_timezone()).date() == run.starts_on + timedelta(days=2)


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_at_once_makes_one_version() -> None:
    enrolment, form = learner_in(run_with({"versions": 0})), uuid4()

    failed = failures(*[lambda: handed_in(enrolment, form_key=form)] * 4)

    assert not failed
    assert Submission.objects.get().state == State.HANDED_IN


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_keep_the_limit() -> None:
    enrolment = learner_in(run_with({"versions": 1}))

    failed = failures(*[lambda: handed_in(enrolment)] * 3)

    assert [type(each) for each in failed] == [CannotHandInError] * 2
    assert Submission.objects.count() == 1
