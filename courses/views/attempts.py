"""Beginning a course anew, and having an earlier completion recognised."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.learning.attempts import earlier_attempts
from courses.models import Enrolment, Recognition
from courses.oversight.access import visible_enrolment, way_to_learner
from courses.oversight.forms import ReasonForm, SourceForm
from courses.progress.attempts import may_begin_anew, start_new_attempt
from courses.progress.recognition import recognise, take_back
from courses.views.learning import own_enrolment, way
from people.models import User


@login_required
def anew(request: HttpRequest, run: str) -> HttpResponse:
    """One's own attempts; asks, then begins another."""
    enrolment = own_enrolment(request, run)
    if enrolment is None:
        raise Http404(run)
    home = reverse("courses:learn", args=[run])
    crumbs = way((enrolment.title, home), (_("Attempts"), ""))
    return _anew(request, enrolment, home, crumbs)


@login_required
def learner_anew(request: HttpRequest, run: str, enrolment: UUID) -> HttpResponse:
    """A learner's attempts, for who looks after them. 404 for who does not see the learner."""
    found = visible_enrolment(request, run, enrolment)
    crumbs = way_to_learner(found, (_("Attempts"), ""))
    return _anew(request, found, reverse("courses:run_learner", args=[run, enrolment]), crumbs)


def _anew(request: HttpRequest, enrolment: Enrolment, after: str, crumbs: object) -> HttpResponse:
    person = cast(User, request.user)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        start_new_attempt(enrolment, person, form.cleaned_data["reason"])
        messages.success(request, _("A new attempt has begun. The old one is kept."))
        return redirect(after)
    context = {
        "enrolment": enrolment,
        "attempts": earlier_attempts(enrolment, person),
        "may_begin": may_begin_anew(enrolment, person),
        "form": form,
        "back": after,
        "breadcrumbs": crumbs,
    }
    return render(request, "courses/attempts.html", context)


@require_POST
@login_required
def recognise_view(request: HttpRequest, run: str) -> HttpResponse:
    """The learner's button."""
    enrolment = own_enrolment(request, run)
    form = SourceForm(request.POST)
    if enrolment is None or not form.is_valid():
        raise Http404(run)
    source = get_object_or_404(
        Enrolment.objects.with_run(), public_id=form.cleaned_data["source"], learner=request.user.pk
    )
    try:
        done = recognise(enrolment, source, cast(User, request.user))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        told = {"before": done.percent_before, "after": done.percent_after}
        messages.success(request, _("Recognised: %(before)d%% → %(after)d%%.") % told)
    return redirect("courses:learn", run)


@require_POST
@login_required
def take_back_view(request: HttpRequest, run: str, enrolment: UUID) -> HttpResponse:
    """The button of who looks after the learner. 404 for who does not see them, 403 for who only sees them."""
    found = visible_enrolment(request, run, enrolment)
    number = request.POST.get("recognition", "")
    rows = Recognition.objects.select_related("enrolment").filter(enrolment=found)
    recognition = get_object_or_404(rows, pk=int(number) if number.isdecimal() else 0)
    try:
        take_back(recognition, cast(User, request.user), request.POST.get("reason", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The recognition has been taken back."))
    return redirect("courses:run_percent", run, enrolment)
