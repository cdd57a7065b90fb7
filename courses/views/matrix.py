"""The matrix of learners and activities."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from courses.oversight.access import run_tabs, visible_run, way
from courses.oversight.forms import MatrixForm
from courses.oversight.matrix import EVERYTHING, matrix_of
from people.models import User


@require_GET
@login_required
def matrix(request: HttpRequest, run: str) -> HttpResponse:
    """Every learner whose progress the reader sees, by every activity. 403 for who sees none of them."""
    viewer = cast(User, request.user)
    found = visible_run(request, run)
    form = MatrixForm(found, request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    shown = matrix_of(found, viewer, wanted, page=request.GET.get("page"))
    # The field says which module is shown, also when none was asked for.
    form.data = {**request.GET.dict(), "module": str(shown.module or EVERYTHING)}
    context = {
        "matrix": shown,
        "form": form,
        "is_filtered": any(value for name, value in wanted.items() if name != "module"),
        "module_is_chosen": bool(wanted.get("module")),
        "tabs": run_tabs(found, viewer, "courses:run_matrix"),
        "breadcrumbs": way((found.title, reverse("courses:run", args=[run])), (_("Activities"), "")),
    }
    return render(request, "courses/matrix.html", context)
