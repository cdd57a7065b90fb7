"""Writing in the discussions of a run. Every address here changes something by POST alone."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.discussions import moderation, writing
from courses.discussions.access import Participant
from courses.discussions.forms import EditForm, PostForm, ReasonForm, ThreadForm
from courses.discussions.reading import address_of
from courses.discussions.writing import TooQuickError
from courses.models import Forum, Post, Thread
from courses.views.discussions import lesson_discussion, participant, people_url, show_thread, visible_thread, way


def attempt(form: Form, act: Callable[[], object]) -> bool:
    """Do it, if the form is filled in well; what stands against it is said in the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except TooQuickError as error:
        form.add_error(None, str(error))
    except ValidationError as error:
        fields = getattr(error, "error_dict", None)
        form.add_error(
            None, error if fields is None or not set(fields) <= set(form.fields) else ValidationError(fields)
        )
    return not form.errors


def visible_post(person: Participant, pk: int) -> Post:
    """A post in a thread the person may read; 404 for others."""
    posts = Post.objects.filter(thread__in=Thread.objects.visible_to(person))
    post: Post = get_object_or_404(posts.select_related("thread__run", "author"), pk=pk)
    return post


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_thread(request: HttpRequest, run: str, forum: int) -> HttpResponse:
    """Begin a thread."""
    person = participant(request, run)
    found = get_object_or_404(Forum, run=person.run, pk=forum)
    form = ThreadForm(person, request.POST or None, people_url=people_url(person))
    made: list[Thread] = []
    if request.method == "POST" and attempt(form, lambda: made.append(_begun(found, person, form))):
        return redirect("courses:thread", run, made[0].pk)
    crumbs = way(person, (found.title, reverse("courses:forum", args=[run, found.pk])), (_("New thread"), ""))
    context = {"form": form, "forum": found, "participant": person, "breadcrumbs": crumbs}
    return render(request, "courses/discussions/new_thread.html", context, status=422 if form.errors else 200)


def _begun(forum: Forum, person: Participant, form: ThreadForm) -> Thread:
    data = form.cleaned_data
    return writing.start_thread(forum, person, data["title"], form.draft, group=data.get("group"))


@login_required
def write(request: HttpRequest, run: str, thread: int) -> HttpResponse:
    """Answer in a thread. A GET, after logging in on the way, shows the thread."""
    if request.method != "POST":
        return redirect("courses:thread", run, thread)
    person = participant(request, run)
    found = visible_thread(person, thread)
    form = PostForm(request.POST, people_url=people_url(person, found))
    made: list[Post] = []
    if not attempt(form, lambda: made.append(_answer(found, person, form))):
        return show_thread(request, person, found, form, status=422)
    made[0].thread = found
    return redirect(_next(request) or address_of(made[0]))


def _answer(thread: Thread, person: Participant, form: PostForm) -> Post:
    number = form.cleaned_data["reply_to"]
    reply_to = get_object_or_404(thread.posts.select_related("root"), pk=number) if number else None
    return writing.write_post(thread, person, form.draft, reply_to=reply_to)


@login_required
def write_in_lesson(request: HttpRequest, run: str, lesson: UUID, block: UUID) -> HttpResponse:
    """Write in the discussion of an activity, from the page of its lesson; a GET leads to the discussion."""
    if request.method != "POST":
        return lesson_discussion(request, run, lesson, block)
    person = participant(request, run)
    edition = person.enrolment.edition if person.enrolment else person.run.edition
    activity = edition.outline.activities.get((lesson, block))
    found = edition.outline.lesson(lesson)
    if activity is None or found is None or activity.kind != "discussion":
        raise Http404(block)
    form = PostForm(request.POST)
    by_group = bool(activity.settings.get("by_group"))
    if form.is_valid():
        thread = writing.lesson_thread(person, activity, str(found.titles), by_group=by_group)
        if attempt(form, lambda: writing.write_post(thread, person, form.draft)):
            messages.success(request, _("Your post is in the discussion."))
            return redirect(_next(request) or reverse("courses:thread", args=[run, thread.pk]))
        return show_thread(request, person, thread, form, status=422)
    messages.error(request, _("Write something first."))
    return redirect(f"{reverse('courses:lesson', args=[run, lesson])}#discussion-{block}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, run: str, post: int) -> HttpResponse:
    """Change one's own post. 403 for who may not, or no longer."""
    person = participant(request, run)
    found = visible_post(person, post)
    writing.check_may_edit(found, person)
    form = EditForm(request.POST or None, initial={"text": found.text})
    return ask(
        request,
        person,
        found,
        form,
        action="edit",
        act=lambda: writing.edit_post(found, person, form.cleaned_data["text"]),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, run: str, post: int) -> HttpResponse:
    """Tell the tutors about a post. 403 about one that is hidden already: what it said is not for the reader."""
    person = participant(request, run)
    found = visible_post(person, post)
    moderation.check_may_report(found, person)
    form = ReasonForm(request.POST or None)
    return ask(
        request,
        person,
        found,
        form,
        action="report",
        act=lambda: moderation.report_post(found, person, form.reason),
        done=_("Thank you. The tutors will look at it."),
    )


def ask(
    request: HttpRequest,
    person: Participant,
    post: Post,
    form: Form,
    *,
    action: str,
    act: Callable[[], object],
    done: str = "",
) -> HttpResponse:
    """Do something to a post once its form is filled in well, and say so; until then show the page that asks for it."""
    if request.method == "POST" and attempt(form, act):
        if done:
            messages.success(request, done)
        return redirect(address_of(post))
    titles = {"edit": _("Change the post"), "hide": _("Hide the post"), "report": _("Report the post")}
    context = {
        "form": form,
        "post": post,
        "action": action,
        "title": titles[action],
        "versions": post.versions.all() if action == "edit" else (),
        "thread_url": address_of(post),
        "breadcrumbs": way(person, (post.thread.title, address_of(post)), (titles[action], "")),
    }
    return render(request, "courses/discussions/post.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def follow(request: HttpRequest, run: str) -> HttpResponse:
    """Follow a ``thread`` or a ``forum``, or no longer: ``on=1``, ``on=0``."""
    person = participant(request, run)
    on = request.POST.get("on") == "1"
    number = request.POST.get("thread", "")
    if number.isdecimal():
        thread = visible_thread(person, int(number))
        writing.follow(person, thread=thread, on=on)
        return redirect("courses:thread", run, thread.pk)
    number = request.POST.get("forum", "")
    forum = get_object_or_404(Forum, run=person.run, pk=int(number) if number.isdecimal() else 0)
    writing.follow(person, forum=forum, on=on)
    return redirect("courses:forum", run, forum.pk)


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, None) else ""
