"""The body of a lesson: what any text may hold, and the activities of this installation."""

from functools import cached_property
from typing import Any

from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField

from cms.blocks import CONTENT_BLOCKS


class LessonField(StreamField):
    """A stream of content and activities.

    Which activities there are is a setting, so they are looked up when the field is used, and a migration does not
    name them: an installation that adds a kind needs no migration of ours.
    """

    def __init__(self, block_types: Any = (), **kwargs: Any) -> None:
        super().__init__(block_types, **kwargs)

    @cached_property
    def stream_block(self) -> StreamBlock:
        """The blocks, once for the process."""
        from courses.activities import activity_kinds

        kinds = [(kind.name, kind.stream_block) for kind in activity_kinds().values()]
        block = StreamBlock([*CONTENT_BLOCKS, *kinds])
        block.set_meta_options(self.block_opts)
        return block

    def deconstruct(self) -> Any:
        """The field without its blocks, which are not the database's concern."""
        name, path, _args, kwargs = super(StreamField, self).deconstruct()
        return name, path, [], kwargs
