"""Imports in the background: asked for, run once, recorded, and their uploads removed."""

import time
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cms.jobs import SupersededError
from courses.models import CourseIndexPage
from interop.errors import ImportProblem
from interop.models import ImportJob
from interop.services.courses import check_permission, import_course
from interop.tasks import run_import_job
from people.models import User

_SECONDS_BETWEEN_SIGNS = 1.0


@transaction.atomic
def start_job(upload: UploadedFile, target: CourseIndexPage, *, by: User, as_new: bool = False) -> ImportJob:
    """Keep an upload and have it imported in the background. Raises ``PermissionDenied``."""
    check_permission(by, target)
    job = ImportJob(
        filename=(upload.name or "")[:255],
        target=target,
        created_by=by,
        language=translation.get_language(),
        as_new=as_new,
    )
    # The row first: a stored file without a row would stay for ever.
    job.save()
    job.file.save(upload.name or "course", File(upload))
    _enqueue(job)
    return job


@transaction.atomic
def restart_job(job: ImportJob, *, by: User, at: datetime | None = None) -> None:
    """Start a job again that has lost its worker. Raises ``PermissionDenied``, ``ValidationError``."""
    check_permission(by, job.target)
    if not ImportJob.objects.requeue(job.pk, at):
        raise ValidationError(_("This import is finished or still at work, so it cannot be started again."))
    _enqueue(job)


def _enqueue(job: ImportJob) -> None:
    transaction.on_commit(lambda: run_import_job.enqueue(job.pk))


def run_job(pk: int, at: datetime | None = None) -> None:
    """Run a job if nobody else does, and record its outcome. Whatever went wrong is in the job, in words."""
    attempt = ImportJob.objects.begin(pk, at, done=0, total=0)
    if attempt is None:
        return
    job = ImportJob.objects.select_related("target__locale", "created_by").get(pk=pk)
    with translation.override(job.language or None):
        try:
            outcome = _import(job, attempt)
        except SupersededError:
            return
        except Exception:
            _record(job, attempt, {"state": ImportJob.State.FAILED, "error": _unexpected()})
            raise
        _record(job, attempt, outcome)


def _import(job: ImportJob, attempt: UUID) -> dict[str, Any]:
    """The outcome as values of the job's fields."""
    try:
        if job.created_by is None:
            raise PermissionDenied(_("Whoever asked for this import has no account any more."))
        with job.file.open("rb") as upload:
            report = import_course(
                cast(Any, upload).file,
                job.target,
                by=job.created_by,
                as_new=job.as_new,
                progress=_Signs(job, attempt),
                before_commit=lambda: ImportJob.objects.hold(job.pk, attempt),
            )
    except (ImportProblem, PermissionDenied) as problem:
        return {"state": ImportJob.State.FAILED, "error": str(problem)}
    except FileNotFoundError:
        return {"state": ImportJob.State.FAILED, "error": _("The uploaded file is gone. Upload it again.")}
    return {"state": ImportJob.State.SUCCEEDED, "report": report.as_json(), "error": ""}


class _Signs:
    """Writes down how far a job is, about once a second."""

    def __init__(self, job: ImportJob, attempt: UUID) -> None:
        self.job = job
        self.attempt = attempt
        self.next = 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now < self.next and done < total:
            return
        self.next = now + _SECONDS_BETWEEN_SIGNS
        ImportJob.objects.sign(self.job.pk, self.attempt, done=done, total=total)


def _record(job: ImportJob, attempt: UUID, outcome: dict[str, Any]) -> None:
    """Write the outcome, then remove the upload."""
    mine = ImportJob.objects.filter(pk=job.pk, attempt=attempt)
    name = job.file.name
    if mine.update(**outcome, file="", seen_at=timezone.now()) and name:
        job.file.storage.delete(name)


def _unexpected() -> str:
    return _("Something went wrong that should not have. Nothing was imported. Tell whoever runs the installation.")
