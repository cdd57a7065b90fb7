"""Finding what somebody who looks after learners may see, and the way between the pages about a run."""

from typing import cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cms.models.base import Crumb
from courses.assignments.access import may_see_queue
from courses.models import Enrolment, Run
from courses.services.runs import may_open_runs
from people.models import User


def visible_run(request: HttpRequest, slug: str) -> Run:
    """The run. 404 for none, ``PermissionDenied`` for who sees the progress of nobody in it."""
    found = get_object_or_404(Run.objects.with_edition().select_related("organisation"), slug=slug)
    if not Run.objects.visible_to(cast(User, request.user)).filter(pk=found.pk).exists():
        raise PermissionDenied(_("Only this run's tutors and methodologists see how its learners get on."))
    return found


def visible_enrolment(request: HttpRequest, run: str, enrolment: UUID) -> Enrolment:
    """A learner's enrolment in a run. 404 for who does not see it."""
    visible = Enrolment.objects.visible_to(cast(User, request.user)).with_run().with_learner()
    return get_object_or_404(visible, run__slug=run, public_id=enrolment)


def way(*steps: tuple[str, str]) -> list[Crumb]:
    """Where a page stands beneath the list of runs."""
    return [Crumb(title, url) for title, url in ((_("Runs"), reverse("courses:runs")), *steps)]


def way_to_learner(enrolment: Enrolment, *steps: tuple[str, str]) -> list[Crumb]:
    """Where a page about one learner stands."""
    run = enrolment.run.slug
    record = reverse("courses:run_learner", args=[run, enrolment.public_id])
    return way(
        (enrolment.title, reverse("courses:run", args=[run])), (enrolment.learner.get_full_name(), record), *steps
    )


def run_tabs(run: Run, viewer: User, current: str) -> list[dict[str, object]]:
    """The pages about a run that the viewer may open, for ``components/tabs.html``; ``current`` is a name below."""
    pages = [("courses:run", _("Learners")), ("courses:run_matrix", _("Activities"))]
    if may_see_queue(viewer, run):
        pages += [("courses:run_work", pgettext("handed in", "Work")), ("courses:run_marks", _("Gradebook"))]
        pages.append(("courses:announcements", _("Announcements")))
    if may_open_runs(viewer, run.organisation):
        pages += [("courses:final", _("Final assessment")), ("courses:run_editions", _("Editions"))]
    return [
        {"title": title, "url": reverse(name, args=[run.slug]), "is_current": name == current} for name, title in pages
    ]


def learner_tabs(enrolment: Enrolment, current: str) -> list[dict[str, object]]:
    """The pages about a learner in a run."""
    pages = [
        ("courses:run_learner", _("Lessons")),
        ("courses:run_timeline", _("Timeline")),
        ("courses:run_percent", _("Why this per cent")),
    ]
    return [
        {
            "title": title,
            "url": reverse(name, args=[enrolment.run.slug, enrolment.public_id]),
            "is_current": name == current,
        }
        for name, title in pages
    ]
