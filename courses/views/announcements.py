"""The announcements of a run: for those in it to read, for its staff to write."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.models.base import Crumb
from courses.announcements.forms import AnnouncementForm
from courses.announcements.reading import ShownAnnouncement
from courses.announcements.services import delete_announcement, may_announce, save_announcement
from courses.discussions.access import is_tutor, participant_in
from courses.models import Announcement, Run
from people.models import User

PAGE_SIZE = 20


def _run(slug: str) -> Run:
    return get_object_or_404(Run.objects.with_edition().select_related("organisation"), slug=slug)


def _way(run: Run, *steps: tuple[str, str]) -> list[Crumb]:
    first = (run.title, reverse("courses:learn", args=[run.slug]))
    mine = (_("Announcements"), reverse("courses:announcements", args=[run.slug]))
    return [Crumb(title, url) for title, url in (first, mine, *steps)]


@never_cache
@login_required
@require_safe
def announcements(request: HttpRequest, run: str) -> HttpResponse:
    """What was announced, the latest first; its staff see what is still to be sent. 403 for others."""
    found, person = _run(run), cast(User, request.user)
    writes = may_announce(found, person)
    participant = participant_in(found, person)
    if not writes and participant is None:
        raise PermissionDenied(_("Announcements are for those who learn in the run and for its staff."))
    rows = Paginator(found.announcements.published(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "run": found,
        "page_of_announcements": rows,
        "shown": [ShownAnnouncement(row) for row in rows],
        "waiting": found.announcements.filter(published_at=None).order_by("publish_at") if writes else (),
        "may_write": writes,
        "takes_part": participant is not None,
        "is_tutor": participant is not None and participant.moderates and is_tutor(found, person),
        "breadcrumbs": [*_way(found)[:-1], Crumb(_("Announcements"), "")],
    }
    return render(request, "courses/announcements/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_announcement(request: HttpRequest, run: str, announcement: int | None = None) -> HttpResponse:
    """Write an announcement, or change one. 403 for who is not of the run's staff."""
    found, person = _run(run), cast(User, request.user)
    if not may_announce(found, person):
        raise PermissionDenied(_("Announcements are made by the run’s tutors, registrars and methodologists."))
    row = get_object_or_404(Announcement, run=found, pk=announcement) if announcement else None
    form = AnnouncementForm(row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        saved = save_announcement(found, person, row, **form.cleaned_data)
        saved.refresh_from_db()
        if row and row.is_published:
            messages.success(request, _("The announcement is changed."))
        elif saved.is_published:
            messages.success(request, _("The announcement is sent."))
        else:
            messages.success(request, _("The announcement is saved, and goes at its time."))
        return redirect("courses:announcements", run)
    title = _("Change the announcement") if row else _("New announcement")
    context = {"form": form, "run": found, "row": row, "title": title, "breadcrumbs": _way(found, (title, ""))}
    return render(request, "courses/announcements/edit.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def remove_announcement(request: HttpRequest, run: str, announcement: int) -> HttpResponse:
    """Take an announcement back."""
    row = get_object_or_404(Announcement.objects.select_related("run__organisation"), run__slug=run, pk=announcement)
    delete_announcement(row, cast(User, request.user))
    messages.success(request, _("The announcement is taken back."))
    return redirect("courses:announcements", run)
