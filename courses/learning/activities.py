"""The activities of a lesson as the player shows them: each by its kind, with the learner's state."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from django.http import HttpRequest
from django.utils.safestring import SafeString

from courses.activities import Place, kind_of
from courses.conditions.wording import Reason, reasons
from courses.learning.content import LessonContent
from courses.learning.lessons import ActivityState
from courses.learning.standing import Standing
from courses.models import Enrolment
from courses.outline import Lesson


@dataclass(frozen=True)
class ShownPart:
    """A stretch of the lesson with the state of its activity, if it is one; ``html`` is empty for what is withdrawn, or
    ``awaited``: not published yet. ``closed`` says why an activity is not shown yet, ``until`` how long it is open.
    """

    html: SafeString
    state: ActivityState | None = None
    closed: Sequence[Reason] = ()
    awaited: bool = False
    until: str = ""


Closed = Mapping[UUID, Sequence[Reason]]
"""Why activities are closed to the learner, by block."""


def closed_parts(standing: Standing, lesson: Lesson, enrolment: Enrolment) -> Closed:
    """What keeps activities of a lesson closed to a learner, in words."""
    here = {place: found for place, found in standing.locks.items() if place[0] == lesson.key}
    return {block: found for (_lesson, block), found in reasons(here, standing.outline, enrolment).items()}


def shown_parts(
    content: LessonContent,
    states: Sequence[ActivityState],
    enrolment: Enrolment | None = None,
    request: HttpRequest | None = None,
    closed: Closed = MappingProxyType({}),
    *,
    until: Mapping[UUID, str] = MappingProxyType({}),
) -> list[ShownPart]:
    """The body of a lesson with its activities in place; ``enrolment`` is ``None`` in an author's preview.

    What the lesson's text has as an activity and the edition does not is left out.
    """
    by_block = {state.activity.block: state for state in states}
    places: dict[UUID | None, Place] = {
        part.block: Place(
            by_block[part.block].activity,
            part.value,
            content.language,
            by_block[part.block],
            enrolment,
            request,
            part.html,
            part.drawn,
        )
        for part in content.parts
        if part.block in by_block and part.block not in closed
    }
    drawn = _drawn(places)
    shown = []
    for part in content.parts:
        if part.block is None:
            shown.append(ShownPart(part.html))
        elif part.block in closed:
            shown.append(ShownPart(SafeString(), by_block.get(part.block), closed[part.block]))
        elif part.block in by_block:
            said = until.get(part.block, "")
            shown.append(ShownPart(drawn[part.block], by_block[part.block], awaited=part.awaited, until=said))
    return shown


def _drawn(places: dict[UUID | None, Place]) -> dict[UUID | None, SafeString]:
    """What is shown in each place; the activities of a kind are drawn together."""
    by_kind: dict[str, list[UUID | None]] = defaultdict(list)
    for block, place in places.items():
        by_kind[place.activity.kind].append(block)
    drawn: dict[UUID | None, SafeString] = dict.fromkeys(places, SafeString(""))
    for name, blocks in by_kind.items():
        if kind := kind_of(name):
            drawn |= dict(zip(blocks, kind.render_all([places[block] for block in blocks]), strict=True))
    return drawn
