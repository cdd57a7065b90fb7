"""What a kind of activity is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StructBlock

from courses.activities.completion import CompletionBlock
from courses.criteria import Criterion

if TYPE_CHECKING:
    from courses.learning.lessons import ActivityState
    from courses.models import Enrolment
    from courses.outline import Activity


@dataclass(frozen=True)
class Place:
    """One activity in the page of a lesson, and the learner it is shown to.

    ``value`` is the raw value of the block as it is kept in the edition, in ``language``, the reader's as far as there
    is a translation; ``object_html`` the learning object shown, if the kind names one and it is still in the library;
    ``drawn`` what the kind's :meth:`ActivityKind.draw` made of the value.
    ``enrolment`` is ``None`` when an author previews the lesson: show it as to a learner who has done nothing.
    """

    activity: "Activity"
    value: Mapping[str, Any]
    language: str
    state: "ActivityState"
    enrolment: "Enrolment | None" = None
    request: HttpRequest | None = None
    object_html: SafeString = field(default_factory=SafeString)
    drawn: SafeString = field(default_factory=SafeString)


class ActivityKind:
    """A kind of activity: what an author fills in, what of it is frozen into an edition, what a learner sees.

    ``name`` is the block's name in the stream and ``kind`` in the outline, never to be changed once lessons use it.
    ``block`` is a ``StructBlock`` class with the kind's own fields and a template for the author's preview; the child
    ``completion``, with the criteria the kind allows, is added here. How the learner completes it is recorded by
    events: those of the browser for the criteria view, time, button and watched; ``courses.progress.services.record``
    with ``SUBMITTED`` or ``SCORED`` for the others, called by the kind's own services.
    """

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    icon: ClassVar[str] = "tick"
    block: ClassVar[type[StructBlock]]
    criteria: ClassVar[Sequence[Criterion]] = (Criterion.VIEW, Criterion.BUTTON, Criterion.NONE)
    default_criterion: ClassVar[Criterion | None] = None
    """The first of ``criteria`` unless another is named."""

    yields_score: ClassVar[bool] = False
    """Whether it is marked, so that conditions and the gradebook can ask for its score."""

    @cached_property
    def stream_block(self) -> StructBlock:
        """The block as authors get it, one for the process."""
        completion = CompletionBlock(self.criteria, self.default)
        return self.block([("completion", completion)], label=self.label, icon=self.icon, group=_("Activities"))

    @property
    def default(self) -> Criterion:
        """The criterion of an activity whose author chose none, or one that the kind does not allow."""
        return self.default_criterion or self.criteria[0]

    def settings(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """What of a block's raw value is frozen into the outline as ``activity.settings``, as plain JSON.

        Taken from the source language. For what rules decide on, such as a pass mark or a deadline: the words a
        learner reads are in the lesson's snapshot already. Empty by default.
        """
        return {}

    def object_of(self, value: Mapping[str, Any]) -> int | None:
        """The page id of the learning object that the activity shows, if any: its snapshot goes into the edition."""
        return None

    def draw(self, value: Mapping[str, Any], language: str) -> SafeString:
        """What of the activity is the same for every learner; kept in the cache with the lesson's text, and handed to
        :meth:`render` as ``place.drawn``. ``language`` is the one it is written in. Nothing by default.
        """
        return SafeString()

    def draw_by_template(self, value: Mapping[str, Any]) -> SafeString:
        """The value as the block's own template shows it, for :meth:`draw`."""
        return SafeString(self.stream_block.render(self.stream_block.to_python(value)))

    def render(self, place: Place) -> SafeString:
        """The activity for the player; its state and its button are added below it. Empty: it has been withdrawn."""
        raise NotImplementedError

    def render_all(self, places: Sequence[Place]) -> list[SafeString]:
        """All activities of the kind in one lesson. A kind that reads rows overrides it to read them at once."""
        return [self.render(place) for place in places]
