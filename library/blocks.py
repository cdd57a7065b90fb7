"""Blocks of the library: an object shown inside a text."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class LibraryObjectBlock(blocks.StructBlock):
    """A learning object shown in place, in the reader's language."""

    object = blocks.PageChooserBlock("library.LearningObjectPage", label=_("Learning object"))

    class Meta:
        icon = "doc-full"
        label = _("Learning object")
        description = _("Shows an object of the library inside the text.")
        template = "library/blocks/library_object.html"
