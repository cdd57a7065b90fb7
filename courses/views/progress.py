"""Where progress comes in: from the player's script, and from its buttons when there is no script."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.conditions.gate import open_events
from courses.criteria import Criterion
from courses.forms import ConfirmForm
from courses.learning.lessons import news_of
from courses.learning.standing import standing_in, standing_with
from courses.models import Enrolment
from courses.outline import Activity
from courses.progress.intake import MOST_BYTES, BadEventsError, read_batch
from courses.progress.places import keep_place
from courses.progress.rules import Event, EventKind
from courses.progress.services import Gate, Recorded, record, record_in_run
from courses.views.learning import own_enrolment

LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


def _error(status: int, message: str, **more: object) -> JsonResponse:
    return JsonResponse({"error": message, **more}, status=status)


@require_POST
def events(request: HttpRequest, run: str) -> HttpResponse:
    """Record what a learner's browser tells; answers with the state of the lesson named by ``?lesson=``.

    JSON in the body, or in the field ``events`` of a form, which is what a closing page can send together with its
    token. ``?owner=`` names the enrolment that the device has kept the events of: they are nobody else's. 400 says
    which events cannot be read; 401, 404: nobody is logged in, or not enrolled; 403: somebody else is.
    """
    if not request.user.is_authenticated:
        return _error(401, _("Log in again: what you did is kept on this device until then."))
    try:
        told = read_batch(_body(request), LANGUAGES)
    except BadEventsError as error:
        return _error(400, error.message, events=error.by_event)
    try:
        recorded = record_in_run(request.user.pk, run, told.events, gate=_gate(request.GET.get("owner", "")))
    except NotTheirsError:
        return _error(403, _("Log in again: what you did is kept on this device until then."))
    if recorded is None:
        return _error(404, _("You are not enrolled in this course."))
    if told.place:
        keep_place(recorded.enrolment, told.place)
    counts = {"accepted": recorded.accepted, "repeated": recorded.repeated, "unknown": recorded.unknown}
    return JsonResponse({**counts, **_news(request, recorded)})


class NotTheirsError(ValueError):
    """Events that one person's device has kept came under another person's account."""


def _gate(owner: str) -> Gate:
    """What is open to the learner; raises :class:`NotTheirsError` when the events are of another enrolment."""

    def gate(enrolment: Enrolment, told: Sequence[Event]) -> Sequence[Event]:
        if owner and owner != str(enrolment.public_id):
            raise NotTheirsError(owner)
        return open_events(enrolment, told)

    return gate


def _body(request: HttpRequest) -> bytes | str:
    """What was sent; refuses to read a long body into memory."""
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES * 2:
        raise BadEventsError(f"Send at most {MOST_BYTES} bytes at once.")
    try:
        # Not .get(): a form's body has been read by the time it would be asked for.
        return request.POST["events"] if "events" in request.POST else request.body  # noqa: SIM401
    except RequestDataTooBig as error:
        raise BadEventsError(f"Send at most {MOST_BYTES} bytes at once.") from error


def _news(request: HttpRequest, recorded: Recorded) -> dict[str, object]:
    enrolment = recorded.enrolment
    try:
        lesson = enrolment.edition.outline.lesson(UUID(request.GET.get("lesson", "")))
    except ValueError:
        lesson = None
    if lesson is None:
        return {"percent": enrolment.percent}
    if any(key[0] == lesson.key for key in recorded.rows):
        return news_of(lesson, enrolment, standing_with(enrolment, recorded.rows.values()))
    return news_of(lesson, enrolment, standing_in(enrolment, lesson))


@login_required
def confirm(request: HttpRequest, run: str, lesson: UUID) -> HttpResponse:
    """The button “Mark as done”, which works without scripts. A GET, after logging in on the way, writes nothing."""
    if request.method != "POST":
        return redirect("courses:lesson", run, lesson)
    enrolment = own_enrolment(request, run)
    form = ConfirmForm(request.POST)
    if enrolment is None or not form.is_valid():
        raise Http404(run)
    activity = enrolment.edition.outline.activities.get((lesson, form.cleaned_data["block"]))
    if activity is None:
        raise Http404(lesson)
    if not open_events(enrolment, [said := _said(activity, request)]):
        messages.warning(request, _("This part is closed now, so it cannot be marked as done."))
    elif activity.criterion not in (Criterion.BUTTON, Criterion.VIEW):
        messages.warning(request, _("This part is completed by working on it, not by a button."))
    else:
        record(enrolment, [said])
    return redirect("courses:lesson", run, lesson)


def _said(activity: Activity, request: HttpRequest) -> Event:
    kind = EventKind.CONFIRMED if activity.criterion == Criterion.BUTTON else EventKind.VIEWED
    return Event(
        uuid=uuid4(),
        lesson=activity.lesson,
        block=activity.block,
        kind=kind,
        occurred_at=timezone.now(),
        language=getattr(request, "LANGUAGE_CODE", ""),
    )
