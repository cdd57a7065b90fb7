"""An exercise that exists in the tests alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import blocks

from courses.activities import ActivityKind, Place
from courses.criteria import Criterion


class CountingBlock(blocks.StructBlock):
    """What its author fills in."""

    words = blocks.CharBlock(max_length=100)
    up_to = blocks.IntegerBlock(min_value=1)


class CountingKind(ActivityKind):
    """Counting up to a number, marked by hand."""

    name = "counting"
    label = "Counting"
    block = CountingBlock
    criteria = (Criterion.PASSED, Criterion.BUTTON)
    yields_score = True

    def settings(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {"up_to": value["up_to"]}

    def render(self, place: Place) -> SafeString:
        raise AssertionError("all of a lesson are drawn together")

    def render_all(self, places: Sequence[Place]) -> list[SafeString]:
        return [self.drawn(place, number, len(places)) for number, place in enumerate(places, 1)]

    def drawn(self, place: Place, number: int, total: int) -> SafeString:
        learner = place.enrolment.learner if place.enrolment else "nobody"
        return format_html(
            '<p>{} of {}: {}, count up to {} <em lang="{}">{}</em> {}</p>',
            number,
            total,
            learner,
            place.value["up_to"],
            place.language,
            place.value["words"],
            "done" if place.state.is_done else "to do",
        )
