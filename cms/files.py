"""Types of files: what a browser may show in place, and as what."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileKind(models.TextChoices):
    """What a reader can do with a file."""

    PDF = "pdf", _("PDF")
    IMAGE = "image", _("Image")
    AUDIO = "audio", _("Audio")
    VIDEO = "video", _("Video")
    TEXT = "text", _("Text")
    DOCUMENT = "document", _("Document")
    PRESENTATION = "presentation", _("Presentation")
    SPREADSHEET = "spreadsheet", _("Spreadsheet")
    ARCHIVE = "archive", _("Archive")
    CAPTIONS = "captions", _("Captions")
    OTHER = "other", _("File")


_KINDS = {
    FileKind.PDF: "pdf",
    FileKind.IMAGE: "avif gif jpg jpeg png webp",
    FileKind.AUDIO: "m4a mp3 ogg wav",
    FileKind.VIDEO: "mp4 webm",
    FileKind.TEXT: "md txt",
    FileKind.DOCUMENT: "docx epub odt rtf",
    FileKind.PRESENTATION: "odp pptx",
    FileKind.SPREADSHEET: "csv ods xlsx",
    FileKind.ARCHIVE: "zip",
    FileKind.CAPTIONS: "vtt",
}
KIND_BY_EXTENSION = {extension: kind for kind, extensions in _KINDS.items() for extension in extensions.split()}

AUDIO_EXTENSIONS = tuple(_KINDS[FileKind.AUDIO].split())
VIDEO_EXTENSIONS = tuple(_KINDS[FileKind.VIDEO].split())
CAPTION_EXTENSIONS = ("vtt",)

INLINE_TYPES = {
    "pdf": "application/pdf",
    "avif": "image/avif",
    "gif": "image/gif",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "vtt": "text/vtt; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
"""What may be shown in the page, with the type we say it is: whatever the file holds, a browser that is told
``nosniff`` will not take it for a page or a script. HTML and SVG are absent on purpose: they could act
as the reader."""

DOWNLOAD_TYPE = "application/octet-stream"


def kind_of(extension: str) -> FileKind:
    """The kind of a file with that extension (without the dot, in any case)."""
    return KIND_BY_EXTENSION.get(extension.lower(), FileKind.OTHER)
