"""Blocks of the library: an interactive package, and an object shown inside a text."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import CONTENT_BLOCKS, FileChooserBlock, samples
from library.choosers import learning_object_chooser
from library.vocabularies import PackageType

PACKAGE_EXTENSIONS = ("zip", "h5p", "imscc")

LearningObjectChooserBlock: type[Any] = learning_object_chooser.get_block_class(
    name="LearningObjectChooserBlock", module_path="library.blocks"
)


class PackageBlock(blocks.StructBlock):
    """An interactive package as a file to take along; it is not played in the page."""

    file = FileChooserBlock(
        extensions=PACKAGE_EXTENSIONS,
        label=_("File"),
        help_text=_("A package as it was exported: .zip, .h5p or .imscc."),
    )
    package_type = blocks.ChoiceBlock(choices=PackageType.choices, default=PackageType.SCORM_12, label=_("Type"))
    title = blocks.CharBlock(
        required=False, max_length=255, label=_("Title"), help_text=_("Empty: the title of the file.")
    )

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Adds what the package is called and its type in words."""
        context = super().get_context(value, parent_context=parent_context)
        label = dict(PackageType.choices).get(value.get("package_type"), "")
        name = value.get("title") or (value["file"].title if value.get("file") else "")
        return {**context, "name": name, "type_label": label}

    def get_preview_value(self) -> Any:
        """A package of this installation, or none yet."""
        return self.normalize({"file": samples.file_of(*PACKAGE_EXTENSIONS), "package_type": PackageType.SCORM_12})

    class Meta:
        icon = "download"
        label = _("Interactive package")
        description = _("A SCORM, cmi5, H5P or Common Cartridge file to download; it is not played in the page.")
        template = "library/blocks/package.html"


# What a learning object may hold.
OBJECT_BLOCKS = [*CONTENT_BLOCKS, ("package", PackageBlock())]


class LibraryObjectBlock(blocks.StructBlock):
    """A learning object shown in place, in the reader's language. Its raw value is ``{"object": page id}``."""

    object = LearningObjectChooserBlock(label=_("Learning object"))

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Adds the object as the reader should see it; empty when there is nothing they may see."""
        from library.rendering import render_for

        context = super().get_context(value, parent_context=parent_context)
        page = value.get("object")
        context["rendered"] = render_for(page, context.get("request")) if page else ""
        return context

    def get_preview_value(self) -> Any:
        """The newest object anybody may read."""
        from library.models import LearningObjectPage

        return self.normalize({"object": LearningObjectPage.objects.readable().newest().first()})

    class Meta:
        icon = "doc-full"
        label = _("Learning object")
        description = _("Shows an object of the library inside the text.")
        template = "library/blocks/library_object.html"
