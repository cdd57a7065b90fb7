"""Choosing the language a run is read in."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from courses.learning.languages import CHOSEN
from courses.views.learning import own_enrolment


@require_POST
@login_required
def choose_language(request: HttpRequest, run: str) -> HttpResponse:
    """Keep the choice for as long as one is logged in. 404 for a language the run is not held in."""
    enrolment = own_enrolment(request, run)
    language = request.POST.get("language", "")
    if enrolment is None or language not in enrolment.run.languages:
        raise Http404(run)
    request.session[CHOSEN] = {**request.session.get(CHOSEN, {}), run: language}
    try:
        return redirect("courses:lesson", run, UUID(request.POST.get("lesson", "")))
    except ValueError:
        return redirect("courses:learn", run)
