"""The buttons that remind learners."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from courses.models import Enrolment, Run
from courses.oversight.forms import RemindForm
from courses.oversight.reminders import Reminded, remind, remind_behind
from people.models import User


@require_POST
@login_required
def remind_learners(request: HttpRequest, run: str) -> HttpResponse:
    """Remind one learner, or all who are behind, and go back. 403 for who does not look after them."""
    found = get_object_or_404(Run.objects.with_edition(), slug=run)
    form = RemindForm(request.POST)
    if form.is_valid():
        by, text = cast(User, request.user), form.cleaned_data["text"]
        if form.cleaned_data["behind"]:
            told = remind_behind(found, by, text)
        else:
            one = Enrolment.objects.filter(run=found, public_id=form.cleaned_data["learner"])
            told = remind(found, one, by, text)
        _say(request, told)
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect(_back(request, run))


def _say(request: HttpRequest, told: Reminded) -> None:
    if told.told:
        words = ngettext("%(number)d learner has been reminded.", "%(number)d learners have been reminded.", told.told)
        messages.success(request, words % {"number": told.told})
    if told.already:
        words = ngettext(
            "%(number)d learner had been reminded today already.",
            "%(number)d learners had been reminded today already.",
            told.already,
        )
        messages.info(request, words % {"number": told.already})
    if not told.told and not told.already:
        messages.info(request, _("Nobody has to be reminded."))


def _back(request: HttpRequest, run: str) -> str:
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return reverse("courses:run", args=[run])
