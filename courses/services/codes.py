"""The code of a run: made, changed, tried."""

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from courses.enrolment_rules import CannotEnrolError, Kind
from courses.models import Run
from courses.services.runs import may_open_runs, new_code
from people.models import User

MOST_TRIES = 10
REMEMBERED_FOR = 15 * 60
"""Seconds."""


@transaction.atomic
def rotate_code(run: Run, by: User) -> str:
    """Give a run a new code; the old one opens nothing from now on. Raises ``PermissionDenied``."""
    stored = Run.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=run.pk)
    if not may_open_runs(by, stored.organisation):
        raise PermissionDenied(_("The code is changed by the run’s registrars, methodologists and administrators."))
    stored.code = new_code()
    stored.save(update_fields=["code"])
    return stored.code


def check_code(learner: User, run: Run, code: str) -> None:
    """Raises ``CannotEnrolError`` unless a run by code is given its own; after ten wrong ones in a quarter of an hour,
    whatever is typed. A person's tries in all runs count together, so that nobody goes from run to run.
    """
    if run.enrolment_kind != Kind.CODE:
        return
    key = f"limit:code:{learner.pk}"
    cache.add(key, 0, REMEMBERED_FOR)
    if cache.get(key, 0) >= MOST_TRIES:
        raise CannotEnrolError(_("Too many wrong codes. Wait a quarter of an hour, and ask who gave you the code."))
    if run.code and constant_time_compare(_as_made(code), run.code):
        cache.delete(key)
        return
    # Counted before it is told, so that many tries at once are many.
    cache.incr(key)
    raise CannotEnrolError(_("This is not the code of the run. Type it again as it was given to you."))


def _as_made(code: str) -> str:
    """Without what people add: spaces, hyphens, small letters."""
    return "".join(letter for letter in code.upper() if letter.isalnum())
