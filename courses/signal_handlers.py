"""What courses do when something else happens; connected in ``apps.py``."""

from typing import Any

from courses.models import CoursePage, Forum, Run
from courses.services.editions import compile_edition


def compile_on_publish(sender: type[CoursePage], instance: CoursePage, **kwargs: Any) -> None:
    """A published course has an edition of exactly what was published; one to be published later has none yet."""
    if not instance.live:
        return
    revision = kwargs.get("revision")
    compile_edition(instance, by=getattr(revision, "user", None))


def open_first_forum(instance: Run, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A run begins with a forum, so that somebody who has a question need not wait for one to be made."""
    if created and not raw:
        Forum.objects.create(run=instance)
