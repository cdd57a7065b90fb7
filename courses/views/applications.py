"""The employer's page: what its people ask for."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.models.base import Crumb
from courses.enrolment_forms import DecisionForm
from courses.models import Enrolment
from courses.querysets import OVERSEERS, EnrolmentQuerySet
from courses.services.admissions import decide
from people.models import User
from people.permissions import has_role

PAGE_SIZE = 50


@login_required
def applications(request: HttpRequest) -> HttpResponse:
    """Applications of our people: to decide, one or many at once, and decided. 403 for who decides on nobody's."""
    viewer = cast(User, request.user)
    if not has_role(viewer, *OVERSEERS):
        raise PermissionDenied(
            _("Applications are decided by the employer’s registrars, methodologists and administrators.")
        )
    if request.method == "POST":
        form = DecisionForm(list(_to_decide(viewer).values_list("pk", flat=True)), request.POST)
        if form.is_valid():
            return _decide(request, viewer, form)
    else:
        form = DecisionForm([])
    decided = request.GET.get("show") == "decided"
    found = Enrolment.objects.decided_for(viewer) if decided else _to_decide(viewer)
    rows = found.with_run().with_learner().select_related("employer")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    chosen = {int(pk) for pk in request.POST.getlist("chosen") if pk.isdecimal()}
    context = {
        "page": page, "form": form, "decided": decided, "chosen": chosen, "views": _views(decided=decided),
        "breadcrumbs": [Crumb(_("Applications of our people"), "")],
    }  # fmt: skip
    return render(request, "courses/applications.html", context)


def _views(*, decided: bool) -> list[dict[str, object]]:
    return [
        {"title": _("To decide"), "url": "?", "is_current": not decided},
        {"title": _("Decided"), "url": "?show=decided", "is_current": decided},
    ]


def _to_decide(viewer: User) -> EnrolmentQuerySet:
    return Enrolment.objects.to_decide_by(viewer).order_by("run__starts_on", "run", "queue_number", "pk")


def _decide(request: HttpRequest, viewer: User, form: DecisionForm) -> HttpResponse:
    approves = form.approves
    number = len(decide(form.cleaned_data["chosen"], viewer, approve=approves, reason=form.cleaned_data["reason"]))
    if approves:
        said = ngettext("%(number)d application is approved.", "%(number)d applications are approved.", number)
    else:
        said = ngettext("%(number)d application is rejected.", "%(number)d applications are rejected.", number)
    messages.success(request, said % {"number": number})
    return redirect(reverse("courses:applications"))
