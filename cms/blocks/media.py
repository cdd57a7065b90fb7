"""Blocks of images, sound, film and files."""

from typing import Any, ClassVar

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import samples
from cms.blocks.choosers import FileChooserBlock, PictureChooserBlock
from cms.blocks.text import TextBlock
from cms.files import AUDIO_EXTENSIONS, CAPTION_EXTENSIONS, VIDEO_EXTENSIONS, FileKind

__all__ = ["AudioBlock", "FileBlock", "GalleryBlock", "ImageBlock", "VideoBlock"]


class ImageValue(blocks.StructValue):
    """An image as it is shown in one place."""

    @property
    def alternative(self) -> str:
        """What a reader who does not see the image is told; empty for decoration."""
        if self["decorative"] or not self["image"]:
            return ""
        return self["alt"] or self["image"].description


class ImageBlock(blocks.StructBlock):
    """An image. Value: ``image``, ``alt`` (empty: the image's own description), ``decorative``, ``caption``."""

    image = PictureChooserBlock(label=_("Image"))
    alt = blocks.CharBlock(
        required=False,
        max_length=255,
        label=_("What it shows"),
        help_text=_("For those who do not see it. Empty: the description kept with the image."),
    )
    decorative = blocks.BooleanBlock(
        required=False, label=_("Decoration only"), help_text=_("Says nothing that the text does not say.")
    )
    caption = blocks.CharBlock(required=False, max_length=255, label=_("Caption"))

    class Meta:
        icon = "image"
        label = _("Image")
        label_format = "{caption}"
        description = _("An image with a caption, in the size the reader’s screen needs.")
        preview_value = staticmethod(samples.image)
        value_class = ImageValue
        template = "cms/blocks/image.html"


class GalleryBlock(blocks.StructBlock):
    """Images that belong together. Value: ``images``, a list of the values of :class:`ImageBlock`."""

    images = blocks.ListBlock(ImageBlock(), min_num=1, max_num=24, label=_("Images"))

    class Meta:
        icon = "image"
        label = _("Gallery")
        description = _("Several images side by side.")
        preview_value = staticmethod(samples.images)
        template = "cms/blocks/gallery.html"


def transcript() -> TextBlock:
    """The words of a recording as text."""
    return TextBlock(
        required=False, label=_("Transcript"), help_text=_("For those who do not hear it, and for search.")
    )


NO_EXTRAS = {"poster": None, "captions": None, "captions_language": ""}


def film() -> dict[str, Any]:
    """A film of the installation, or none yet."""
    return {"file": samples.file_of(*VIDEO_EXTENSIONS), "title": "A lesson observed", **NO_EXTRAS, "transcript": ""}


def recording() -> dict[str, Any]:
    """A recording of the installation, or none yet."""
    return {"file": samples.file_of(*AUDIO_EXTENSIONS), "title": "A conversation after the lesson", "transcript": ""}


def handout() -> dict[str, Any]:
    """A file of the installation, or none yet."""
    return {"file": samples.file_of("pdf", "docx", "odt"), "title": "", "preview": True}


class MediaValue(blocks.StructValue):
    """A file as it is shown in one place."""

    @property
    def name(self) -> str:
        """The title given here, else the file's."""
        return self["title"] or (self["file"].title if self["file"] else "")


class VideoBlock(blocks.StructBlock):
    """A film. Value: ``file``, ``title``, ``poster``, ``captions``, ``captions_language``, ``transcript``."""

    file = FileChooserBlock(VIDEO_EXTENSIONS, label=_("Film"), help_text=_("MP4 or WebM."))
    title = blocks.CharBlock(required=False, max_length=255, label=_("Title"))
    poster = PictureChooserBlock(required=False, label=_("Still"), help_text=_("Shown until the film is started."))
    captions = FileChooserBlock(CAPTION_EXTENSIONS, required=False, label=_("Captions"), help_text=_("WebVTT."))
    captions_language = blocks.ChoiceBlock(choices=settings.LANGUAGES, required=False, label=_("Language of captions"))
    transcript = transcript()

    class Meta:
        icon = "media"
        label = _("Video")
        label_format = "{title}"
        description = _("A film with captions and a transcript, played in the page.")
        preview_value = staticmethod(film)
        value_class = MediaValue
        template = "cms/blocks/video.html"


class AudioBlock(blocks.StructBlock):
    """A recording. Value: ``file``, ``title``, ``transcript``."""

    file = FileChooserBlock(AUDIO_EXTENSIONS, label=_("Recording"), help_text=_("MP3, M4A, OGG or WAV."))
    title = blocks.CharBlock(required=False, max_length=255, label=_("Title"))
    transcript = transcript()

    class Meta:
        icon = "media"
        label = _("Audio")
        label_format = "{title}"
        description = _("A recording with its transcript, played in the page.")
        preview_value = staticmethod(recording)
        value_class = MediaValue
        template = "cms/blocks/audio.html"


class FileBlock(blocks.StructBlock):
    """A file to take along. Value: ``file``, ``title``, ``preview`` (show it in place where a browser can)."""

    SHOWN_IN_PLACE: ClassVar = {FileKind.PDF, FileKind.IMAGE, FileKind.AUDIO, FileKind.VIDEO}

    file = FileChooserBlock(label=_("File"))
    title = blocks.CharBlock(required=False, max_length=255, label=_("Title"))
    preview = blocks.BooleanBlock(required=False, default=True, label=_("Show it in the page where possible"))

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds ``shown_as``, the kind of preview; empty for a file that can only be downloaded."""
        context = super().get_context(value, parent_context)
        kind = value["file"].kind if value["file"] and value["preview"] else FileKind.OTHER
        return {**context, "shown_as": kind.value if kind in self.SHOWN_IN_PLACE else ""}

    class Meta:
        icon = "doc-full"
        label = _("File")
        label_format = "{title}"
        description = _("A file to download, with its type and size; PDF, images, sound and film are shown in place.")
        preview_value = staticmethod(handout)
        value_class = MediaValue
        template = "cms/blocks/file.html"
