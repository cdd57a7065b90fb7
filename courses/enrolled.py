"""A learner's own enrolment, with which every page and every request of a learner begins.

Runs change rarely and are asked for all the time, so they are remembered for a minute. What is changed in a run is seen
at once, with a shared cache (Redis) by every process; without one, another process may show the run's dates and name
as they were for :data:`REMEMBERED_FOR` seconds more. The enrolment itself is always read.
"""

from typing import Any

from django.core.cache import cache
from django.db import transaction

from courses.models import CourseEdition, Enrolment, Run

REMEMBERED_FOR = 60
"""Seconds."""


def run_at(slug: str) -> Run | None:
    """The run of that address with its edition, if there is one. At most one query."""
    if found := cache.get(_name(slug)):
        return found
    for run in Run.objects.with_edition().filter(slug=slug):
        cache.set(_name(slug), run, REMEMBERED_FOR)
        return run
    return None


def own_enrolment(learner: int, slug: str, *, lock: bool = False) -> Enrolment | None:
    """The enrolment in force of a learner in the run of that address, with run and edition; ``None`` without one.

    One query; one more where the run is not remembered, and for who learns from another edition than new learners.
    ``lock`` holds the row until the transaction ends.
    """
    run = run_at(slug)
    if run is None:
        return None
    own = Enrolment.objects.in_force().filter(run=run.pk, learner=learner)
    for enrolment in own.select_for_update() if lock else own:
        enrolment.run = run
        enrolment.edition = _edition(enrolment, run)
        return enrolment
    return None


def _edition(enrolment: Enrolment, run: Run) -> CourseEdition:
    """The learner's own edition, which mostly is the run's; without its outline, which is long."""
    same = enrolment.edition_id == run.edition_id
    return run.edition if same else CourseEdition.objects.light().get(pk=enrolment.edition_id)


def forget(*slugs: str) -> None:
    """Ask anew about runs that were changed, now and once the change is committed."""
    names = [_name(slug) for slug in slugs]
    cache.delete_many(names)
    # Somebody else may have asked, and remembered what was true, before the commit.
    transaction.on_commit(lambda: cache.delete_many(names))


def forget_run(sender: type[Run], instance: Run, **kwargs: Any) -> None:
    """As :func:`forget`, for a run that was saved or deleted."""
    forget(instance.slug)


def _name(slug: str) -> str:
    return f"courses.run.{slug}"
