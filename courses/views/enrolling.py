"""Getting into a run and out of it."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.enrolment_forms import ApplyForm, LeaveForm
from courses.enrolment_rules import IN_FORCE, IN_LINE, Kind
from courses.learning.line import languages_of
from courses.models import Enrolment, Run
from courses.services.enrolments import CannotEnrolError, apply_to, enrol, withdraw
from courses.views.learning import to_course, way
from people.models import User


@login_required
def enrol_view(request: HttpRequest, run: str) -> HttpResponse:
    """Join a run, and begin; what stands against it is said on the course's page.

    Who had to log in on the way comes back with a GET, which writes nothing: the course's page has the button again.
    """
    if request.method != "POST":
        return to_course(run)
    found = get_object_or_404(Run.objects.with_edition(), slug=run)
    try:
        enrolment = enrol(cast(User, request.user), found, code=request.POST.get("code", "")[:40])
    except CannotEnrolError as error:
        messages.error(request, str(error))
        return to_course(run)
    if enrolment.state not in IN_FORCE:
        messages.info(
            request, _("All seats are taken, so you are on the waiting list. You will be told when it is your turn.")
        )
        return to_course(run)
    messages.success(request, _("You are enrolled. Everything you do here is kept: come back whenever you like."))
    return redirect("courses:learn", run)


@login_required
def apply_view(request: HttpRequest, run: str) -> HttpResponse:
    """The form of an application."""
    found = get_object_or_404(Run.objects.with_edition().select_related("organisation"), slug=run)
    learner = cast(User, request.user)
    if found.enrolment_kind != Kind.APPLICATION or own_place(learner, run):
        return to_course(run)
    form = ApplyForm(learner, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            apply_to(learner, found, **form.cleaned_data)
        except CannotEnrolError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your application is with your employer. You will be told the answer."))
            return to_course(run)
    crumbs = way((_("Application"), ""))
    context = {
        "run": found,
        "languages": languages_of(found),
        "form": form,
        "course_url": reverse("courses:learn", args=[run]),
        "breadcrumbs": crumbs,
    }
    return render(request, "courses/apply.html", context)


@login_required
def leave(request: HttpRequest, run: str) -> HttpResponse:
    """Ask, then leave a run, or the line for it."""
    enrolment = own_place(cast(User, request.user), run)
    if enrolment is None:
        return to_course(run)
    learns = enrolment.state in IN_FORCE
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {
            "enrolment": enrolment,
            "learns": learns,
            "form": form,
            "course_url": reverse("courses:learn", args=[run]),
        }
        title = _("Leave the course") if learns else _("Leave the line")
        return render(request, "courses/leave.html", context | {"breadcrumbs": way((enrolment.title, ""), (title, ""))})
    try:
        withdraw(enrolment, cast(User, request.user), form.cleaned_data["reason"])
    except CannotEnrolError as error:
        messages.error(request, str(error))
        return redirect("courses:learn", run)
    if learns:
        messages.success(request, _("You have left the course. What you did is kept, if you ever come back."))
    else:
        messages.success(request, _("You are off the list."))
    return redirect("courses:my_learning")


def own_place(learner: User, run: str) -> Enrolment | None:
    """The reader's enrolment in a run, or their place in its line."""
    own = Enrolment.objects.filter(run__slug=run, learner=learner, state__in=IN_FORCE | IN_LINE)
    return own.with_run().first()
