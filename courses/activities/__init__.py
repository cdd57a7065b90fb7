"""Activities of a lesson: a registry of kinds, to which other apps and installations add theirs.

The setting ``ACTIVITY_KINDS`` lists the kinds by dotted path; each is a subclass of :class:`ActivityKind`. The kinds
are imported when the first lesson's form or outline asks for them, so that a kind may import models.
"""

from courses.activities.completion import CompletionBlock
from courses.activities.kinds import ActivityKind, Place
from courses.activities.registry import activity_kinds, kind_of

__all__ = ["ActivityKind", "CompletionBlock", "Place", "activity_kinds", "kind_of"]
