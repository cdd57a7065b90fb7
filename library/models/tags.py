"""Free terms on learning objects."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase


class LearningObjectTag(TagBase):
    """A free term, shared by all languages of the library; kept as :func:`library.rules.normalise_tag` writes it."""

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")


class TaggedLearningObject(ItemBase):
    """That an object carries a tag."""

    tag = models.ForeignKey(LearningObjectTag, on_delete=models.CASCADE, related_name="tagged_objects")
    content_object = ParentalKey("library.LearningObjectPage", on_delete=models.CASCADE, related_name="tagged_items")

    class Meta:
        verbose_name = _("tag of an object")
        verbose_name_plural = _("tags of objects")
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="library_tag_once")]
