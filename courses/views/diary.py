"""The reflection diary: its author's pages, and those of the tutors it is shared with."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.models.base import Crumb
from courses.diary import services
from courses.diary.forms import CommentForm, EntryForm, ReflectionForm
from courses.discussions.access import is_tutor
from courses.models import DiaryEntry, Enrolment, Run
from courses.views.learning import own_enrolment
from people.models import User

PAGE_SIZE = 20


def _crumbs(*steps: tuple[str, str]) -> list[Crumb]:
    return [Crumb(title, url) for title, url in ((_("My diary"), reverse("courses:diary")), *steps)]


def _own(request: HttpRequest, entry: UUID) -> DiaryEntry:
    try:
        return services.own_entry(cast(User, request.user), entry)
    except DiaryEntry.DoesNotExist as error:
        raise Http404(_("There is no such entry in your diary.")) from error


def _say(form: Form, error: ValidationError) -> None:
    by_field = getattr(error, "error_dict", None)
    known = by_field is not None and set(by_field) <= set(form.fields)
    form.add_error(None, error if known else error.messages)


@never_cache
@login_required
@require_safe
def diary(request: HttpRequest) -> HttpResponse:
    """One's own entries, the latest first."""
    own = DiaryEntry.objects.of(cast(User, request.user)).with_course().with_answers()
    context = {"page_of_entries": Paginator(own, PAGE_SIZE).get_page(request.GET.get("page"))}
    return render(request, "courses/diary/diary.html", {**context, "breadcrumbs": []})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write_entry(request: HttpRequest, entry: UUID | None = None) -> HttpResponse:
    """Write an entry, or change one; what was saved by itself is offered first."""
    user = cast(User, request.user)
    found = _own(request, entry) if entry else services.new_entry(user)
    form = EntryForm(user, request.POST or None, initial=_initial(request, found))
    if found.block:
        del form.fields["course"]
    if request.method == "POST" and form.is_valid() and _kept(form, found, user):
        messages.success(request, _("The entry is in your diary."))
        return redirect("courses:diary_entry", found.public_id)
    title = _("Change the entry") if entry else _("New entry")
    context = {
        "form": form,
        "entry": found,
        "title": title,
        "is_new": entry is None,
        "breadcrumbs": _crumbs((title, "")),
    }
    return render(request, "courses/diary/write.html", context, status=422 if form.errors else 200)


def _initial(request: HttpRequest, entry: DiaryEntry) -> dict[str, object]:
    return {
        "title": entry.title,
        "text": entry.draft or entry.text,
        "share": entry.is_shared,
        "course": entry.enrolment.public_id if entry.enrolment else request.GET.get("course"),
    }


def _kept(form: EntryForm, entry: DiaryEntry, user: User) -> bool:
    if "course" in form.fields:
        entry.enrolment = form.cleaned_data["course"]
    data = form.cleaned_data
    try:
        services.keep(entry, user, data["title"], data["text"], share=data["share"])
    except ValidationError as error:
        _say(form, error)
        return False
    return True


@never_cache
@login_required
@require_safe
def entry(request: HttpRequest, entry: UUID) -> HttpResponse:
    """One's own entry, with the answers of tutors."""
    return _shown(request, _own(request, entry), is_own=True)


def _shown(request: HttpRequest, found: DiaryEntry, *, is_own: bool, form: Form | None = None) -> HttpResponse:
    comments = found.comments.select_related("author")
    title = found.title or _("Entry")
    context = {
        "entry": found,
        "title": title,
        "html": mark_safe(found.html),  # noqa: S308 - cleaned when it was written
        "answers": [(each, mark_safe(each.html)) for each in comments],  # noqa: S308 - the same
        "is_own": is_own,
        "may_answer": not is_own or bool(comments),
        "form": form or CommentForm(),
        "breadcrumbs": _crumbs((title, "")) if is_own else _tutors_crumbs(found, title),
    }
    return render(request, "courses/diary/entry.html", context, status=422 if form else 200)


def _tutors_crumbs(entry: DiaryEntry, title: str) -> list[Crumb]:
    run = cast(Enrolment, entry.enrolment).run
    shared = Crumb(_("Shared diaries"), reverse("courses:shared_diaries", args=[run.slug]))
    return [Crumb(run.title, reverse("courses:run", args=[run.slug])), shared, Crumb(title, "")]


