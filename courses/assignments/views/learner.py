"""The learner's page of an assignment, and of a review asked of them."""

from collections.abc import Callable
from typing import cast
from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from cms.models.base import Crumb
from courses.assignments.assignment import Assignment, assignment_for
from courses.assignments.filetypes import FileRefusedError
from courses.assignments.forms import JudgeForm, WorkForm, first_values
from courses.assignments.learning import code_of, learners_work, work_url
from courses.assignments.services.reviews import CannotReviewError, write_review
from courses.assignments.services.submissions import (
    CannotHandInError,
    Upload,
    add_files,
    hand_in,
    remove_file,
    save_draft,
)
from courses.assignments.wording import in_readers_language
from courses.learning.languages import reading_in
from courses.models import Enrolment, Review, SubmissionFile
from courses.views.learning import own_enrolment
from people.models import User

# Beside the files themselves: the text, names and boundaries.
ROOM = 1024 * 1024


def _found(request: HttpRequest, run: str, lesson: UUID, block: UUID) -> tuple[Enrolment, Assignment]:
    enrolment = own_enrolment(request, run)
    if enrolment is None:
        raise Http404(run)
    assignment = assignment_for(enrolment, (lesson, block))
    if assignment is None:
        raise Http404(block)
    return enrolment, assignment


def _way(enrolment: Enrolment, assignment: Assignment, *steps: tuple[str, str]) -> list[Crumb]:
    run = enrolment.run.slug
    lesson = enrolment.edition.outline.lesson(assignment.activity.lesson)
    way = [
        (_("My learning"), reverse("courses:my_learning")),
        (enrolment.title, reverse("courses:learn", args=[run])),
        (str(lesson.titles) if lesson else "", reverse("courses:lesson", args=[run, assignment.activity.lesson])),
        *steps,
    ]
    return [Crumb(title, url) for title, url in way]


@csrf_exempt
@login_required
def work(request: HttpRequest, run: str, lesson: UUID, block: UUID) -> HttpResponse:
    """The page, and all that is sent from it. What is too long to be allowed is refused before it is read."""
    enrolment, assignment = _found(request, run, lesson, block)
    settings = assignment.settings
    most = settings.most_files * settings.most_bytes + ROOM
    if int(request.headers.get("Content-Length") or 0) > most:
        return _refuse(request, _("This is more than may be handed in at once. Choose fewer or smaller files."), 413)
    return _checked(request, enrolment, assignment)


@csrf_protect
def _checked(request: HttpRequest, enrolment: Enrolment, assignment: Assignment) -> HttpResponse:
    if request.method != "POST":
        return _page(request, enrolment, assignment)
    form = WorkForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refuse(request, _("This form cannot be read. Open the page again."), 400)
    doing = ACTIONS.get(request.POST.get("action", ""), _save)
    try:
        return doing(request, enrolment, assignment, form)
    except (CannotHandInError, FileRefusedError) as error:
        if _wants_json(request):
            return _refuse(request, str(error), 400)
        # The text stays in the form; a browser does not fill in files again.
        return _page(request, enrolment, assignment, error=str(error), text=form.cleaned_data["text"])


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _refuse(request: HttpRequest, message: str, status: int) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"error": message}, status=status)
    messages.error(request, message)
    return redirect(request.path)


def _page(
    request: HttpRequest, enrolment: Enrolment, assignment: Assignment, error: str = "", text: str | None = None
) -> HttpResponse:
    shown = learners_work(enrolment, assignment, timezone.now(), reading_in(request, enrolment.run))
    context = {
        "work": shown,
        "text": shown.text if text is None else text,
        "error": error,
        "lesson_url": reverse("courses:lesson", args=[enrolment.run.slug, assignment.activity.lesson]),
        "breadcrumbs": _way(enrolment, assignment, (shown.settings.title, "")),
    }
    return render(request, "courses/assignments/work.html", context, status=400 if error else 200)


def _uploads(form: WorkForm) -> list[Upload]:
    """The files that came; with a key of the sender's, the same upload sent again is known."""
    key = form.cleaned_data["upload_key"] or uuid4()
    return [Upload(file, uuid5(key, str(place))) for place, file in enumerate(form.cleaned_data["files"])]


