"""A reflection in a lesson: a question the learner answers in their own diary."""

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.activities.kinds import ActivityKind, Place
from courses.criteria import Criterion


class ReflectionBlock(blocks.StructBlock):
    """What an author fills in."""

    prompt = blocks.TextBlock(
        label=_("What to think about"),
        help_text=_("The learner writes into their own diary; you do not read it unless they share it."),
    )

    class Meta:
        icon = "edit"
        template = "courses/blocks/reflection.html"
        preview_value = {"prompt": "Which question of yesterday’s lesson would you ask differently today?"}
        description = _("A small form whose text goes into the learner’s diary.")


class ReflectionKind(ActivityKind):
    """Complete when the learner has written something."""

    name = "reflection"
    label = _("Reflection")
    icon = "edit"
    block = ReflectionBlock
    criteria = (Criterion.SUBMITTED, Criterion.VIEW, Criterion.BUTTON, Criterion.NONE)

    def render(self, place: Place) -> SafeString:
        """One by itself."""
        return self.render_all([place])[0]

    def render_all(self, places: Sequence[Place]) -> list[SafeString]:
        """The question and the form, with what was written before. One query for all reflections of a lesson."""
        # Looked up when a lesson is shown: this module is imported while models are still being made.
        from courses.models import DiaryEntry

        enrolment = places[0].enrolment
        blocks_ = [place.activity.block for place in places]
        rows = DiaryEntry.objects.filter(enrolment=enrolment, block__in=blocks_) if enrolment else ()
        found = {row.block: row for row in rows}
        return [self._draw(place, found.get(place.activity.block)) for place in places]

    def _draw(self, place: Place, entry: object) -> SafeString:
        from courses.diary.forms import ReflectionForm

        initial = {"text": getattr(entry, "text", ""), "share": getattr(entry, "is_shared", False)}
        context = {
            "place": place,
            "prompt": place.value.get("prompt", ""),
            "entry": entry,
            "run": place.enrolment.run if place.enrolment else None,
            "form": ReflectionForm(auto_id=f"reflection-{place.activity.block}-%s", initial=initial),
        }
        return SafeString(render_to_string("courses/diary/activity.html", context, place.request))
