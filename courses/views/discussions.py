"""Reading the discussions of a run."""

from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms.models.base import Crumb
from courses.discussions.access import Participant, participant_in, participants
from courses.discussions.forms import PostForm
from courses.discussions.reading import (
    THREADS_ON_PAGE,
    address_of,
    follows,
    forums_of,
    lesson_threads,
    open_reports,
    thread_page,
)
from courses.models import Forum, Post, Run, Thread
from people.models import User

MOST_SUGGESTED = 8
FEWEST_LETTERS = 2


def participant(request: HttpRequest, run: str) -> Participant:
    """Who asks, as somebody in the run. 403 for who has no part in its discussions."""
    found = get_object_or_404(Run.objects.with_edition().select_related("organisation"), slug=run)
    person = participant_in(found, cast(User, request.user))
    if person is None:
        raise PermissionDenied(_("Discussions are for those who learn in the run and for its tutors."))
    return person


def visible_thread(person: Participant, pk: int) -> Thread:
    """A thread the person may read; 404 for others."""
    threads = Thread.objects.visible_to(person).select_related("forum", "group", "author")
    thread: Thread = get_object_or_404(threads, pk=pk)
    thread.run = person.run
    return thread


def way(person: Participant, *steps: tuple[str, str]) -> list[Crumb]:
    """From the course to its discussions, and on."""
    run = person.run
    home = (
        ("courses:learn" if person.enrolment else "courses:run"),
        person.enrolment.title if person.enrolment else run.title,
    )
    first = (home[1], reverse(home[0], args=[run.slug]))
    return [
        Crumb(title, url)
        for title, url in (first, (_("Discussions"), reverse("courses:forums", args=[run.slug])), *steps)
    ]


@never_cache
@login_required
@require_safe
def forums(request: HttpRequest, run: str) -> HttpResponse:
    """The forums of a run, and the discussions of its lessons."""
    person = participant(request, run)
    context = {
        "participant": person,
        "forums": forums_of(person),
        "lesson_threads": lesson_threads(person),
        "report_count": open_reports(person).count() if person.moderates else 0,
        "may_add": person.moderates and person.groups is None,
        "breadcrumbs": [*way(person)[:-1], Crumb(_("Discussions"), "")],
    }
    return render(request, "courses/discussions/forums.html", context)


@never_cache
@login_required
@require_safe
def forum(request: HttpRequest, run: str, forum: int) -> HttpResponse:
    """The threads of a forum."""
    person = participant(request, run)
    found = get_object_or_404(Forum, run=person.run, pk=forum)
    threads = Thread.objects.visible_to(person).in_forum(found).for_list()
    context = {
        "participant": person,
        "forum": found,
        "page_of_threads": Paginator(threads, THREADS_ON_PAGE).get_page(request.GET.get("page")),
        "may_begin": person.moderates or not found.is_for_staff,
        "is_followed": follows(person, forum=found),
        "may_change": person.moderates and person.groups is None,
        "breadcrumbs": way(person, (found.title, "")),
    }
    return render(request, "courses/discussions/forum.html", context)


@never_cache
@login_required
@require_safe
def thread(request: HttpRequest, run: str, thread: int) -> HttpResponse:
    """A thread: its posts, and the form to answer."""
    person = participant(request, run)
    return show_thread(request, person, visible_thread(person, thread))


def show_thread(
    request: HttpRequest, person: Participant, found: Thread, form: PostForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of a thread; with a form that was refused, that one."""
    shown = thread_page(found, person, request.GET.get("page"))
    reply_to = _replied(request, found, form)
    steps = [(shown.title, "")]
    if found.forum:
        steps.insert(0, (found.forum.title, reverse("courses:forum", args=[person.run.slug, found.forum.pk])))
    context = {
        "participant": person,
        "shown": shown,
        "thread": found,
        "reply_to": reply_to,
        "form": form or PostForm(initial={"reply_to": reply_to and reply_to.pk}, people_url=people_url(person, found)),
        "breadcrumbs": way(person, *steps),
    }
    return render(request, "courses/discussions/thread.html", context, status=status)


def _replied(request: HttpRequest, found: Thread, form: PostForm | None) -> Post | None:
    """The post that is being answered, if the reader chose one."""
    wanted = form.data.get("reply_to") if form else request.GET.get("reply")
    if not wanted or not str(wanted).isdecimal():
        return None
    return found.posts.shown().select_related("author").filter(pk=int(wanted)).first()


def people_url(person: Participant, thread: Thread | None = None) -> str:
    """Where names are suggested: of those who will read it."""
    url = reverse("courses:discussion_people", args=[person.run.slug])
    return f"{url}?thread={thread.pk}" if thread and thread.pk else url


@never_cache
@login_required
@require_safe
def thread_at(request: HttpRequest, run: str, thread: int, post: int) -> HttpResponse:
    """To a post, on whichever page of its thread it is."""
    person = participant(request, run)
    found = visible_thread(person, thread)
    row = get_object_or_404(Post, thread=found, pk=post)
    row.thread = found
    return redirect(address_of(row))


@never_cache
@login_required
@require_safe
def lesson_discussion(request: HttpRequest, run: str, lesson: UUID, block: UUID) -> HttpResponse:
    """The discussion of an activity; before anybody has written, the lesson itself, where the form is."""
    person = participant(request, run)
    threads = Thread.objects.visible_to(person).filter(lesson=lesson, block=block)
    if person.enrolment:
        threads = threads.filter(group__in=[person.enrolment.group_id]) | threads.filter(of_group=False)
    found = threads.order_by("-of_group", "pk").first()
    if found:
        return redirect("courses:thread", run, found.pk)
    if person.enrolment is None:
        return redirect("courses:forums", run)
    return redirect(f"{reverse('courses:lesson', args=[run, lesson])}#discussion-{block}")


@never_cache
@login_required
@require_safe
def people(request: HttpRequest, run: str) -> HttpResponse:
    """Names that begin with what was typed, of people who will read it: options for the list under an @."""
    person = participant(request, run)
    wanted = " ".join(request.GET.get("q", "").split())
    if len(wanted) < FEWEST_LETTERS:
        raise Http404(_("Type two letters at least."))
    number = request.GET.get("thread", "")
    found = participants(person.run, visible_thread(person, int(number)) if number.isdecimal() else None)
    matching = found.matching(wanted).exclude(pk=person.user.pk)
    # Names alone, though addresses match too: an address is not told to other learners.
    named = [each.get_full_name() for each in matching[: MOST_SUGGESTED * 4] if _fits(each, wanted)]
    return render(request, "courses/discussions/people.html", {"names": named[:MOST_SUGGESTED]})


def _fits(user: User, wanted: str) -> bool:
    name = " ".join((user.family_name, user.given_name, user.patronymic)).casefold()
    return all(word in name for word in wanted.casefold().split())
