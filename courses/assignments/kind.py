"""Assignments as a kind of activity."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import pgettext_lazy

from courses.activities.kinds import ActivityKind, Place
from courses.assignments.blocks import AssignmentBlock
from courses.assignments.settings import KIND, AssignmentSettings
from courses.criteria import Criterion


class AssignmentKind(ActivityKind):
    """Work that is handed in and marked; its page is the learner's own, the lesson shows the way there."""

    name = KIND
    label = pgettext_lazy("activity", "Assignment")
    icon = "upload"
    block = AssignmentBlock
    criteria = (Criterion.SUBMITTED, Criterion.PASSED, Criterion.VIEW, Criterion.NONE)
    yields_score = True

    def settings(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """All of it: the words too, for a tutor who reads another language than the learner's."""
        return settings_from(value).data()

    def render(self, place: Place) -> SafeString:
        """The assignment with its state."""
        return self.render_all([place])[0]

    def render_all(self, places: Sequence[Place]) -> list[SafeString]:
        """All of a lesson at once, with what the learner has handed in. One query."""
        from courses.assignments.learning import lesson_parts

        return [
            SafeString(
                render_to_string("courses/assignments/in_lesson.html", {"part": part, "language": place.language})
            )
            for place, part in zip(places, lesson_parts(places, timezone.now()), strict=True)
        ]


def settings_from(value: Mapping[str, Any]) -> AssignmentSettings:
    """The settings in a block's raw value; lists in it carry the ids of their items."""
    plain = {
        name: value[name]
        for name in AssignmentSettings.__dataclass_fields__
        if value.get(name) is not None and name not in ("rubric", "peer", "extra")
    }
    if value.get("peer_reviews"):
        plain["peer"] = {"reviews": value["peer_reviews"], "days": value.get("peer_days") or 7}
    plain["rubric"] = [_criterion(each) for each in value.get("rubric") or ()]
    return AssignmentSettings.read(plain)


def _criterion(item: Mapping[str, Any]) -> dict[str, Any]:
    criterion = item["value"]
    levels = [
        {
            "id": level["id"],
            "title": level["value"]["title"],
            "points": level["value"]["points"],
            "text": level["value"].get("text") or "",
        }
        for level in criterion["levels"]
    ]
    return {"id": item["id"], "title": criterion["title"], "levels": levels}
