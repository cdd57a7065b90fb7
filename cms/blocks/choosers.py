"""Choosers that look up what a whole body needs in as many queries as one block does."""

import copy
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from cms.translations import PageBatch

__all__ = ["BODY_FILTERS", "FileChooserBlock", "PictureChooserBlock", "ReadersPageChooserBlock"]

BODY_WIDTHS = (480, 960, 1440)
BODY_FILTERS = [f"width-{width}|format-webp" for width in BODY_WIDTHS]
"""The sizes of an image in a text: those of ``templates/cms/blocks/image.html``."""


class PictureChooserBlock(ImageChooserBlock):
    """Images with the renditions a text needs: two queries for all of them."""

    def bulk_to_python(self, values: Iterable[int | None]) -> list[Any]:
        """The images in the order of their ids; ``None`` for those that are gone."""
        ids = list(values)
        found = self.model_class.objects.prefetch_renditions(*BODY_FILTERS).in_bulk([pk for pk in ids if pk])
        # A copy each, because a block may say of its own image how it is to be shown.
        return [copy.copy(found.get(pk)) for pk in ids]


class FileChooserBlock(DocumentChooserBlock):
    """Files; with ``extensions`` only those that can be played or shown."""

    def __init__(self, extensions: Iterable[str] = (), **kwargs: Any) -> None:
        self.extensions = tuple(extensions)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """Raises ``ValidationError`` for a file of another type than the block can show."""
        document = super().clean(value)
        if document and self.extensions and document.file_extension.lower() not in self.extensions:
            allowed = ", ".join(self.extensions)
            raise ValidationError(gettext("Choose a file of one of these types: %(allowed)s.") % {"allowed": allowed})
        return document


class ReadersPageChooserBlock(blocks.PageChooserBlock):
    """Pages together with their versions in other languages: as many queries for one as for thirty."""

    def bulk_to_python(self, values: Iterable[int | None]) -> list[Any]:
        """The pages as they were chosen; ``cms.translations.version_for_reader`` says which version to show."""
        pages: list[Any] = super().bulk_to_python(list(values))
        PageBatch(pages)
        return pages
