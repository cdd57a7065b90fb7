"""Tables saved as files; whoever sees the page saves what it shows."""

from collections.abc import Iterator
from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from courses.exports.sheets import FORMATS, Cell, Sheet
from courses.learning.timeline import History
from courses.models import Enrolment
from courses.oversight.access import visible_enrolment, visible_run
from courses.oversight.forms import MatrixForm
from courses.oversight.sheets import SHEETS
from courses.views.learning import own_enrolment
from people.models import User


@require_GET
@login_required
def run_sheet(request: HttpRequest, run: str, sheet: str, ending: str) -> HttpResponseBase:
    """The learners, the matrix or the events of a run, with the page's filter. 403 for who sees none of them."""
    if sheet not in SHEETS or ending not in FORMATS:
        raise Http404(sheet)
    found = visible_run(request, run)
    form = MatrixForm(found, request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    return FORMATS[ending](SHEETS[sheet](found, cast(User, request.user), wanted))


@require_GET
@login_required
def timeline_sheet(request: HttpRequest, run: str, enrolment: UUID, ending: str) -> HttpResponseBase:
    """A learner's timeline. 404 for who does not see it."""
    return _timeline(visible_enrolment(request, run, enrolment), ending)


@require_GET
@login_required
def own_timeline_sheet(request: HttpRequest, run: str, ending: str) -> HttpResponseBase:
    """One's own timeline."""
    enrolment = own_enrolment(request, run)
    if enrolment is None:
        raise Http404(run)
    return _timeline(enrolment, ending)


def _timeline(enrolment: Enrolment, ending: str) -> HttpResponseBase:
    if ending not in FORMATS:
        raise Http404(ending)
    head = (_("When"), _("What"), _("Details"))
    return FORMATS[ending](Sheet(f"{enrolment.run.slug}-timeline", head, _entries(enrolment)))


def _entries(enrolment: Enrolment) -> Iterator[tuple[Cell, ...]]:
    """Day by day, so that no more than a month of a learner's events is at hand."""
    history = History(enrolment)
    for start in range(0, len(history.days), 30):
        for day in history.entries(history.days[start : start + 30]):
            for entry in day.entries:
                yield entry.at, entry.text, entry.detail
