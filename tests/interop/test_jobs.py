"""Imports in the background: run once, recorded, cleaned up after, and safe to start again."""

import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from cms.jobs import STALE_AFTER, SupersededError
from courses.models import CourseIndexPage, CoursePage
from interop.models import ImportJob
from interop.querysets import ImportJobQuerySet
from interop.services import jobs, restart_job, run_job, start_job
from people.models import User
from people.roles import Role
from tests.factories.interop import Cartridge
from tests.interop.conftest import Traces

CARTRIDGE = Cartridge(title="Курс").module("M").page("P", "<p>p</p>").file("a/План.pdf", b"%PDF")


def upload(content: bytes | None = None, name: str = "Курс.imscc") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, CARTRIDGE.bytes() if content is None else content)


@pytest.fixture
def editor(people: dict[Role, User]) -> User:
    return people[Role.EDITOR]


@pytest.fixture
def job(index: CourseIndexPage, editor: User) -> ImportJob:
    """A job that waits: in a test nothing commits, so nothing starts it."""
    return start_job(upload(), index, by=editor)


def state(job: ImportJob) -> ImportJob:
    return ImportJob.objects.get(pk=job.pk)


def test_a_job_keeps_the_upload_under_a_name_nobody_can_guess(job: ImportJob, media: Path) -> None:
    assert job.filename == "Курс.imscc"
    name = str(job.file.name)
    assert name.startswith("imports/")
    assert "Курс" not in name
    assert (media / name).is_file()
    assert state(job).state == ImportJob.State.QUEUED


def test_a_finished_job_has_its_report_and_no_upload(job: ImportJob, media: Path, editor: User) -> None:
    name = str(job.file.name)
    run_job(job.pk)
    done = state(job)
    assert done.state == ImportJob.State.SUCCEEDED
    assert done.report["counts"]["lesson"] == {"created": 1}
    assert (done.done, done.total) == (1, 1)
    assert done.percent == 100
    assert not done.file
    assert not (media / name).exists()
    assert CoursePage.objects.get().owner == editor


def test_a_failed_job_says_why_and_leaves_nothing(index: CourseIndexPage, editor: User, media: Path) -> None:
    traces = Traces()
    job = start_job(upload(b"no zip at all"), index, by=editor)
    run_job(job.pk)
    failed = state(job)
    assert failed.state == ImportJob.State.FAILED
    assert "zip" in failed.error
    assert failed.report == {}
    traces.assert_none()


def test_an_unexpected_fault_is_recorded_and_raised(job: ImportJob, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(jobs, "import_course", fail)
    with pytest.raises(ZeroDivisionError):
        run_job(job.pk)
    assert state(job).state == ImportJob.State.FAILED
    assert state(job).error
    assert not state(job).file


def test_a_finished_job_does_not_run_again(job: ImportJob) -> None:
    run_job(job.pk)
    CoursePage.objects.get().delete()
    run_job(job.pk)
    assert not CoursePage.objects.exists()


def test_a_job_that_runs_is_left_alone(job: ImportJob) -> None:
    ImportJob.objects.filter(pk=job.pk).update(state=ImportJob.State.RUNNING)
    run_job(job.pk)
    assert not CoursePage.objects.exists()


def test_a_job_that_lost_its_worker_can_be_started_again(job: ImportJob, editor: User) -> None:
    long_ago = timezone.now() - STALE_AFTER - datetime.timedelta(minutes=1)
    ImportJob.objects.filter(pk=job.pk).update(state=ImportJob.State.RUNNING, seen_at=long_ago)
    assert state(job).is_stale()
    restart_job(state(job), by=editor)
    assert state(job).state == ImportJob.State.QUEUED
    run_job(job.pk)
    assert state(job).state == ImportJob.State.SUCCEEDED


def test_a_job_at_work_or_finished_cannot_be_started_again(job: ImportJob, editor: User) -> None:
    with pytest.raises(ValidationError):
        restart_job(state(job), by=editor)
    run_job(job.pk)
    with pytest.raises(ValidationError):
        restart_job(state(job), by=editor)


def test_a_worker_whose_job_was_taken_over_commits_nothing(job: ImportJob, monkeypatch: pytest.MonkeyPatch) -> None:
    original = ImportJobQuerySet.hold
    traces = Traces()

    def taken(found: ImportJobQuerySet, pk: int, attempt: UUID) -> None:
        ImportJob.objects.filter(pk=pk).update(attempt=None)
        original(found, pk, attempt)

    monkeypatch.setattr(ImportJobQuerySet, "hold", taken)
    run_job(job.pk)
    traces.assert_none()
    assert state(job).state != ImportJob.State.SUCCEEDED
    assert state(job).file


def test_a_worker_notices_while_it_reads_that_its_job_was_taken(job: ImportJob) -> None:
    signs = jobs._Signs(job, uuid4())
    with pytest.raises(SupersededError):
        signs(1, 2)


def test_the_problem_is_told_in_the_language_of_whoever_asked(index: CourseIndexPage, editor: User) -> None:
    with translation.override("en"):
        job = start_job(upload(b"x"), index, by=editor)
    run_job(job.pk)
    assert "This is not a zip archive" in state(job).error


def test_a_job_of_a_deleted_person_never_runs_as_the_system(job: ImportJob) -> None:
    ImportJob.objects.filter(pk=job.pk).update(created_by=None)
    run_job(job.pk)
    assert state(job).state == ImportJob.State.FAILED
    assert not CoursePage.objects.exists()


def test_a_right_taken_away_meanwhile_counts(job: ImportJob, editor: User) -> None:
    editor.groups.clear()
    run_job(job.pk)
    assert state(job).state == ImportJob.State.FAILED
    assert not CoursePage.objects.exists()


def test_an_upload_that_is_gone_is_said(job: ImportJob, media: Path) -> None:
    (media / str(job.file.name)).unlink()
    run_job(job.pk)
    assert state(job).state == ImportJob.State.FAILED
    assert state(job).error


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.METHODOLOGIST, Role.TUTOR, Role.REGISTRAR, Role.PARTNER_TRANSLATOR])
def test_nobody_else_may_ask(role: Role, index: CourseIndexPage, people: dict[Role, User], media: Path) -> None:
    with pytest.raises(PermissionDenied):
        start_job(upload(), index, by=people[role])
    assert not ImportJob.objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]


@pytest.mark.django_db(transaction=True)
def test_a_job_starts_by_itself_once_it_is_stored(index: CourseIndexPage, administrator: User) -> None:
    job = start_job(upload(), index, by=administrator)
    assert state(job).state == ImportJob.State.SUCCEEDED


@pytest.mark.django_db(transaction=True)
def test_an_upload_goes_with_its_list(index: CourseIndexPage, administrator: User, media: Path) -> None:
    job = ImportJob.objects.create(filename="x", target=index, created_by=administrator)
    job.file.save("x", upload())
    index.delete()
    assert not ImportJob.objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]
