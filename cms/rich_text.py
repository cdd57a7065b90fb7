"""Rich text of which many pieces on a page cost what one does."""

from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import RichText, expand_db_html

from cms.translations import active_language

SEPARATOR = "<!--next text-->"


class RichTextBatch:
    """Texts that are shown together. The links and images of all of them are looked up when the first is shown."""

    def __init__(self, sources: Sequence[str]) -> None:
        self.sources = sources
        self._expanded: dict[str, list[str]] = {}

    def html(self, position: int) -> SafeString:
        """The text at ``position`` as HTML, in the active language."""
        language = active_language()
        if language not in self._expanded:
            self._expanded[language] = self._expand()
        return mark_safe(self._expanded[language][position])  # noqa: S308 - as Wagtail's own rich text

    def _expand(self) -> list[str]:
        expanded = expand_db_html(SEPARATOR.join(self.sources)).split(SEPARATOR)
        if len(expanded) != len(self.sources):  # Somebody wrote the separator into a text.
            return [expand_db_html(source) for source in self.sources]
        return expanded


class BatchedRichText(RichText):
    """One text of a :class:`RichTextBatch`; equal in every other way to the rich text it stands for."""

    def __init__(self, batch: RichTextBatch, position: int) -> None:
        super().__init__(batch.sources[position])
        self.batch = batch
        self.position = position

    def __html__(self) -> str:
        return self.batch.html(self.position)


def batched(sources: Sequence[str | None]) -> list[RichText]:
    """The rich texts of ``sources``, which will be expanded together."""
    batch = RichTextBatch([source or "" for source in sources])
    return [BatchedRichText(batch, position) for position in range(len(sources))]