@login_required
@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Save what is being written by itself: ``text``, and ``entry`` when it is stored already; answers with its id."""
    user, number = cast(User, request.user), request.POST.get("entry", "")
    try:
        found = services.own_entry(user, UUID(number)) if number else services.new_entry(user)
        saved = services.save_draft(found, user, request.POST.get("text", ""))
    except (DiaryEntry.DoesNotExist, ValueError):
        return JsonResponse({"error": _("There is no such entry in your diary.")}, status=404)
    except ValidationError as error:
        return JsonResponse({"error": error.messages[0]}, status=422)
    return JsonResponse({"entry": str(saved.public_id), "url": reverse("courses:write_entry", args=[saved.public_id])})


@login_required
@require_POST
def share(request: HttpRequest, entry: UUID) -> HttpResponse:
    """Share an entry with the tutors, ``on=1``, or take it back, ``on=0``."""
    found, on = _own(request, entry), request.POST.get("on") == "1"
    try:
        services.set_shared(found, cast(User, request.user), on=on)
        messages.success(request, _("The tutors may read it now.") if on else _("Nobody but you reads it now."))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("courses:diary_entry", entry)


@login_required
@require_POST
def remove(request: HttpRequest, entry: UUID) -> HttpResponse:
    """Delete an entry."""
    services.remove(_own(request, entry), cast(User, request.user))
    messages.success(request, _("The entry is deleted."))
    return redirect("courses:diary")


@login_required
@require_POST
def answer(request: HttpRequest, entry: UUID) -> HttpResponse:
    """Answer an entry: its author, or a tutor it is shared with. 404 for others, who do not learn that it exists."""
    user = cast(User, request.user)
    found = get_object_or_404(DiaryEntry.objects.with_course(), public_id=entry)
    if not services.may_read(found, user):
        raise Http404(entry)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, is_own=found.author_id == user.pk, form=form)
    services.comment(found, user, form.cleaned_data["text"])
    if found.author_id == user.pk:
        return redirect("courses:diary_entry", entry)
    return redirect("courses:shared_entry", cast(Enrolment, found.enrolment).run.slug, entry)


@login_required
def reflect(request: HttpRequest, run: str, lesson: UUID, block: UUID) -> HttpResponse:
    """Keep the reflection of a lesson; a GET, after logging in on the way, shows the lesson."""
    here = f"{reverse('courses:lesson', args=[run, lesson])}#reflection-{block}"
    if request.method != "POST":
        return redirect(here)
    enrolment = own_enrolment(request, run)
    activity = enrolment.edition.outline.activities.get((lesson, block)) if enrolment else None
    if enrolment is None or activity is None or activity.kind != "reflection":
        raise Http404(block)
    form = ReflectionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write something first."))
        return redirect(here)
    found = enrolment.edition.outline.lesson(lesson)
    data = form.cleaned_data
    title = str(found.titles) if found else ""
    services.keep_reflection(enrolment, activity, data["text"], title, share=data["share"])
    messages.success(request, _("Your reflection is in your diary."))
    return redirect(here)


@never_cache
@login_required
@require_safe
def shared_diaries(request: HttpRequest, run: str) -> HttpResponse:
    """What learners of a run share with its tutors. 403 for who is not a tutor of it."""
    user = cast(User, request.user)
    found = get_object_or_404(Run.objects.with_edition(), slug=run)
    if not is_tutor(found, user):
        raise PermissionDenied(_("Diaries are shared with the tutors of the run."))
    entries = DiaryEntry.objects.shared_in(found).readable_by_tutor(user).with_course()
    rows = Paginator(entries.with_answers(), PAGE_SIZE).get_page(request.GET.get("page"))
    crumbs = [Crumb(found.title, reverse("courses:run", args=[run])), Crumb(_("Shared diaries"), "")]
    context = {"run": found, "page_of_entries": rows, "breadcrumbs": crumbs}
    return render(request, "courses/diary/shared.html", context)


@never_cache
@login_required
@require_safe
def shared_entry(request: HttpRequest, run: str, entry: UUID) -> HttpResponse:
    """An entry that is shared with the reader. 404 for others, and once it was taken back."""
    found = get_object_or_404(DiaryEntry.objects.with_course(), public_id=entry, enrolment__run__slug=run)
    user = cast(User, request.user)
    if found.author_id == user.pk:
        return redirect("courses:diary_entry", entry)
    if not services.may_read(found, user):
        raise Http404(entry)
    return _shown(request, found, is_own=False)
