"""The memory of imports: what was made from what, so that the next import finds it again."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportedItem(models.Model):
    """That a page, an image or a file was made from one item of one source, under one page.

    ``digest`` is of what the import wrote: content with another digest has been edited by somebody since.
    """

    source = models.CharField(_("source"), max_length=255, help_text=_("The identifier the source gives itself."))
    target = models.ForeignKey("wagtailcore.Page", models.CASCADE, related_name="+", verbose_name=_("imported into"))
    identifier = models.CharField(_("identifier"), max_length=512)
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    content = GenericForeignKey("content_type", "object_id")
    digest = models.CharField(_("digest"), max_length=64)
    hidden = models.BooleanField(_("not published in the source"), default=False)

    class Meta:
        verbose_name = _("imported item")
        verbose_name_plural = _("imported items")
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "identifier"], name="interop_imported_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.identifier}"
