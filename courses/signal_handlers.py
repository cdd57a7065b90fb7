"""What courses do when something else happens; connected in ``apps.py``."""

from typing import Any

from courses.models import CoursePage, Forum, ProgrammePage, Run
from courses.programmes.parts import ProgrammeNotReadyError, parts_of, programmes_with, tell_of_waiting
from courses.services.editions import compile_edition, compile_programme


def compile_on_publish(sender: type[CoursePage], instance: CoursePage, **kwargs: Any) -> None:
    """A published course has an edition of exactly what was published; one to be published later has none yet."""
    if not instance.live:
        return
    revision = kwargs.get("revision")
    compile_edition(instance, by=getattr(revision, "user", None))


def compile_programme_on_publish(sender: type[ProgrammePage], instance: ProgrammePage, **kwargs: Any) -> None:
    """A published programme has an edition of its courses; without one of them it waits, and its editors are told."""
    if not instance.live:
        return
    try:
        compile_programme(instance, by=getattr(kwargs.get("revision"), "user", None))
    except ProgrammeNotReadyError as error:
        tell_of_waiting(instance, error.problems)


def tell_of_unpublished_course(sender: type[CoursePage], instance: CoursePage, **kwargs: Any) -> None:
    """A programme whose course is withdrawn gets no new edition until something is done about it."""
    for programme in programmes_with(instance.translation_key):
        if problems := parts_of(programme).problems:
            tell_of_waiting(programme, problems)


def open_first_forum(instance: Run, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A run begins with a forum, so that somebody who has a question need not wait for one to be made."""
    if created and not raw:
        Forum.objects.create(run=instance)
