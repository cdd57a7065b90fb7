"""Images and files of the whole installation."""

from django.db import models
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from cms.files import FileKind, kind_of


class AcademyImage(AbstractImage):
    """An image with what a reader who does not see it needs (``description``), and whose work it is.

    A form of the admin insists on the description (``cms.forms.AcademyImageForm``); the column may be empty,
    because an image that came with an imported course may have none.
    """

    credit = models.CharField(
        _("credit"), max_length=255, blank=True, help_text=_("Whose work it is, and under which licence.")
    )

    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]

    @property
    def default_alt_text(self) -> str:
        """What is in the image. Never its title, which is often a file's name and says nothing to a listener."""
        return self.description


class AcademyRendition(AbstractRendition):
    """An image in the size and format a page needs."""

    image = models.ForeignKey(AcademyImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="cms_rendition_once")
        ]


class AcademyDocument(AbstractDocument):
    """A file that is downloaded, shown in place or played."""

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")
        permissions = [("choose_document", "Can choose document")]

    @property
    def kind(self) -> FileKind:
        """What a reader can do with it, by its extension."""
        return kind_of(self.file_extension)

    @property
    def format_label(self) -> str:
        """How people call the type: ``PDF``, ``DOCX``."""
        return self.file_extension.upper()

    @property
    def about(self) -> str:
        """Type and size as a reader wants to know them before a download: ``PDF, 2.4 MB``."""
        return ", ".join(filter(None, [self.format_label, self.file_size and filesizeformat(self.file_size)]))

    @property
    def download_url(self) -> str:
        """The address that saves the file where :attr:`url` would show it."""
        return f"{self.url}?download=1"