def _save(request: HttpRequest, enrolment: Enrolment, assignment: Assignment, form: WorkForm) -> HttpResponse:
    """Keep the draft: the button's, and the script's while one writes."""
    by, values = cast(User, request.user), form.cleaned_data
    draft = save_draft(enrolment, assignment.key, by, form_key=values["form_key"], text=values["text"])
    if uploads := _uploads(form):
        add_files(enrolment, assignment.key, by, form_key=values["form_key"], uploads=uploads)
    if _wants_json(request):
        return JsonResponse({"saved_at": draft.saved_at})
    messages.success(request, _("Your draft has been saved. Nobody else sees it until you hand it in."))
    return redirect(work_url(assignment))


def _upload(request: HttpRequest, enrolment: Enrolment, assignment: Assignment, form: WorkForm) -> HttpResponse:
    """Attach files, the text left as it is."""
    by, key = cast(User, request.user), form.cleaned_data["form_key"]
    rows = add_files(enrolment, assignment.key, by, form_key=key, uploads=_uploads(form))
    if not _wants_json(request):
        return redirect(work_url(assignment))
    return JsonResponse({"files": [_file_data(each) for each in rows]})


def _file_data(file: SubmissionFile) -> dict[str, object]:
    url = reverse("courses:work_file", args=[file.public_id])
    return {"id": file.public_id, "name": file.name, "size": file.size, "url": url}


def _hand_in(request: HttpRequest, enrolment: Enrolment, assignment: Assignment, form: WorkForm) -> HttpResponse:
    values = form.cleaned_data
    done = hand_in(
        enrolment,
        assignment.key,
        cast(User, request.user),
        form_key=values["form_key"],
        text=values["text"],
        uploads=_uploads(form),
    )
    messages.success(
        request,
        _("Handed in: version %(number)d. You will be told when it has been marked.") % {"number": done.number},
    )
    return redirect(work_url(assignment))


Doing = Callable[[HttpRequest, Enrolment, Assignment, WorkForm], HttpResponse]

ACTIONS: dict[str, Doing] = {"save": _save, "upload": _upload, "hand_in": _hand_in}


@require_POST
@login_required
def remove(request: HttpRequest, run: str, lesson: UUID, block: UUID, file: UUID) -> HttpResponse:
    """Take a file out of the draft."""
    enrolment, assignment = _found(request, run, lesson, block)
    found = get_object_or_404(SubmissionFile, public_id=file, submission__enrolment=enrolment, submission__block=block)
    try:
        remove_file(found, cast(User, request.user))
    except CannotHandInError as error:
        return _refuse(request, str(error), 400)
    if _wants_json(request):
        return JsonResponse({})
    messages.success(request, _("“%(name)s” has been taken out.") % {"name": found.name})
    return redirect(work_url(assignment))


@login_required
def review(request: HttpRequest, run: str, review: UUID) -> HttpResponse:
    """The work of another learner, and what the reader has to say about it. 404 for everybody else."""
    rows = Review.objects.with_work().select_related("reviewer__run", "reviewer__edition")
    found = get_object_or_404(rows, public_id=review, reviewer__run__slug=run)
    enrolment = found.reviewer
    if enrolment.learner_id != cast(User, request.user).pk:
        raise Http404(review)
    submission = found.submission
    assignment = assignment_for(enrolment, (submission.lesson, submission.block))
    if assignment is None:
        raise Http404(review)
    reading = reading_in(request, enrolment.run)
    settings = in_readers_language(assignment, enrolment.edition.outline, reading)
    values = first_values(found if found.done_at else None, settings, 0)
    form = JudgeForm(settings, request.POST or None, initial=values)
    if request.method == "POST" and form.is_valid():
        answer = _send_review(request, found, form, assignment)
        if answer:
            return answer
    title = _("Review")
    context = {
        "form": form,
        "review": found,
        "settings": settings,
        "assignment": assignment,
        "name": code_of(submission.enrolment, assignment.key)
        if settings.blind
        else submission.enrolment.learner.get_full_name(),
        "breadcrumbs": _way(enrolment, assignment, (settings.title, work_url(assignment)), (title, "")),
    }
    return render(request, "courses/assignments/review.html", context)


def _send_review(request: HttpRequest, review: Review, form: JudgeForm, assignment: Assignment) -> HttpResponse | None:
    try:
        write_review(
            review,
            cast(User, request.user),
            points=form.points,
            choices=form.choices,
            comment=form.cleaned_data["comment"],
        )
    except CannotReviewError as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, _("Thank you: your review has been sent. Until the deadline you can still change it."))
    return redirect(work_url(assignment))
