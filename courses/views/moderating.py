"""Looking after the discussions of a run: what is hidden, locked, pinned and reported, and its forums."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.discussions import moderation
from courses.discussions.forms import ForumForm, ReasonForm
from courses.discussions.reading import address_of, open_reports
from courses.models import Forum
from courses.views.discussions import participant, visible_thread, way
from courses.views.posts import ask, attempt, visible_post

SHOWN_REPORTS = 100


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hide(request: HttpRequest, run: str, post: int) -> HttpResponse:
    """Take a post out of sight, with a reason. 403 for who does not moderate there."""
    person = participant(request, run)
    found = visible_post(person, post)
    moderation.check_may_moderate(found, person)
    form = ReasonForm(request.POST or None)
    return ask(
        request,
        person,
        found,
        form,
        action="hide",
        act=lambda: moderation.hide_post(found, person, form.reason),
        done=_("The post is hidden, and its author is told why."),
    )


@login_required
@require_POST
def show(request: HttpRequest, run: str, post: int) -> HttpResponse:
    """Put a hidden post back."""
    person = participant(request, run)
    found = visible_post(person, post)
    moderation.show_post(found, person)
    return redirect(address_of(found))


@login_required
@require_POST
def keep(request: HttpRequest, run: str, post: int) -> HttpResponse:
    """Settle the reports about a post: it stays."""
    person = participant(request, run)
    moderation.keep_post(visible_post(person, post), person)
    messages.success(request, _("The post stays."))
    return redirect("courses:reports", run)


@login_required
@require_POST
def moderate(request: HttpRequest, run: str, thread: int) -> HttpResponse:
    """Lock or pin a thread, or no longer: ``lock=1``, ``lock=0``, ``pin=1``, ``pin=0``."""
    person = participant(request, run)
    found = visible_thread(person, thread)
    if "lock" in request.POST:
        moderation.set_locked(found, person, on=request.POST["lock"] == "1")
    if "pin" in request.POST:
        moderation.set_pinned(found, person, on=request.POST["pin"] == "1")
    return redirect("courses:thread", run, found.pk)


@login_required
@require_safe
def reports(request: HttpRequest, run: str) -> HttpResponse:
    """What readers have reported, for those who moderate. 403 for others."""
    person = participant(request, run)
    moderation.require_moderator(person)
    context = {
        "participant": person,
        "reports": open_reports(person)[:SHOWN_REPORTS],
        "breadcrumbs": way(person, (_("Reported posts"), "")),
    }
    return render(request, "courses/discussions/reports.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_forum(request: HttpRequest, run: str, forum: int | None = None) -> HttpResponse:
    """Add a forum to the run, or change one."""
    person = participant(request, run)
    moderation.require_moderator(person, whole_run=True)
    found = get_object_or_404(Forum, run=person.run, pk=forum) if forum else None
    initial = (
        {"labels": found.labels, "description": found.description, "is_for_staff": found.is_for_staff} if found else {}
    )
    form = ForumForm(request.POST or None, initial=initial)
    if request.method == "POST" and attempt(form, lambda: moderation.save_forum(found, person, **form.cleaned_data)):
        return redirect("courses:forums", run)
    title = found.title if found else _("New forum")
    context = {"form": form, "title": title, "participant": person, "breadcrumbs": way(person, (title, ""))}
    return render(request, "courses/discussions/edit_forum.html", context, status=422 if form.errors else 200)
