"""Files of works: to their learner, their tutors and overseers, and to the peers who review them; to nobody else."""

from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from courses.assignments.access import readable_by
from courses.assignments.learning import code_of
from courses.assignments.services.marking import assignment_of, is_held_back
from courses.models import Mark, MarkFile, Review, Submission, SubmissionFile
from people.models import User

WITH_WORK = (
    "submission__enrolment__run",
    "submission__enrolment__edition",
)


@require_GET
@login_required
def work_file(request: HttpRequest, file: UUID) -> FileResponse:
    """A file of a learner's work. 404 for everybody it does not concern."""
    reader = cast(User, request.user)
    found = get_object_or_404(SubmissionFile.objects.select_related(*WITH_WORK), public_id=file)
    work = found.submission
    if work.enrolment.learner_id == reader.pk:
        return _attachment(found, found.name)
    is_reviewer = Review.objects.filter(submission=work, reviewer__learner=reader).exists()
    if not is_reviewer and not readable_by(reader).filter(pk=work.pk).exists():
        raise Http404(file)
    return _attachment(found, _name_for_others(found))


@require_GET
@login_required
def returned_file(request: HttpRequest, file: UUID) -> FileResponse:
    """A file given back with a mark. The learner gets it together with the mark."""
    reader = cast(User, request.user)
    rows = MarkFile.objects.select_related("mark", *(f"mark__{name}" for name in WITH_WORK))
    found = get_object_or_404(rows, public_id=file)
    work = found.mark.submission
    is_own = work.enrolment.learner_id == reader.pk
    if is_own and found.mark.decision == Mark.Decision.MARKED and is_held_back(work, assignment_of(work)):
        raise Http404(file)
    if not is_own and not readable_by(reader).filter(pk=work.pk).exists():
        raise Http404(file)
    return _attachment(found, found.name)


def _name_for_others(file: SubmissionFile) -> str:
    """People put their names into the names of files: where names are hidden, those are too."""
    work = file.submission
    if not is_held_back(work, assignment_of(work)):
        return file.name
    place = list(Submission.objects.get(pk=work.pk).files.values_list("pk", flat=True)).index(file.pk) + 1
    extension = file.name.rpartition(".")[2]
    return f"{code_of(work.enrolment, (work.lesson, work.block))}-{place}.{extension}"


def _attachment(file: SubmissionFile | MarkFile, name: str) -> FileResponse:
    try:
        content = file.file.open()
    except FileNotFoundError:
        raise Http404(name) from None
    # The type is said to be none in particular: a browser saves it and never runs it.
    response = FileResponse(content, as_attachment=True, filename=name, content_type="application/octet-stream")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
